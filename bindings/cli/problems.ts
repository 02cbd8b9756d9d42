// How the command line tells problems to a person.
import type { Report } from '../report';

/** Whether no problem is an error. */
export function isFine(report: Report): boolean {
  return report.problems.every(({ severity }) => severity !== 'error');
}

/** Writes them to standard error, one a line, as compilers do. */
export function printProblems(report: Report): void {
  for (const { line, column, severity, message } of report.problems) {
    process.stderr.write(`${line}:${column}: ${severity}: ${message}\n`);
  }
}

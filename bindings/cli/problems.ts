// How the command line tells problems to a person, and what of a file was left out.
import { cellPlace } from '../notebook';
import type { Report } from '../report';
import type { Options } from './arguments';

/** Whether no problem is an error. */
export function isFine(report: Report): boolean {
  return report.problems.every(({ severity }) => severity !== 'error');
}

/** Writes them to standard error, one a line, as compilers do; those of a notebook by cell. */
export function printProblems(report: Report, { document }: Pick<Options, 'document'>): void {
  for (const { line, column, severity, message } of report.problems) {
    const place = cellPlace(document.program, line);
    const where = place ? `cell ${place.cell}, ${place.line}` : String(line);
    process.stderr.write(`${where}:${column}: ${severity}: ${message}\n`);
  }
}

/** Writes to standard error what the file has besides the document. */
export function tellLeftOut({ leftOut }: Options): void {
  for (const sentence of leftOut) process.stderr.write(`unroll: ${sentence}\n`);
}

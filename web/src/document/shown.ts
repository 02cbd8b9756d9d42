// Owns which report is shown, and which model of it where none was chosen. Must not know how.
import type { Model, Report } from '../../../bindings/report';

/**
 * The model that is looked at where none was chosen: the last one made, unless layers that belong to no
 * model were reached by an error (then those).
 */
export function newest(report: Report): Model | null {
  const fails = report.draft?.operations.some(({ state }) => state === 'failed') ?? false;
  return (fails ? report.draft : report.models.at(-1)) ?? report.draft;
}

/**
 * Whether a line that does not parse cost the answer layers that the last good one had: then the last
 * good one stays in sight. A report that kept what stands above the line is shown as it is.
 */
export function brokenOff(report: Report, last: Report | null): boolean {
  if (last === null || !report.problems.some((problem) => problem.code === 'syntax')) return false;
  const layers = (of: Report): number =>
    [...of.models, of.draft].reduce((sum, model) => sum + (model?.operations.length ?? 0), 0);
  return layers(report) < layers(last);
}

// Owns where a problem is shown. Must not know how.
import type { Problem, Report, Span } from '../../../bindings/report';

/**
 * The place of a problem: its layer's own text where that lies within what the engine points at (a whole
 * list of layers, say), else what the engine points at.
 */
export function placeOf(report: Report, problem: Problem): Span {
  const name = problem.layer?.name;
  if (name === null || name === undefined) return problem.span;
  for (const model of [...report.models, report.draft]) {
    const layer = model?.operations.find((candidate) => candidate.name === name);
    const span = layer?.span;
    if (span && span[0] >= problem.span[0] && span[1] <= problem.span[1]) return span;
  }
  return problem.span;
}

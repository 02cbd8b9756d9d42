// Owns when the engine refuses a program where Keras does: the line and the layer, not the wording.
import type { Problem, Report } from '../../bindings/report';
import { Mismatch } from './compare';

export interface FaultyLayer {
  class: string;
  /** Null where the constructor failed before it had a name. */
  name: string | null;
}

/** Where Keras refuses: any of these lines (first and last), and this layer if one is involved. */
export interface Refusal {
  lines: [first: number, last: number];
  /** A line that is meant as well, inside a function or class of the program. */
  innerLine?: number;
  layer: FaultyLayer | null;
}

export function errorsOf(report: Report): Problem[] {
  return report.problems.filter(({ severity }) => severity === 'error');
}

/** Throws `Mismatch` unless an error of the report is there. */
export function expectRefusal(report: Report, refusal: Refusal): void {
  const { lines, innerLine, layer } = refusal;
  const errors = errorsOf(report);
  const isLine = (line: number) => (line >= lines[0] && line <= lines[1]) || line === innerLine;
  if (errors.some((error) => isLine(error.line) && isLayer(error.layer, layer))) return;
  const told = errors.map((error) => `line ${error.line}, ${show(error.layer)}`).join('; ');
  const wanted = `line ${lines[0]}, ${show(layer)}`;
  throw new Mismatch(`Keras refuses ${wanted}; refused: ${told || 'nothing'}`);
}

export function isLayer(got: FaultyLayer | null, want: FaultyLayer | null): boolean {
  if (!got || !want) return got === want;
  return got.class === want.class && (want.name === null || got.name === want.name);
}

function show(layer: FaultyLayer | null): string {
  return layer ? `${layer.class} ${layer.name ?? '(unnamed)'}` : 'no layer';
}

/** The last line of the statement that begins at `line`, by its brackets. */
export function lastLine(source: string, line: number): number {
  const lines = source.split('\n');
  let depth = 0;
  for (let index = line - 1; index < lines.length; index += 1) {
    for (const character of lines[index]!) {
      if ('([{'.includes(character)) depth += 1;
      if (')]}'.includes(character)) depth -= 1;
    }
    if (depth <= 0) return index + 1;
  }
  return lines.length;
}

// Owns how a text edit is shown before it is made: the lines that change, before and after. Must not
// know why it is made.
import type { TextEdit } from '../../../bindings/report';

/** A line of a diff; `mark` is the part that is new, in characters of `text`. */
export interface DiffLine {
  sign: '−' | '+';
  text: string;
  mark: [from: number, to: number] | null;
}

/** Most lines of each side that are shown. */
const MOST_LINES = 6;

/** The program after the edits. */
export function edited(program: string, edits: readonly TextEdit[]): string {
  return [...edits]
    .sort((a, b) => b[0] - a[0])
    .reduce((text, [from, to, insert]) => text.slice(0, from) + insert + text.slice(to), program);
}

/** The lines that the edits touch, as they are and as they become. */
export function diffOf(program: string, edits: readonly TextEdit[]): DiffLine[] {
  if (edits.length === 0) return [];
  const from = Math.min(...edits.map((edit) => edit[0]));
  const to = Math.max(...edits.map((edit) => edit[1]));
  const start = program.lastIndexOf('\n', from - 1) + 1;
  const next = program.indexOf('\n', to);
  const end = next < 0 ? program.length : next;
  const before = program.slice(start, end);
  const after = edited(
    before,
    edits.map(([a, b, insert]): TextEdit => [a - start, b - start, insert]),
  );
  const indent = /^\s*/.exec(before)?.[0].length ?? 0;
  const lines = (text: string): string[] => text.split('\n').map((line) => line.slice(indent));
  const single = edits.length === 1 ? edits[0] : undefined;
  let markAt = single ? single[0] - start : -1;
  let markLength = single ? single[2].length : 0;
  // A comma and blanks belong to the edit, not to what it says.
  while (single && markLength > 0 && /[\s,]/.test(after[markAt] ?? '')) {
    markAt += 1;
    markLength -= 1;
  }
  while (single && markLength > 0 && /[\s,]/.test(after[markAt + markLength - 1] ?? '')) {
    markLength -= 1;
  }
  let at = 0;
  const added = after.split('\n').map((line): DiffLine => {
    const a = Math.max(0, markAt - at - indent);
    const b = Math.min(line.length - indent, markAt + markLength - at - indent);
    at += line.length + 1;
    return { sign: '+', text: line.slice(indent), mark: markLength > 0 && b > a ? [a, b] : null };
  });
  const removed = lines(before).map((text): DiffLine => ({ sign: '−', text, mark: null }));
  const gone = after === '' ? [] : added;
  return [...removed.slice(0, MOST_LINES), ...gone.slice(0, MOST_LINES)];
}

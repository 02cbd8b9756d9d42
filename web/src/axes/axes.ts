// Owns how an axis is told from another on the page: its letter, its word and its style; and the word for
// what happens to it. Must not know a layer. A role that is not in the table is the user's own: drawn as
// "other", by its letter.
import type { Axis, EventKind, Role } from '../../../bindings/report';

/** The style of an axis: the letter that names its tokens (`--ax-t`), its chip and its strand. */
export type AxisStyle = 'b' | 't' | 'f' | 's' | 'h' | 'r' | 'c' | 'x';

const styles: Record<string, AxisStyle> = {
  batch: 'b',
  time: 't',
  features: 'f',
  source: 's',
  heads: 'h',
  rows: 'r',
  columns: 'c',
};

const words: Record<string, string> = { source: 'source time' };

/** What happens to an axis, as the first word of its reason. */
const changes: Record<EventKind, string> = {
  kept: 'Kept',
  replaced: 'New',
  added: 'Added',
  ended: 'Ended',
  set_aside: 'Set aside',
  restored: 'Restored',
  missing: 'Missing',
};

/** What happens to an axis in words: `Kept`, `Set aside`. */
export function changeWord(kind: EventKind): string {
  return changes[kind];
}

/** The style of an axis with this role. */
export function axisStyle(role: Role): AxisStyle {
  return styles[role] ?? 'x';
}

/** The letter that stands for the role: B, T, F, S, H, R, C, D or the first of the user's own word. */
export function axisLetter(role: Role): string {
  if (role === 'other') return 'D';
  return (role[0] ?? 'D').toUpperCase();
}

/** The role in words: `source time`. */
export function axisWord(role: Role): string {
  return words[role] ?? role;
}

/** The variable that holds a style's colour; rows and columns share one. */
export function axisColour(style: AxisStyle): string {
  return `var(--ax-${style === 'r' ? 'c' : style})`;
}

/**
 * The size as a chip shows it: the number it is bound to if one is given, else its own; empty where
 * the letter says it all (an unknown size that is called by its letter).
 */
export function axisText(axis: Axis, bound?: number): string {
  if (bound !== undefined) return String(bound);
  return axis.text === axisLetter(axis.role) ? '' : axis.text;
}

/** An axis as it is read out: `time 10`, `batch`. */
export function axisSpoken(axis: Axis, bound?: number): string {
  const text = axisText(axis, bound);
  return text === '' ? axisWord(axis.role) : `${axisWord(axis.role)} ${text}`;
}

/** A shape as it is read out: `batch, time 10, features 32`. */
export function shapeSpoken(shape: readonly Axis[], bound?: readonly number[]): string {
  return shape.map((axis, index) => axisSpoken(axis, bound?.[index])).join(', ');
}

// Owns the geometry of strands: what is drawn for a mark on a lane, as plain shapes. One line style per
// axis, so that axes read without colour. Must not know SVG's elements nor a layer.
import type { AxisStyle } from '../axes/axes';

/** What a lane carries: an axis, or the mask (`m`). */
export type LaneStyle = AxisStyle | 'm';

/** A shape of the drawing; `style` gives colour and line style. */
export type Stroke =
  /** A strand from `y0` down to `y1`; with `x1`, it changes lanes by an elbow at `turn`. */
  | {
      kind: 'strand';
      style: LaneStyle;
      x: number;
      y0: number;
      y1: number;
      x1?: number;
      turn?: number;
    }
  | { kind: 'dot'; style: LaneStyle; x: number; y: number }
  | { kind: 'ring'; style: LaneStyle; x: number; y: number }
  | { kind: 'bar'; style: LaneStyle; x: number; y: number; thin?: boolean }
  /** The line of an axis that is there and not worked on. */
  | { kind: 'dotted'; style: LaneStyle; x: number; y0: number; y1: number; fine?: boolean }
  | { kind: 'missing'; x: number; y0: number; y1: number; ring: boolean }
  | { kind: 'unreached'; x: number; y0: number; y1: number };

const HALF_GAP = 11;

export function strand(style: LaneStyle, x: number, y0: number, y1: number): Stroke[] {
  return y1 > y0 ? [{ kind: 'strand', style, x, y0, y1 }] : [];
}

/** One axis ends in a dot; after a gap of 22 another begins in a ring. */
export function replaced(style: LaneStyle, x: number, y0: number, y1: number): Stroke[] {
  const middle = (y0 + y1) / 2;
  return [
    ...strand(style, x, y0, middle - HALF_GAP),
    { kind: 'dot', style, x, y: middle - HALF_GAP },
    { kind: 'dotted', style, x, y0: middle - 4, y1: middle + 5, fine: true },
    { kind: 'ring', style, x, y: middle + HALF_GAP },
    ...strand(style, x, middle + HALF_GAP + 4.5, y1),
  ];
}

/** A bar closes the strand. */
export function ended(style: LaneStyle, x: number, y0: number, y1: number): Stroke[] {
  const middle = (y0 + y1) / 2;
  return [...strand(style, x, y0, middle), { kind: 'bar', style, x, y: middle }];
}

/** A ring opens the strand. */
export function added(style: LaneStyle, x: number, y0: number, y1: number): Stroke[] {
  const middle = (y0 + y1) / 2;
  return [{ kind: 'ring', style, x, y: middle }, ...strand(style, x, middle + 4.5, y1)];
}

/** A dot: here the model ends. */
export function closed(style: LaneStyle, x: number, y0: number, y1: number): Stroke[] {
  const middle = (y0 + y1) / 2;
  const line = strand(style, x, y0, middle);
  return style === 'm' ? line : [...line, { kind: 'dot', style, x, y: middle }];
}

/** Brackets and a dotted line: a wrapper puts the axis aside and back. */
export function aside(style: LaneStyle, x: number, y0: number, y1: number): Stroke[] {
  return [
    ...strand(style, x, y0, y0 + 14),
    { kind: 'bar', style, x, y: y0 + 16, thin: true },
    { kind: 'dotted', style, x, y0: y0 + 18, y1: y1 - 16 },
    { kind: 'bar', style, x, y: y1 - 16, thin: true },
    ...strand(style, x, y1 - 14, y1),
  ];
}

/** It comes in and is not used, because the layer failed. */
export function stopped(style: LaneStyle, x: number, y0: number): Stroke[] {
  return [...strand(style, x, y0, y0 + 17), { kind: 'ring', style, x, y: y0 + 22 }];
}

const RADIUS = 8;

/**
 * The path of a strand, `offset` beside its middle. An elbow has corners of radius 8, and keeps the
 * distance between two rails through both corners.
 */
export function strandPath(
  { x, y0, y1, x1, turn }: { x: number; y0: number; y1: number; x1?: number; turn?: number },
  offset = 0,
): string {
  const from = x + offset;
  if (x1 === undefined || x1 === x) return `M${from} ${y0}V${y1}`;
  const to = x1 + offset;
  const side = Math.sign(x1 - x);
  const at = (turn ?? (y0 + y1) / 2) - side * offset;
  const r = Math.max(0, Math.min(RADIUS, Math.abs(to - from) / 2, at - y0, y1 - at));
  return (
    `M${from} ${y0}V${at - r}q0 ${r} ${side * r} ${r}` +
    `H${to - side * r}q${side * r} 0 ${side * r} ${r}V${y1}`
  );
}

// Owns where the strand of each axis runs: which lane an axis of a value is on, and how far apart the
// lanes are. Lanes come from roles alone. Must not know a layer.
import type { Axis, Role } from '../../../bindings/report';
import type { TracedModel } from '../document/traced-model';
import { axisText } from '../axes/axes';

/** A lane of the flow. `key` tells a second axis of the same role from the first. */
export interface Lane {
  key: string;
  role: Role;
  x: number;
}

/** Where lanes run and where the text beside them begins. */
export interface Lanes {
  lanes: readonly Lane[];
  byKey: ReadonlyMap<string, Lane>;
  /** Left edge of a card's text. */
  text: number;
}

/** The places of lanes, by the kind of drawing: from `look.css`. */
export interface LaneRule {
  /** Places of up to three lanes. */
  few: readonly [number, number, number];
  fewText: number;
  /** Place of the first of more lanes, their distance, and what follows the last. */
  first: number;
  apart: number;
  after: number;
}

export const wideLanes: LaneRule = {
  few: [32, 92, 158],
  fewText: 208,
  first: 28,
  apart: 48,
  after: 42,
};
export const phoneLanes: LaneRule = {
  few: [26, 78, 136],
  fewText: 178,
  first: 24,
  apart: 44,
  after: 36,
};
/** The narrowest phones. */
export const tinyLanes: LaneRule = {
  few: [20, 62, 108],
  fewText: 146,
  first: 20,
  apart: 40,
  after: 32,
};
export const branchLanes: LaneRule = {
  few: [24, 72, 128],
  fewText: 160,
  first: 24,
  apart: 44,
  after: 36,
};

/** Widths of what a chip is made of, to keep long sizes apart: letter and outline, one character. */
const CHIP_FRAME = 36;
const CHIP_CHARACTER = 7.6;
const CHIP_GAP = 6;

/** The lanes of a shape's axes, in the shape's order. */
export function laneKeys(shape: readonly Axis[]): string[] {
  const met = new Map<Role, number>();
  return shape.map(({ role }) => {
    const count = met.get(role) ?? 0;
    met.set(role, count + 1);
    return count === 0 ? role : `${role} ${count + 1}`;
  });
}

/** Orders lanes so that every shape's axes lie from left to right, as far as the shapes agree. */
function ordered(shapes: readonly (readonly string[])[]): string[] {
  const order: string[] = [];
  for (const keys of shapes) {
    let at = 0;
    for (const key of keys) {
      const found = order.indexOf(key);
      if (found >= 0) at = Math.max(at, found + 1);
      else order.splice(at++, 0, key);
    }
  }
  return order;
}

/** The lanes for all values of a model that the flow shows. */
export function lanesOf(traced: TracedModel, values: readonly number[], rule: LaneRule): Lanes {
  const shapes = values.map((index) => traced.value(index)?.shape ?? []);
  const keys = ordered(shapes.map(laneKeys));
  const widest = new Map<string, number>();
  for (const shape of shapes) {
    laneKeys(shape).forEach((key, index) => {
      const axis = shape[index];
      const length = axis ? Math.min(16, axisText(axis).length) : 0;
      widest.set(key, Math.max(widest.get(key) ?? 0, length));
    });
  }
  const half = (key: string): number =>
    (CHIP_FRAME + CHIP_CHARACTER * Math.max(0, (widest.get(key) ?? 0) - 1)) / 2;
  const few = keys.length <= rule.few.length;
  let x = 0;
  const lanes = keys.map((key, index): Lane => {
    const before = keys[index - 1];
    const wanted = few ? (rule.few[index] ?? x) : rule.first + index * rule.apart;
    const least = before === undefined ? half(key) - 12 : x + half(before) + half(key) - CHIP_GAP;
    x = Math.max(wanted, Math.round(least));
    return { key, role: key.replace(/ \d+$/, ''), x };
  });
  const last = keys.at(-1);
  const text = Math.max(
    few ? rule.fewText : x + rule.after,
    x + (last === undefined ? 0 : Math.round(half(last)) + CHIP_GAP * 2),
  );
  return { lanes, byKey: new Map(lanes.map((lane) => [lane.key, lane])), text };
}

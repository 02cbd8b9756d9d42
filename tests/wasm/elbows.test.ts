// At which heights the strands of branches turn: no two lie on each other, however many come together.
import { expect, test } from 'vitest';
import { levelsOf, type Hop } from '../../web/src/flow/elbows';

const LANES = [24, 72, 128];
/** The strands of a value from one card to another, by their left edges. */
const hop = (value: number, from: number, to: number): Hop =>
  LANES.map((lane) => ({ x: from + lane, x1: to + lane, net: `${value} ${lane}` }));

/** Pairs of strands of two values that lie on each other across, for more than a place where they meet. */
function overlaps(hops: readonly Hop[]): number {
  const { levels } = levelsOf(hops);
  const lines = hops.flatMap((turns, at) =>
    turns.map(({ x, x1, net }, index) => ({
      net,
      level: levels[at]![index]!,
      ends: [Math.min(x, x1), Math.max(x, x1)] as const,
    })),
  );
  return lines.flatMap((a, at) =>
    lines
      .slice(at + 1)
      .filter(
        (b) =>
          a.net !== b.net &&
          a.level === b.level &&
          Math.min(a.ends[1], b.ends[1]) > Math.max(a.ends[0], b.ends[0]),
      ),
  ).length;
}

test('strands of one value turn one below the other, the first from the side that they go to', () => {
  expect(levelsOf([hop(0, 0, 300)])).toEqual({ levels: [[2, 1, 0]], count: 3 });
  expect(levelsOf([hop(0, 300, 0)])).toEqual({ levels: [[0, 1, 2]], count: 3 });
  expect(levelsOf([hop(0, 300, 300)])).toEqual({ levels: [[0, 0, 0]], count: 0 });
});

test.each([2, 3, 4, 5, 8])('%i branches come together, each on levels of its own', (count) => {
  const hops = Array.from({ length: count }, (_, at) => hop(at, at * 304, ((count - 1) * 304) / 2));
  expect(overlaps(hops)).toBe(0);
});

test.each([2, 4, 8])('one value goes to %i cards as one line that forks', (count) => {
  const hops = Array.from({ length: count }, (_, at) => hop(0, ((count - 1) * 304) / 2, at * 304));
  expect(overlaps(hops)).toBe(0);
  expect(levelsOf(hops).count).toBe(5);
});

test('what leaves a column turns above what comes into it', () => {
  const { levels } = levelsOf([hop(0, 0, 304), hop(1, 304, 608)]);
  const [coming, leaving] = levels as [number[], number[]];
  LANES.forEach((_, lane) => expect(leaving[lane]).toBeLessThan(coming[lane]!));
});

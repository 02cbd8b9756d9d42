// Owns at which heights strands turn on their way down to a row of cards, so that no two lie on each
// other. Must not know what a strand carries, nor how high a level is.

/** A strand that comes down at `x` and goes on at `x1`. Those of one net are one line that forks. */
export interface Turn {
  x: number;
  x1: number;
  net: string;
}

/** The strands of one value to one place, from left to right. */
export type Hop = readonly Turn[];

type Placed = Turn & { level: number };

/** Lines that are closer than this, in pixels, are taken for one. */
const APART = 6;

/** The level of each strand of each hop, counted from above, and how many levels there are. */
export function levelsOf(hops: readonly Hop[]): { levels: number[][]; count: number } {
  const placed: Placed[] = [];
  const levels = hops.map((hop) => hop.map(() => 0));
  let count = 0;
  for (const hop of inOrder(hops)) {
    const turns = hop.filter((turn) => !isStraight(turn));
    if (turns.length === 0) continue;
    const from = (base: number): Placed[] =>
      turns.map((turn, at) => ({ ...turn, level: base + nested(turns, at) }));
    /** The first levels on which none of the strands meets one that is placed. */
    const free = (meets: (a: Placed, b: Placed) => boolean): number | undefined => {
      for (let base = 0; base <= count; base += 1) {
        if (!from(base).some((a) => placed.some((b) => meets(a, b)))) return base;
      }
      return undefined;
    };
    // Where two places change sides, no order of theirs keeps their columns apart.
    const base = free((a, b) => across(a, b) || along(a, b)) ?? free(across) ?? count;
    const found = from(base);
    placed.push(...found);
    count = Math.max(count, ...found.map(({ level }) => level + 1));
    levels[hops.indexOf(hop)] = hop.map((turn) => found[turns.indexOf(turn)]?.level ?? 0);
  }
  return { levels, count };
}

/**
 * From above: what comes from near before what comes from far, which then crosses none of its strands;
 * but what leaves a column before what comes into it.
 */
function inOrder(hops: readonly Hop[]): Hop[] {
  const waiting = [...hops].sort((a, b) => reach(a) - reach(b));
  const order: Hop[] = [];
  while (waiting.length > 0) {
    const comes = (hop: Hop): boolean =>
      hop.some((coming) =>
        waiting.some(
          (other) => other !== hop && other.some((leaving) => sharesColumn(leaving, coming)),
        ),
      );
    const next = waiting.findIndex((hop) => !comes(hop));
    order.push(...waiting.splice(Math.max(0, next), 1));
  }
  return order;
}

const isStraight = ({ x, x1 }: Turn): boolean => Math.abs(x1 - x) < 1;
const reach = (hop: Hop): number => Math.max(0, ...hop.map(({ x, x1 }) => Math.abs(x1 - x)));

/** Strands that go right turn from the right one to the left one, so that they do not cross. */
function nested(turns: Hop, at: number): number {
  const [first] = turns;
  return first && first.x1 > first.x ? turns.length - 1 - at : at;
}

/** Whether two strands lie on each other where they go across. Into one lane they may come from both sides. */
function across(a: Placed, b: Placed): boolean {
  if (a.level !== b.level || a.net === b.net) return false;
  const left = Math.max(Math.min(a.x, a.x1), Math.min(b.x, b.x1));
  const right = Math.min(Math.max(a.x, a.x1), Math.max(b.x, b.x1));
  return right - left > (a.x1 === b.x1 ? 0 : -APART);
}

/** Whether one strand leaves the column that the other one comes into. */
function sharesColumn(leaving: Turn, coming: Turn): boolean {
  return (
    leaving.net !== coming.net &&
    !isStraight(leaving) &&
    !isStraight(coming) &&
    Math.abs(leaving.x - coming.x1) < APART
  );
}

/** Whether one of two strands comes into a column before the other one has left it. */
function along(a: Placed, b: Placed): boolean {
  const early = (leaving: Placed, coming: Placed): boolean =>
    sharesColumn(leaving, coming) && coming.level <= leaving.level;
  return early(a, b) || early(b, a);
}

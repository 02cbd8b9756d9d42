// Owns the places of a model that branches: blocks side by side, joined by elbows. dagre finds ranks
// and order; the drawing is our own. Must not know a layer.
import dagre from '@dagrejs/dagre';
import { axisStyle } from '../axes/axes';
import type { TracedModel } from '../document/traced-model';
import { bundlesOf, type Block, type Bundle } from './blocks';
import type { Drawer } from './drawer';
import { levelsOf } from './elbows';
import { laneKeys } from './lanes';
import type { LaneStyle } from './strands';

type Graph = InstanceType<typeof dagre.graphlib.Graph>;
interface Point {
  x: number;
  y: number;
}

const APART = 24;
/** Between a row of chips and the next card, where strands change columns: at least, and for each level. */
const ELBOWS = 30;
const LEVEL = 7;
/** What a strand that passes beside a card keeps clear of it, and of the mask's that goes with it. */
const BESIDE = 26;

/** The blocks of one height. */
interface Row {
  /** Where dagre has the middles of all that is in it. */
  middle: number;
  /** Where the tallest of them begins. */
  top: number;
  /** How high the turns of the strands above it are. */
  turns: number;
}
/** A block in its row, from its left edge. */
interface Place {
  x: number;
  row: Row;
  height: number;
}
/** Where a strand comes by: a card of the row, or beside its cards. */
interface Stop {
  x: number;
  row: Row;
  beside: boolean;
}
/** A strand, with its lane in a card. */
interface Strand {
  style: LaneStyle;
  lane: number;
  net: string;
}
/** The strands of a value from its card to one that takes it. */
interface Join {
  to: Block;
  strands: Strand[];
  stops: Stop[];
  /** The levels at which they turn on the way to each stop after the first. */
  levels: number[][];
}

/** Places the blocks of a model and draws what joins them. */
export function placeBranches(drawer: Drawer, traced: TracedModel, blocks: readonly Block[]): void {
  const { heights, drawing, width } = drawer;
  const bundles = new Map(blocks.map((block) => [block, bundlesOf(traced, blocks, block)]));
  const split = [...bundles.values()].some(({ length }) => length > 1);
  /** The chips of a card's first bundle stand below it, those of others above who takes them. */
  const above = split ? heights.edge : 0;
  const lanes = drawer.lanes.lanes.map(({ x }) => x);
  const [first = 0, last = 0] = [lanes[0], lanes.at(-1)];
  const graph = placed(drawer, blocks, {
    ranksep: heights.edge + above + ELBOWS,
    passing: last - first + BESIDE * (drawer.masked ? 2 : 1),
  });
  const nodes = new Map(blocks.map((block) => [block, graph.node(block.key) as Point]));
  const across = acrossOf([...nodes.values()], (graph.graph() as { width?: number }).width ?? 0);
  const places = new Map<Block, Place>();
  const rows: Row[] = [];
  for (const [block, node] of nodes) {
    const height = drawer.heightOf(block);
    const top = node.y - height / 2;
    let row = rows.find(({ middle }) => Math.abs(middle - node.y) < 1);
    if (!row) rows.push((row = { middle: node.y, top, turns: ELBOWS }));
    row.top = Math.min(row.top, top);
    places.set(block, { x: Math.max(0, Math.round(across(node.x) - width / 2)), row, height });
  }
  rows.sort((a, b) => a.middle - b.middle);

  /** The way from one block to another: beside the cards of the rows between, then the card. */
  const stopsOf = (from: Block, to: Block): Stop[] => {
    const [start, end] = [places.get(from), places.get(to)];
    if (!start || !end) return [];
    const points = pointsOf(graph, from.key, to.key);
    const between = rows
      .slice(rows.indexOf(start.row) + 1, rows.indexOf(end.row))
      .flatMap((row): Stop[] => {
        const point = points.find(({ y }) => Math.abs(y - row.middle) < 1);
        if (!point) return [];
        return [{ x: Math.round(across(point.x) - (first + last) / 2), row, beside: true }];
      });
    return [{ ...start, beside: false }, ...between, { ...end, beside: false }];
  };
  /** Beside cards the mask runs close to the others, not at its place in a card. */
  const at = ({ x, beside }: Stop, { style, lane }: Strand): number =>
    x + (beside && style === 'm' ? last + BESIDE : lane);

  const joins = new Map<Bundle, Join[]>();
  for (const [block, found] of bundles) {
    for (const bundle of found) {
      const strands = strandsOf(drawer, traced, bundle.values[0]);
      const joinTo = (to: Block): Join => ({ to, strands, stops: stopsOf(block, to), levels: [] });
      joins.set(bundle, bundle.takers.map(joinTo));
    }
  }
  turnApart(rows, [...joins.values()].flat(), at);

  /** How far down the turns above a row and those before push it. */
  const shifts = new Map<Row, number>();
  let shift = heights.head;
  for (const row of rows) shifts.set(row, (shift += row.turns - ELBOWS));
  const down = (row: Row): number => shifts.get(row) ?? 0;
  const topOf = (block: Block): number => {
    const place = places.get(block);
    return place ? Math.round(place.row.middle - place.height / 2 + down(place.row)) : 0;
  };

  drawer.heads(blocks[0] ? (places.get(blocks[0])?.x ?? 0) : 0);
  for (const block of blocks) {
    const place = places.get(block);
    if (!place) continue;
    const bottom = drawer.block(block, place.x, topOf(block));
    bundles.get(block)?.forEach((bundle, index) => {
      const { values, takers } = bundle;
      if (values.length === 0) return;
      const end = index === 0 ? drawer.edge(values, takers[0] ?? null, place.x, bottom) : bottom;
      for (const join of joins.get(bundle) ?? []) {
        const x = places.get(join.to)?.x;
        if (x === undefined) continue;
        const card = topOf(join.to) - (index === 0 ? 0 : heights.edge);
        let y0 = end;
        join.stops.slice(1).forEach((stop, hop) => {
          const from = join.stops[hop]!;
          const y1 = stop.beside ? stop.row.middle + down(stop.row) : card;
          if (y1 <= y0) return;
          const turns = Math.max(
            y0,
            Math.round(stop.row.top + down(stop.row)) - above - stop.row.turns,
          );
          join.strands.forEach((strand, each) => {
            drawing.strokes.push({
              kind: 'strand',
              style: strand.style,
              x: at(from, strand),
              x1: at(stop, strand),
              y0,
              y1,
              turn: turns + LEVEL * ((join.levels[hop]?.[each] ?? 0) + 1),
            });
          });
          y0 = y1;
        });
        if (index > 0) drawer.edge(values, join.to, x, card);
      }
    });
    drawing.height = Math.max(drawing.height, bottom);
    drawing.width = Math.max(drawing.width, place.x + width);
  }
  const right = drawing.strokes.map((stroke) => ('x1' in stroke && stroke.x1) || stroke.x);
  drawing.width = Math.max(drawing.width, ...right.map((x) => x + APART));
}

/** dagre's places; where strands pass a row of cards, with room of `passing` pixels for each value. */
function placed(
  drawer: Drawer,
  blocks: readonly Block[],
  { ranksep, passing }: { ranksep: number; passing: number },
): Graph {
  const makers = new Map<number, Block>();
  for (const block of blocks) block.outputs.forEach((value) => makers.set(value, block));
  const place = (edgesep: number): Graph => {
    const graph = new dagre.graphlib.Graph();
    graph.setGraph({ rankdir: 'TB', nodesep: APART, edgesep, ranksep });
    for (const block of blocks) {
      graph.setNode(block.key, { width: drawer.width, height: drawer.heightOf(block) });
    }
    blocks.forEach((block, index) => {
      for (const value of block.inputs) {
        const maker = makers.get(value);
        if (maker) graph.setEdge(maker.key, block.key, {});
      }
      // What was not reached stands below what comes before it in the program.
      const before = blocks[index - 1];
      if (before && block.inputs.length === 0 && block.kind !== 'input') {
        graph.setEdge(before.key, block.key, {});
      }
    });
    dagre.layout(graph);
    return graph;
  };
  const graph = place(0);
  // An edge to the next row has three points; where one passes a row, strands need their room.
  const passes = blocks.some((from) =>
    blocks.some((to) => pointsOf(graph, from.key, to.key).length > 3),
  );
  return passes ? place(passing) : graph;
}

/** Where dagre leads an edge: both ends and, in between, a point for each height that it passes. */
function pointsOf(graph: Graph, from: string, to: string): Point[] {
  const edge = graph.edge(from, to) as { points?: Point[] } | undefined;
  return edge?.points ?? [];
}

/**
 * dagre's order from left to right, turned round where that is nearer to the program's: what it defines
 * first stands left.
 */
function acrossOf(nodes: readonly { x: number }[], width: number): (x: number) => number {
  let turned = 0;
  nodes.forEach((a, index) => {
    for (const b of nodes.slice(index + 1)) turned += Math.sign(Math.round(a.x - b.x));
  });
  return turned > 0 ? (x) => width - x : (x) => x;
}

/** The strands of a value, from left to right. */
function strandsOf(drawer: Drawer, traced: TracedModel, value: number | undefined): Strand[] {
  const info = value === undefined ? undefined : traced.value(value);
  if (!info) return [];
  const keys = laneKeys(info.shape);
  const strands = info.shape.flatMap((axis, index): Strand[] => {
    const key = keys[index] ?? '';
    const lane = drawer.lanes.byKey.get(key);
    return lane ? [{ style: axisStyle(axis.role), lane: lane.x, net: `${value} ${key}` }] : [];
  });
  strands.sort((a, b) => a.lane - b.lane);
  if (info.mask !== undefined) {
    strands.push({ style: 'm', lane: drawer.maskLane, net: `${value} mask` });
  }
  return strands;
}

/** Finds the levels at which strands turn above each row, and makes room for them. */
function turnApart(
  rows: readonly Row[],
  joins: readonly Join[],
  at: (stop: Stop, strand: Strand) => number,
): void {
  for (const row of rows) {
    const hops = joins.flatMap((join) =>
      join.stops.flatMap((stop, index) => {
        const from = join.stops[index - 1];
        if (!from || stop.row !== row) return [];
        const hop = join.strands.map((strand) => ({
          x: at(from, strand),
          x1: at(stop, strand),
          net: strand.net,
        }));
        return [{ join, index: index - 1, hop }];
      }),
    );
    const { levels, count } = levelsOf(hops.map(({ hop }) => hop));
    hops.forEach(({ join, index }, each) => (join.levels[index] = levels[each] ?? []));
    row.turns = Math.max(ELBOWS, LEVEL * (count + 1) + 2);
  }
}

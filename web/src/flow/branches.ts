// Owns the places of a model that branches: blocks side by side, joined by elbows. dagre finds ranks
// and order; the drawing is our own. Must not know a layer.
import dagre from '@dagrejs/dagre';
import { axisStyle } from '../axes/axes';
import type { TracedModel } from '../document/traced-model';
import { bundlesOf, type Block } from './blocks';
import type { Drawer } from './drawer';
import { laneKeys } from './lanes';
import type { LaneStyle } from './strands';

type Graph = InstanceType<typeof dagre.graphlib.Graph>;
interface Point {
  x: number;
  y: number;
}

const APART = 24;
/** Between a row of chips and the next card, where strands change columns. */
const ELBOWS = 30;
/** What a strand that passes beside a card keeps clear of it, and of the mask's that goes with it. */
const BESIDE = 26;

/** A card, or a way past the cards of a row, from its left edge. */
interface Place {
  x: number;
  y: number;
}
/** The blocks of one height, and what strands that pass them find between. */
interface Row {
  /** Where dagre has the middles of all that is in it. */
  middle: number;
  top: number;
}

/** Places the blocks of a model and draws what joins them. */
export function placeBranches(drawer: Drawer, traced: TracedModel, blocks: readonly Block[]): void {
  const { heights, drawing, width } = drawer;
  const split = blocks.some((block) => bundlesOf(traced, blocks, block).length > 1);
  const chips = heights.edge * (split ? 2 : 1);
  const lanes = drawer.lanes.lanes.map(({ x }) => x);
  const [first = 0, last = 0] = [lanes[0], lanes.at(-1)];
  const passing = last - first + BESIDE * (drawer.masked ? 2 : 1);
  const makers = new Map<number, Block>();
  for (const block of blocks) block.outputs.forEach((value) => makers.set(value, block));
  /** dagre's places, with room between cards for `edgesep` pixels of strands that pass them. */
  const placed = (edgesep: number): Graph => {
    const graph = new dagre.graphlib.Graph();
    graph.setGraph({ rankdir: 'TB', nodesep: APART, edgesep, ranksep: chips + ELBOWS });
    for (const block of blocks) {
      graph.setNode(block.key, { width, height: drawer.heightOf(block) });
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
  let graph = placed(0);
  // An edge to the next row has three points; where one passes a row, strands need their room.
  const passes = blocks.some((from) =>
    blocks.some((to) => pointsOf(graph, from.key, to.key).length > 3),
  );
  if (passes) graph = placed(passing);

  const nodes = new Map(blocks.map((block) => [block.key, graph.node(block.key) as Point]));
  const across = acrossOf([...nodes.values()], (graph.graph() as { width?: number }).width ?? 0);
  const place = new Map<string, Place & { height: number }>();
  const rows: Row[] = [];
  for (const block of blocks) {
    const node = nodes.get(block.key);
    if (!node) continue;
    const height = drawer.heightOf(block);
    const x = Math.max(0, Math.round(across(node.x) - width / 2));
    const y = Math.round(heights.head + node.y - height / 2);
    place.set(block.key, { x, y, height });
    const row = rows.find(({ middle }) => Math.abs(middle - node.y) < 1);
    if (row) row.top = Math.min(row.top, y);
    else rows.push({ middle: node.y, top: y });
  }
  rows.sort((a, b) => a.middle - b.middle);
  const top = blocks[0] && place.get(blocks[0].key);
  drawer.heads(top?.x ?? 0);

  /** The way from one block to another: beside the cards of the rows between, then the card. */
  const way = (from: Block, to: Block, end: Place): Step[] => {
    const [a, b] = [nodes.get(from.key)?.y ?? 0, nodes.get(to.key)?.y ?? 0];
    const points = pointsOf(graph, from.key, to.key);
    const steps = rows
      .filter(({ middle }) => middle > a + 1 && middle < b - 1)
      .flatMap(({ middle, top }): Step[] => {
        const point = points.find(({ y }) => Math.abs(y - middle) < 1);
        if (!point) return [];
        const x = Math.round(across(point.x) - (first + last) / 2);
        return [{ x, y: heights.head + middle, top, beside: true }];
      });
    const row = rows.find(({ middle }) => Math.abs(middle - b) < 1);
    return [...steps, { ...end, top: row?.top ?? end.y, beside: false }];
  };

  for (const block of blocks) {
    const at = place.get(block.key);
    if (!at) continue;
    drawer.block(block, at.x, at.y);
    const bottom = at.y + at.height;
    bundlesOf(traced, blocks, block).forEach(({ values, takers }, index) => {
      const [value] = values;
      if (value === undefined) return;
      // The chips of the first bundle stand below the card; those of others above who takes them.
      const end = index === 0 ? drawer.edge(values, takers[0] ?? null, at.x, bottom) : bottom;
      for (const taker of takers) {
        const to = place.get(taker.key);
        if (!to) continue;
        const above = index === 0 ? to.y : to.y - heights.edge;
        const steps = way(block, taker, { x: to.x, y: above });
        join(drawer, traced, value, { x: at.x, y: end }, steps, chips - heights.edge);
        if (index > 0) drawer.edge(values, taker, to.x, above);
      }
    });
    drawing.height = Math.max(drawing.height, bottom);
    drawing.width = Math.max(drawing.width, at.x + width);
  }
  const right = drawing.strokes.map((stroke) => ('x1' in stroke && stroke.x1) || stroke.x);
  drawing.width = Math.max(drawing.width, ...right.map((x) => x + APART));
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

/** Where a strand comes next, and where the cards of that row begin. */
interface Step extends Place {
  top: number;
  /** Whether it passes beside cards there, instead of coming to one. */
  beside: boolean;
}

/** The strands of a value from below its chips to the card that takes it. `chips` stand above a card. */
function join(
  drawer: Drawer,
  traced: TracedModel,
  value: number,
  from: Place,
  steps: readonly Step[],
  chips: number,
): void {
  const info = traced.value(value);
  if (!info) return;
  const keys = laneKeys(info.shape);
  const strands = info.shape.flatMap((axis, index): { style: LaneStyle; lane: number }[] => {
    const lane = drawer.lanes.byKey.get(keys[index] ?? '');
    return lane ? [{ style: axisStyle(axis.role), lane: lane.x }] : [];
  });
  if (info.mask !== undefined) strands.push({ style: 'm', lane: drawer.maskLane });
  const last = drawer.lanes.lanes.at(-1)?.x ?? 0;
  const spread = Math.min(8, (ELBOWS - 2) / (strands.length + 1));
  let before: Place & { beside: boolean } = { ...from, beside: false };
  for (const step of steps) {
    if (step.y <= before.y) continue;
    strands.forEach(({ style, lane }, index) => {
      const order = step.x >= before.x ? strands.length - index : index + 1;
      // Beside cards the mask runs close to the others, not at its place in a card.
      const at = (beside: boolean): number => (beside && style === 'm' ? last + BESIDE : lane);
      drawer.drawing.strokes.push({
        kind: 'strand',
        style,
        x: before.x + at(before.beside),
        x1: step.x + at(step.beside),
        y0: before.y,
        y1: step.y,
        turn: Math.max(before.y, step.top - chips - ELBOWS) + spread * order,
      });
    });
    before = step;
  }
}

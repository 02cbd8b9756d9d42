// Owns the places of a model that branches: blocks side by side, joined by elbows. dagre finds ranks
// and order; the drawing is our own. Must not know a layer.
import dagre from '@dagrejs/dagre';
import { axisStyle } from '../axes/axes';
import type { TracedModel } from '../document/traced-model';
import { bundlesOf, type Block } from './blocks';
import type { Drawer } from './drawer';
import { laneKeys } from './lanes';
import type { LaneStyle } from './strands';

const APART = 24;
/** Between a row of chips and the next card, where strands change columns. */
const ELBOWS = 30;

/** Places the blocks of a model and draws what joins them. */
export function placeBranches(drawer: Drawer, traced: TracedModel, blocks: readonly Block[]): void {
  const { heights, drawing, width } = drawer;
  const graph = new dagre.graphlib.Graph();
  const split = blocks.some((block) => bundlesOf(traced, blocks, block).length > 1);
  const between = heights.edge * (split ? 2 : 1) + ELBOWS;
  graph.setGraph({ rankdir: 'TB', nodesep: APART, ranksep: between });
  graph.setDefaultEdgeLabel(() => ({}));
  const makers = new Map<number, Block>();
  for (const block of blocks) {
    block.outputs.forEach((value) => makers.set(value, block));
    graph.setNode(block.key, { width, height: drawer.heightOf(block) });
  }
  for (const block of blocks) {
    for (const value of block.inputs) {
      const maker = makers.get(value);
      if (maker) graph.setEdge(maker.key, block.key);
    }
  }
  dagre.layout(graph);

  const place = new Map<string, { x: number; y: number; height: number }>();
  for (const block of blocks) {
    const node = graph.node(block.key) as { x: number; y: number };
    const height = drawer.heightOf(block);
    const x = Math.max(0, Math.round(node.x - width / 2));
    place.set(block.key, { x, y: Math.round(heights.head + node.y - height / 2), height });
  }
  const top = blocks[0] && place.get(blocks[0].key);
  drawer.heads(top?.x ?? 0);

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
        join(drawer, traced, value, { x: at.x, y: end }, { x: to.x, y: above });
        if (index > 0) drawer.edge(values, taker, to.x, above);
      }
    });
    drawing.height = Math.max(drawing.height, bottom);
    drawing.width = Math.max(drawing.width, at.x + width);
  }
}

/** The strands of a value from below its chips to the card that takes it. */
function join(
  drawer: Drawer,
  traced: TracedModel,
  value: number,
  from: { x: number; y: number },
  to: { x: number; y: number },
): void {
  const info = traced.value(value);
  if (!info || to.y <= from.y) return;
  const keys = laneKeys(info.shape);
  const strands = info.shape.flatMap((axis, index): { style: LaneStyle; lane: number }[] => {
    const lane = drawer.lanes.byKey.get(keys[index] ?? '');
    return lane ? [{ style: axisStyle(axis.role), lane: lane.x }] : [];
  });
  if (info.mask !== undefined) strands.push({ style: 'm', lane: drawer.maskLane });
  const spread = Math.min(8, (ELBOWS - 2) / (strands.length + 1));
  strands.forEach(({ style, lane }, index) => {
    const order = to.x >= from.x ? strands.length - index : index + 1;
    drawer.drawing.strokes.push({
      kind: 'strand',
      style,
      x: from.x + lane,
      x1: to.x + lane,
      y0: from.y,
      y1: to.y,
      turn: from.y + spread * order,
    });
  });
}

// Owns which way a model is drawn: a chain of layers as one column, a model that branches as branches.ts
// places it. Works from roles and events alone: must not know a layer by name.
import type { TracedModel } from '../document/traced-model';
import { blocksOf, isChain } from './blocks';
import { placeBranches } from './branches';
import { Drawer, type Room } from './drawer';
import type { Drawing } from './drawing';
import { branchLanes, lanesOf, phoneLanes, tinyLanes, wideLanes } from './lanes';
import { innerValues } from './wrapper';

/** The drawing of a model. */
export function layout(traced: TracedModel, room: Room): Drawing {
  const blocks = blocksOf(traced);
  const chain = isChain(traced, blocks);
  const values = blocks.flatMap((block) => [
    ...block.outputs,
    ...(block.use && block.kind === 'wrapper' ? innerValues(traced, block.use) : []),
  ]);
  const rule = room.phone
    ? room.width < 330 || !chain
      ? tinyLanes
      : phoneLanes
    : chain
      ? wideLanes
      : branchLanes;
  const lanes = lanesOf(traced, values, rule);
  const drawer = new Drawer(traced, lanes, room, {
    masked: masked(traced, values),
    branches: !chain,
  });
  if (chain) drawer.chain(blocks);
  else placeBranches(drawer, traced, blocks);
  return drawer.drawing;
}

/** Whether a mask travels with any of these values. */
const masked = (traced: TracedModel, values: readonly number[]): boolean =>
  values.some((value) => traced.value(value)?.mask !== undefined);

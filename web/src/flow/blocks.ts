// Owns what the flow places: one block for each use of a layer and for each end of the model, and which
// of a block's outputs run together. Must not know where anything stands, nor a layer by name.
import type { Layer } from '../../../bindings/report';
import type { TracedModel, Use } from '../document/traced-model';
import type { Box } from './drawing';

/** A block of the drawing: a use of a layer, or an output of the model. */
export interface Block {
  key: string;
  use: Use | null;
  /** The values that come in, by index; without masks, which travel with the others. */
  inputs: number[];
  outputs: number[];
  kind: Box['kind'];
}

/** Outputs of a block that run as one strand: they have the same axes and go to the same blocks. */
export interface Bundle {
  values: number[];
  takers: Block[];
}

/** The blocks of a model, each after those that it needs. */
export function blocksOf(traced: TracedModel): Block[] {
  const blocks: Block[] = [];
  const placed = new Set<Block>();
  const waiting: Block[] = [];
  const unreached: Block[] = [];
  /** A name stays while a program is edited; in a draft two layers may have the same. */
  const named = new Map<string, Layer>();
  const wordOf = (layer: Layer): string => {
    const first = named.get(layer.name) ?? layer;
    named.set(layer.name, first);
    return first === layer ? layer.name : `${layer.name} (${layer.id})`;
  };
  for (const layer of traced.operations) {
    if (layer.nodes.length > 0) continue;
    const call = { inputs: [], outputs: [], events: [], span: null, line: null, inner: [] };
    const kind = layer.state === 'failed' ? 'failed' : 'unreached';
    const use = { layer, call, index: 0 };
    unreached.push({ key: wordOf(layer), use, inputs: [], outputs: [], kind });
  }
  for (const use of traced.uses) {
    const { layer, call, index } = use;
    const plain = traced.inner(use).length > 0 ? 'wrapper' : 'layer';
    const kind = layer.state === 'failed' ? 'failed' : call.inputs.length === 0 ? 'input' : plain;
    waiting.push({
      key: `${wordOf(layer)} ${index}`,
      use,
      inputs: traced.inputsOf(call).map((port) => port.value),
      outputs: call.outputs.map((port) => port.value),
      kind,
    });
  }
  const made = new Set(traced.model.input_values);
  while (waiting.length > 0) {
    const next = waiting.findIndex((block) =>
      block.inputs.every(
        (value) => made.has(value) || !waiting.some((b) => b.outputs.includes(value)),
      ),
    );
    const [block] = waiting.splice(Math.max(0, next), 1);
    if (!block || placed.has(block)) break;
    placed.add(block);
    block.outputs.forEach((value) => made.add(value));
    blocks.push(block);
  }
  blocks.push(...unreached);
  return [...blocks, ...endsOf(traced)];
}

/** The ends of the model: outputs of one layer with the same axes end together. */
function endsOf(traced: TracedModel): Block[] {
  const ends = new Map<string, number[]>();
  for (const value of traced.outputs) {
    const use = traced.maker(value);
    const key = JSON.stringify([use?.layer.id, use?.index, axesOf(traced, value)]);
    ends.set(key, [...(ends.get(key) ?? []), value]);
  }
  const found = [...ends.values()];
  return (found.length > 0 ? found : [[]]).map((inputs, index) => ({
    // No name of a layer begins with a slash.
    key: `/output ${index}`,
    use: null,
    inputs,
    outputs: [],
    kind: 'output',
  }));
}

const axesOf = (traced: TracedModel, value: number): string[] =>
  traced.value(value)?.shape.map(({ role, text }) => `${role} ${text}`) ?? [];

/** Whether each block takes what the one before gives, in one bundle, and nothing else. */
export function isChain(traced: TracedModel, blocks: readonly Block[]): boolean {
  return blocks.every((block, index) => {
    const before = blocks[index - 1];
    if (!before) return block.inputs.length === 0;
    if (block.inputs.length === 0)
      return block.kind === 'unreached' || block.kind === 'failed' || block.kind === 'output';
    const [bundle, ...more] = bundlesOf(traced, blocks, before);
    return (
      more.length === 0 &&
      bundle?.takers.length === 1 &&
      block.inputs.every((value) => bundle.values.includes(value))
    );
  });
}

/** The outputs of a block that anything takes, in bundles; the first of them where nothing does. */
export function bundlesOf(traced: TracedModel, blocks: readonly Block[], block: Block): Bundle[] {
  const bundles = new Map<string, Bundle>();
  for (const value of new Set(block.outputs)) {
    const takers = blocks.filter((other) => other.inputs.includes(value));
    const key = JSON.stringify([axesOf(traced, value), takers.map((taker) => taker.key)]);
    if (takers.length === 0) continue;
    const bundle = bundles.get(key);
    if (bundle) bundle.values.push(value);
    else bundles.set(key, { values: [value], takers });
  }
  const [first] = block.outputs;
  if (bundles.size === 0 && first !== undefined) return [{ values: [first], takers: [] }];
  return [...bundles.values()];
}

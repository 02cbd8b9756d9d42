// How the reference finds layers and fills their texts with the numbers of their examples.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DirectClient } from '../../bindings/direct-client';
import { loadLayers } from '../../bindings/layers';
import { traceExample } from '../../web/src/reference/example';
import { grouped, matching, sharedArguments } from '../../web/src/reference/search';
import { clientOf } from './builds';

const layers = await loadLayers();
let client: DirectClient;
beforeAll(async () => {
  client = await clientOf('simd');
});
afterAll(() => client.close());

const named = (name: string) => layers.find((layer) => layer.name === name)!;
const names = (text: string) => matching(layers, text).map(({ name }) => name);

test('every word of the search has to be somewhere: in name, group, sentence, paper or arguments', () => {
  expect(names('gru')).toEqual(expect.arrayContaining(['GRU', 'GRUCell']));
  expect(names('  HOCHREITER cell ')).toEqual(['LSTMCell']);
  expect(names('reset_after')).toEqual(['GRU', 'GRUCell']);
  expect(names('no such words')).toEqual([]);
  expect(names('')).toHaveLength(layers.length);
});

test('groups stand in the order of the table, each layer once', () => {
  const groups = grouped(layers);
  expect(groups[0]?.name).toBe(layers[0]?.group);
  expect(groups.flatMap((group) => group.layers)).toHaveLength(layers.length);
});

test('arguments that every layer takes are told apart from its own', () => {
  const shared = sharedArguments(layers);
  expect([...shared]).toContain('trainable');
  expect([...shared]).not.toContain('units');
});

test('a text has the numbers of the example, or a letter where it is about another case', async () => {
  const dense = (await traceExample(client, named('Dense')))!;
  expect(dense.params).toBe(336);
  expect(dense.filled(named('Dense').axes.find(({ role }) => role === 'features')!)).toBe(
    '`units=16`: 16 numbers come out. The 20 input features are summed away by the kernel.',
  );
  const heads = named('MultiHeadAttention');
  const traced = (await traceExample(client, heads))!;
  const texts = heads.axes.map((note) => traced.filled(note));
  expect(texts).toContain(
    'A last projection makes of all heads as many numbers as the query has: 20.',
  );
  expect(texts).toContain('`output_shape=...`: a last projection makes F numbers of all heads.');
});

test('every layer is in its example, and its texts leave open only what that has', async () => {
  const strange: string[] = [];
  for (const layer of layers) {
    if (!(await traceExample(client, layer))) strange.push(`${layer.name} is not in its example`);
    const known = ['from', 'to', ...layer.fields.map(({ name }) => name)];
    for (const { text } of layer.axes) {
      // Every second part is a name between brackets.
      const parts = text.split(/\{(\w*)\}/);
      const fine = parts.every((part, at) =>
        at % 2 === 1 ? known.includes(part) : !/[{}]/.test(part),
      );
      if (!fine) strange.push(`${layer.name}: ${text}`);
    }
  }
  expect(strange).toEqual([]);
});

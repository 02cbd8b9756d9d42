// Completions: the arguments of the layer whose call is around the caret, their values, and names.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DirectClient } from '../../bindings/direct-client';
import type { Completion } from '../../bindings/requests';
import { clientOf } from './builds';

let client: DirectClient;
beforeAll(async () => {
  client = await clientOf('simd');
});
afterAll(() => client.close());

/** What is offered at `|` of a program. */
async function offered(text: string): Promise<Completion[]> {
  const program = `from keras import layers\n${text.replace('|', '')}`;
  await client.open({ program });
  return client.complete(program.length - text.length + 1 + text.indexOf('|'));
}
const labels = async (text: string) => (await offered(text)).map(({ label }) => label);

test('an argument comes with its kind and default, and the layer that documents it', async () => {
  const found = await offered('x = layers.LSTM(u|');
  expect(found.slice(0, 2)).toEqual([
    { label: 'units=', kind: 'argument', detail: 'integer, required', of: 'LSTM' },
    { label: 'use_bias=', kind: 'argument', detail: 'boolean, default True', of: 'LSTM' },
  ]);
  expect((await labels('layers.Dense(|'))[0]).toBe('units=');
});

test('what is given already is not offered again', async () => {
  const found = await labels('layers.Dense(units=3, activation="a, b(", |)');
  expect(found).not.toContain('units=');
  expect(found).not.toContain('activation=');
  expect(found).toContain('use_bias=');
});

test('of calls inside each other the innermost counts, over lines and comments', async () => {
  const inner = 'layers.Bidirectional(\n    layers.GRU(4,  # not a ) here\n        reset_a|';
  expect(await labels(inner)).toEqual(['reset_after=']);
  expect(await labels('layers.Bidirectional(layers.GRU(4), merge|')).toEqual(['merge_mode=']);
});

test('values are offered behind the equals sign, in strings without their quotes', async () => {
  expect(await labels('layers.LSTM(4, return_sequences=T|')).toContain('True');
  expect(await labels('layers.Dense(4, activation="tan|')).toEqual(['tanh', 'tanh_shrink']);
  expect(await labels('layers.Conv1D(4, 2, padding=|')).toContain('"causal"');
});

test('nothing is offered in comments, in strings, and at values that are no choice', async () => {
  expect(await labels('# layers.LSTM(u|')).toEqual([]);
  expect(await labels('print("LST|')).toEqual([]);
  expect(await labels('layers.LSTM("un|')).toEqual([]);
  expect(await labels('x = "an open string\nlayers.LSTM(4, unit|')).toContain('unit_forget_bias=');
});

test('names of layers and of the program', async () => {
  const found = await offered('lstm_width = 3\nlst|');
  expect(found).toEqual([{ label: 'lstm_width', kind: 'variable', detail: 'int', of: null }]);
  expect(await offered('y = layers.LST|')).toEqual([
    { label: 'LSTM', kind: 'layer', detail: '', of: 'LSTM' },
    { label: 'LSTMCell', kind: 'layer', detail: '', of: 'LSTMCell' },
  ]);
});

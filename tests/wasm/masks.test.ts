// Masks and named outputs in the report: the tensor that a mask is read by, why it ends, in which release
// of Keras, and which output repeats another's numbers.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DirectClient } from '../../bindings/direct-client';
import type { Call, Report } from '../../bindings/report';
import { clientOf } from './builds';

let client: DirectClient;
beforeAll(async () => {
  client = await clientOf('simd');
});
afterAll(() => client.close());

const PROGRAM = `
import keras
from keras import layers
words = keras.Input((4,), dtype="int32")
x = layers.Embedding(10, 3, mask_zero=True)(words)
x = layers.LSTM(2, return_sequences=True, name="first")(x)
y, h, c = layers.LSTM(2, return_state=True, name="second")(x)
all, s = layers.GRU(2, return_state=True, return_sequences=True, name="third")(x)
flat = layers.Flatten()(x)
model = keras.Model(words, [y, h, c, all, s, flat])
`;

/** The first call of a layer. */
function callOf(report: Report, name: string): Call {
  const call = report.models[0]?.operations.find((layer) => layer.name === name)?.nodes[0];
  if (!call) throw new Error(`The model has no ${name}.`);
  return call;
}

test('a mask is read as a tensor, beside every value that it goes with', async () => {
  const report = await client.open({ program: PROGRAM });
  const ids = Int32Array.of(3, 0, 5, 0, 0, 0, 7, 1);
  await client.run({ model: 0, dims: { B: 2 }, seed: 1, inputs: [ids] });
  const made = report.values[callOf(report, 'embedding').outputs[0]!.value]!;
  const kept = report.values[callOf(report, 'first').outputs[0]!.value]!;
  expect(kept.mask).toBe(made.mask);
  const mask = await client.read('value', made.mask!);
  expect(mask.sizes).toEqual([2, 4]);
  expect(mask.dtype).toBe('bool');
  expect([...mask.data]).toEqual([1, 0, 1, 0, 0, 0, 1, 1]);
  const flat = report.values[callOf(report, 'flatten').outputs[0]!.value]!;
  expect(flat).not.toHaveProperty('mask');
});

test('the release of Keras decides where the mask ends, and the report says so', async () => {
  const masks = async (keras: '3.15' | '3.16') => {
    const report = await client.open({ program: PROGRAM, keras });
    return ['embedding', 'first', 'second', 'flatten'].map((name) => callOf(report, name).mask);
  };
  const made = { kind: 'made', why: '`Embedding` makes a mask: it is True where a step counts.' };
  expect(await masks('3.15')).toEqual([
    made,
    {
      kind: 'kept',
      why: 'The masked steps are passed by, and the mask is handed on.',
      releases: 'From Keras 3.16 on it ends here.',
    },
    { kind: 'ended', why: 'The masked steps are passed by; the mask ends with the time axis.' },
    { kind: 'ended', why: '`Flatten` does not support masks: later layers see every step.' },
  ]);
  expect(await masks('3.16')).toEqual([
    made,
    {
      kind: 'ended',
      why: 'The masked steps are passed by, and the mask is not handed on.',
      releases: 'Until Keras 3.15 it was.',
    },
    undefined,
    undefined,
  ]);
});

test('an output that repeats another names it, and holds its numbers', async () => {
  const report = await client.open({ program: PROGRAM });
  await client.run({ model: 0, dims: { B: 2 }, seed: 1 });
  const ports = (name: string) =>
    callOf(report, name).outputs.map((port) => [port.name, port.equals ?? null]);
  expect(ports('second')).toEqual([
    ['out', null],
    ['h', 'out'],
    ['c', null],
  ]);
  // The last of all steps is no output of its own.
  expect(ports('third')).toEqual([
    ['out', null],
    ['h', null],
  ]);
  const [out, h] = callOf(report, 'second').outputs.map((port) => report.values[port.value]!.id);
  const data = (await client.read('value', out!)).data;
  expect([...(await client.read('value', h!)).data]).toEqual([...data]);
  expect(data.some((value) => value !== 0)).toBe(true);
});

test('outputs of a layer inside are called by its name', async () => {
  const report = await client.open({
    program: `
import keras
from keras import layers
x = keras.Input((4, 3))
y = layers.Bidirectional(layers.GRU(2, return_state=True))(x)
model = keras.Model(x, y[0])
`,
  });
  expect(callOf(report, 'bidirectional').outputs.map(({ name }) => name)).toEqual([
    'out',
    'forward_gru h',
    'backward_gru h',
  ]);
});

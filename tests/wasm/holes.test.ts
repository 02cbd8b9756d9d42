// What a program leaves open: which holes it has, their guesses, and every form in which a document
// gives them (tests/snippets/README.md).
import { expect, test } from 'vitest';
import type { Report } from '../../bindings/report';
import { clientOf } from './builds';

async function open(program: string, holes?: Record<string, unknown>): Promise<Report> {
  const client = await clientOf('simd');
  const report = await client.open({ program, ...(holes === undefined ? {} : { holes }) });
  client.close();
  return report;
}

const printed = (report: Report) => report.console.map(({ text }) => text).join('');
const guesses = (report: Report) =>
  Object.fromEntries(report.holes.map(({ name, value, use }) => [name, [use, value]]));
const errors = (report: Report) =>
  report.problems.filter(({ severity }) => severity === 'error').map(({ message }) => message);

test('guesses follow the use', async () => {
  const report = await open(`
from keras import Sequential, layers
model = Sequential([
    layers.Input((X_train.shape[1],)),
    layers.Embedding(len(vocab) + 1, config["hidden"]),
    layers.LSTM(args.units),
    layers.Dropout(rate),
    layers.Dense(num_classes, activation="softmax"),
])`);
  expect(errors(report)).toEqual([]);
  expect(guesses(report)).toEqual({
    'X_train.shape[1]': ['length', 16],
    'len(vocab)': ['vocabulary', 1000],
    "config['hidden']": ['width', 32],
    'args.units': ['width', 32],
    rate: ['value', 0.5],
    num_classes: ['classes', 10],
  });
});

test('each axis of an unknown array is one hole', async () => {
  const report = await open(`
from keras import layers, Sequential
n, t, f = X.shape
model = Sequential([layers.LSTM(4, input_shape=(X.shape[1], X.shape[2]))])
again = Sequential([layers.LSTM(4, input_shape=X.shape[1:])])
third = Sequential([layers.LSTM(4, input_shape=(t, f))])`);
  expect(errors(report)).toEqual([]);
  expect(report.holes.map(({ name }) => name)).toEqual(['X.shape[1]', 'X.shape[2]']);
});

test('a comparison with a hole that has a value follows the value', async () => {
  const report = await open(
    `
from keras import layers, Sequential
model = Sequential([layers.Input((5, 3))])
for i in range(num_layers):
    model.add(layers.LSTM(4, return_sequences=i < num_layers - 1))`,
    { num_layers: 3 },
  );
  expect(errors(report)).toEqual([]);
  expect(report.models[0]?.layers.length).toBe(3);
});

test('every form gives a hole', async () => {
  const holes = {
    data: { __array__: [100, 10, 3] },
    labels: { __len__: 4 },
    word_index: { __dict__: 7 },
    shape: { __tuple__: [5, 3] },
    args: { __attrs__: { units: 9, cell: 'gru', deep: { __attrs__: { x: 1 } } } },
    listed: [1, 'a', null, true, 2.5],
    n: 3,
    rate: 0.5,
    name: 'lstm',
    flag: true,
    none: null,
  };
  const report = await open(
    'print(data.shape, len(data), data[0].shape, (data / 255.0).shape, data.reshape(100, -1).shape, data.ndim)\n' +
      'print(len(labels), len(word_index), shape, args.units, args.cell, args.deep.x)\n' +
      'print(listed, n, rate, name, flag, none)\n',
    holes,
  );
  expect(errors(report)).toEqual([]);
  expect(printed(report)).toBe(
    '(100, 10, 3) 100 (10, 3) (100, 10, 3) (100, 30) 3\n4 7 (5, 3) 9 gru 1\n' +
      "[1, 'a', None, True, 2.5] 3 0.5 lstm True None\n",
  );
  expect(report.holes.every(({ given }) => given)).toBe(true);
});

test('a hole inside of a name is given by its whole name', async () => {
  const report = await open('print(X.shape[1], len(vocab), config["hidden"], args.units)\n', {
    'X.shape[1]': 12,
    'len(vocab)': 50,
    "config['hidden']": 8,
    'args.units': 4,
  });
  expect(printed(report)).toBe('12 50 8 4\n');
});

test('a function that builds a model and is never called is called with holes', async () => {
  const program = `
from keras import Model, Sequential, layers
def build(units, steps, *, features, classes=3, **more):
    model = Sequential([layers.Input((steps, features)), layers.LSTM(units)])
    model.add(layers.Dense(classes))
    return model
def unrelated(x): return x + "Model"
`;
  const report = await open(program, { units: 7 });
  expect(errors(report)).toEqual([]);
  expect(report.models.length).toBe(1);
  expect(guesses(report)).toEqual({
    units: ['width', 7],
    steps: ['length', 16],
    features: ['length', 16],
  });
  const called = await open(`${program}\nmodel = build(2, 3, features=4)\n`);
  expect(called.holes).toEqual([]);
  expect(called.models.length).toBe(1);
});

test('what goes wrong in a function that nothing calls is a warning', async () => {
  const report = await open('import keras\ndef build(n):\n    return keras.Model(1 / 0)\n');
  expect(report.problems.map(({ severity, code }) => [severity, code])).toEqual([
    ['warning', 'zero_division_error'],
  ]);
});

test.each([
  ['if', 'if ops.sum(x) > 0:\n            x = x * 2\n        return x'],
  ['while', 'while ops.max(x) < 5:\n            x = x * 2\n        return x'],
  ['a choice', 'return x if ops.mean(x) > 0 else -x'],
  ['bool', 'return x * bool(x)'],
])('a branch that data decide is refused with the reason: %s', async (_, body) => {
  const report = await open(`
import keras
from keras import ops
class Gate(keras.layers.Layer):
    def call(self, x):
        ${body}
y = Gate()(keras.Input((3,)))
`);
  expect(errors(report)[0]).toMatch(
    /A symbolic KerasTensor cannot be used as a boolean: its value is not known while the model is built/,
  );
  expect(report.problems[0]?.layer?.class).toBe('Gate');
});

test('hostile documents are refused with a sentence', async () => {
  const client = await clientOf('simd');
  const deep = (depth: number): unknown => (depth === 0 ? 1 : [deep(depth - 1)]);
  await expect(client.open({ program: 'print(a)', holes: { a: deep(2000) } })).rejects.toThrow(
    /nests its values too deep/,
  );
  const report = await client.open({ program: 'print(1)', holes: { a: deep(20) } });
  expect(printed(report)).toBe('1\n');
  client.close();
});

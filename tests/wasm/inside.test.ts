// What a report tells of the inside of calls, and the program's own data, with their values.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DirectClient } from '../../bindings/direct-client';
import type { Layer, Model, Report } from '../../bindings/report';
import { clientOf } from './builds';

let client: DirectClient;
beforeAll(async () => {
  client = await clientOf('simd');
});
afterAll(() => client.close());

const head = `import keras
from keras import layers, ops

class Head(layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.score = layers.Dense(units)

    def build(self, input_shape):
        self.scale = self.add_weight(shape=(1,), name="scale")

    def call(self, x):
        weights = ops.softmax(self.score(x) * self.scale, axis=1)
        return ops.sum(weights * x, axis=1)

x = keras.Input((5, 3))
model = keras.Model(x, Head(1, name="head")(x))
`;

const inModel = ({ operations, inner_layers: inner }: Model): Layer[] => [...operations, ...inner];
const named = (model: Model, name: string): Layer => {
  const found = inModel(model).find((layer) => layer.name === name);
  if (!found) throw new Error(`There is no ${name}.`);
  return found;
};
/** What stands inside a layer's first call, in order. */
const inside = (model: Model, name: string): Layer[] =>
  named(model, name).nodes[0]!.inner.map(({ layer }) => {
    return inModel(model).find(({ id }) => id === layer)!;
  });

async function numbers(report: Report, layer: Layer, side: 'inputs' | 'outputs' = 'outputs') {
  const value = report.values[layer.nodes[0]![side][0]!.value]!;
  return client.read('value', value.id);
}

test('a layer that is closed tells of the layers inside alone', async () => {
  const { models } = await client.open({ program: head });
  expect(named(models[0]!, 'head').inside).toBe('closed');
  expect(inside(models[0]!, 'head').map(({ name }) => name)).toEqual(['dense']);
});

test('an opened layer tells of its ops and layers in order, with their values', async () => {
  const report = await client.open({ program: head, view: { opened: ['head'] } });
  const model = report.models[0]!;
  expect(named(model, 'head').inside).toBe('open');
  const steps = inside(model, 'head');
  expect(steps.map(({ name }) => name)).toEqual([
    'dense',
    'head/multiply',
    'head/softmax',
    'head/multiply_1',
    'head/sum',
  ]);
  expect(steps.map(({ symbolic_shape: shape }) => shape)).toEqual([
    ['B', 5, 1],
    ['B', 5, 1],
    ['B', 5, 1],
    ['B', 5, 3],
    ['B', 3],
  ]);
  const [, scaled, softmax, weighed, sum] = steps;
  expect(scaled!.weights.map((id) => report.weights[id]!.path)).toEqual(['head/scale']);
  expect(weighed!.nodes[0]!.inputs.map(({ name }) => name)).toEqual(['softmax', 'inputs']);
  expect(sum).toMatchObject({ class: 'Sum', op: true, settings: 'ops.sum(weights * x, axis=1)' });
  expect(sum!.nodes[0]!.events.map(({ kind, role, why }) => [kind, role, why])).toEqual([
    ['kept', 'batch', 'It goes through as it is.'],
    ['kept', 'features', 'It goes through as it is.'],
    ['ended', 'time', '`sum` takes it away.'],
  ]);

  await client.run({ model: 0, dims: { B: 2 }, seed: 3 });
  const weights = await numbers(report, softmax!);
  expect(weights.sizes).toEqual([2, 5, 1]);
  for (const item of [0, 1]) {
    const all = [...weights.data].slice(item * 5, item * 5 + 5);
    expect(all.reduce((one, other) => one + other, 0)).toBeCloseTo(1, 5);
  }
  const products = (await numbers(report, weighed!)).data;
  const given = (await numbers(report, named(model, 'head'), 'inputs')).data;
  for (let i = 0; i < products.length; i++) {
    expect(products[i]).toBeCloseTo(given[i]! * weights.data[Math.floor(i / 3)]!, 5);
  }
  expect((await numbers(report, sum!)).data).toEqual(
    (await numbers(report, named(model, 'head'))).data,
  );
});

test('deep layers open one in another, and each call of a shared one has its own ops', async () => {
  const program = `import keras
from keras import layers, ops

class Mean(layers.Layer):
    def call(self, x):
        return ops.mean(x, axis=1)

class Outer(layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.mean = Mean(name="mean")

    def call(self, x):
        return self.mean(x) + self.mean(2 * x)

x = keras.Input((4, 2))
model = keras.Model(x, Outer(name="outer")(x))
`;
  const report = await client.open({ program, view: { opened: ['outer', 'mean'] } });
  const model = report.models[0]!;
  expect(inside(model, 'outer').map(({ name }) => name)).toEqual([
    'mean',
    'outer/multiply',
    'mean',
    'outer/add',
  ]);
  const ops = inModel(model).filter(({ op }) => op);
  expect(ops.map(({ name }) => name).sort()).toEqual([
    'mean (2)/mean',
    'mean/mean',
    'outer/add',
    'outer/multiply',
  ]);
});

test('a nested model and a layer of Keras open too', async () => {
  const program = `import keras
from keras import layers
x = keras.Input((4, 2))
inner = keras.Sequential([layers.Dense(3, name="first"), layers.Dense(1, name="second")], name="inner")
model = keras.Model(x, layers.Dense(2, name="last")(inner(x)))
`;
  const opened = ['inner', 'last'];
  const report = await client.open({ program, view: { opened } });
  const model = report.models.at(-1)!;
  expect(inside(model, 'inner').map(({ name }) => name)).toEqual(['first', 'second']);
  expect(inside(model, 'last').map(({ name }) => name)).toEqual(['last/matmul', 'last/add']);
  await client.run({ model: report.models.length - 1, dims: { B: 2 }, seed: 3 });
  expect((await numbers(report, named(model, 'second'))).sizes).toEqual([2, 4, 1]);
});

test('a subclassed model tells what its last call does, ops too', async () => {
  const program = `import keras
import numpy as np
from keras import layers, ops

class Tagger(keras.Model):
    def __init__(self):
        super().__init__()
        self.rnn = layers.SimpleRNN(6, return_sequences=True, name="rnn")
        self.out = layers.Dense(3, name="out")

    def call(self, x):
        return self.out(ops.mean(self.rnn(x), axis=1))

tagger = Tagger()
y = tagger(np.ones((2, 7, 4), dtype="float32"))
`;
  const report = await client.open({ program });
  const model = report.models[0]!;
  const steps = model.body!.map(({ layer }) => inModel(model).find(({ id }) => id === layer)!.name);
  expect(steps).toEqual(['rnn', 'tagger/mean', 'out']);
  expect(model.data).toMatchObject({ line: 15, sizes: {} });
});

test('a model runs on the data that the program calls it with, until it is drawn', async () => {
  const program = `import keras
import numpy as np
from keras import layers
x = keras.Input((None, 2))
model = keras.Model(x, layers.Dense(1, kernel_initializer="ones", name="sum")(x))
data = np.arange(12).reshape((2, 3, 2))
print(model.predict(data).shape)
`;
  const report = await client.open({ program });
  const model = report.models[0]!;
  expect(model.data).toMatchObject({ line: 7, sizes: { B: 2, T: 3 } });
  const sum = named(model, 'sum');
  const own = { model: 0, dims: { B: 4, T: 5 }, seed: 3, own_data: true };
  await client.run(own);
  expect([...(await numbers(report, sum, 'inputs')).data]).toEqual([...Array(12).keys()]);
  expect([...(await numbers(report, sum)).data]).toEqual([1, 5, 9, 13, 17, 21]);
  await client.run({ ...own, own_data: false });
  const drawn = await numbers(report, sum, 'inputs');
  expect(drawn.sizes).toEqual([4, 5, 2]);
  expect(drawn.data[0]).not.toBe(0);
  await client.run(own);
  expect([...(await numbers(report, sum)).data]).toEqual([1, 5, 9, 13, 17, 21]);
});

// The engine's answers are of the types that report.ts and requests.ts declare: an unknown key, a missing one or a
// value of another type fails. Every program and snippet of these tests is asked about.
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DirectClient } from '../../bindings/direct-client';
import { loadLayers } from '../../bindings/layers';
import type { Layer, Report } from '../../bindings/report';
import { clientOf } from './builds';
import { TypeChecker } from './type-checker';

const types = new TypeChecker(new URL('../../bindings/index.ts', import.meta.url));

const FOLDERS = ['../programs/', '../snippets/'].map((path) => new URL(path, import.meta.url));
const PROGRAMS = FOLDERS.flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.py'))
    .map((name) => [name, readFileSync(new URL(name, folder), 'utf8')] as const),
);

/** Programs that are broken in ways that the recorded ones are not. */
const BROKEN = [
  ['empty', ''],
  ['half-typed', 'import keras\nx = keras.Input((3, 4))\ny = keras.layers.Dense('],
  ['not Python', '<html>\n'],
  ['JSON', '{"class_name": "Sequential", "config": {"layers": [null, true]}}'],
  ['a hole', 'import keras\nx = keras.Input((max_len, 4))\ny = keras.layers.SimpleRNN(units)(x)\n'],
  ['huge', 'import keras\nkeras.layers.Dense(10**9)(keras.Input((10**6,)))\n'],
] as const;

let client: DirectClient;
beforeAll(async () => {
  client = await clientOf('simd');
});
afterAll(() => client.close());

test('the description and the layers', async () => {
  expect(types.mismatches(await client.describe(), 'Description')).toEqual([]);
  const layers = await loadLayers();
  expect(layers.length).toBeGreaterThan(90);
  expect(layers.flatMap((layer) => types.mismatches(layer, 'LayerClass'))).toEqual([]);
});

test.each([...PROGRAMS, ...BROKEN])('the report on %s', async (_, program) => {
  const report = await client.open({ program });
  expect(types.mismatches(report, 'Report')).toEqual([]);
  expect(dangling(report)).toEqual([]);
});

test.each(PROGRAMS)('the report on %s with every layer opened', async (_, program) => {
  const closed = await client.open({ program });
  const opened = layersIn(closed).map(({ name }) => name);
  const report = await client.open({ program, view: { opened } });
  expect(types.mismatches(report, 'Report')).toEqual([]);
  expect(dangling(report)).toEqual([]);
  for (const model of report.models) {
    const { operations, inner_layers: inner } = model;
    const ids = [...operations, ...inner].map(({ id }) => id);
    expect(new Set(ids).size, model.name).toBe(ids.length);
    if (model.symbols.length > 0) {
      const dims = Object.fromEntries(model.symbols.map((symbol) => [symbol, 3]));
      const running = client.run({ model: report.models.indexOf(model), dims, seed: 1 });
      // Keras builds a model on shapes that a layer only declares, and fails when it runs.
      const told = report.problems.find(({ code }) => code === 'declared_output');
      if (told) await expect(running).rejects.toThrow(`${told.layer?.name}: `);
      else await running;
    }
  }
});

/** The layers of a report, with those inside others. */
const layersIn = ({ models }: Report): Layer[] =>
  models.flatMap(({ operations, inner_layers: inner }) => [...operations, ...inner]);

/** Bytes of a report, without the text that Keras prints. */
function bytesOf(report: Report): number {
  const models = report.models.map((model) => ({ ...model, summary: '' }));
  return new TextEncoder().encode(JSON.stringify({ ...report, models, console: [] })).length;
}

/** How many layers a report tells of, with those inside others and those of no model yet. */
function layersOf({ models, draft }: Report): number {
  return [...models, ...(draft ? [draft] : [])].reduce(
    (sum, { operations, inner_layers: inner }) => sum + operations.length + inner.length,
    0,
  );
}

test('a layer takes some 2 kB of the report', async () => {
  /** A stack as people write it, three times so many layers high (one is inside its wrapper). */
  const stack = (height: number) =>
    [
      'import keras',
      'from keras import layers',
      'units = 32',
      'x = inputs = keras.Input((None, 8))',
      ...Array.from({ length: height }, (_, index) => [
        `x = layers.SimpleRNN(units, return_sequences=True, name="rnn_${index}")(x)`,
        `x = layers.TimeDistributed(layers.Dense(${index + 4}, activation="relu"))(x)`,
      ]).flat(),
      'model = keras.Model(inputs, layers.Dense(3)(x))',
    ].join('\n');
  const low = await client.open({ program: stack(5) });
  const high = await client.open({ program: stack(10) });
  const layers = layersOf(high) - layersOf(low);
  expect(layers).toBe(15);
  expect((bytesOf(high) - bytesOf(low)) / layers).toBeLessThan(2048);
});

test('the recorded programs together take some 2 kB a layer', async () => {
  let [bytes, layers] = [0, 0];
  for (const [, program] of PROGRAMS) {
    const report = await client.open({ program });
    bytes += bytesOf(report);
    layers += layersOf(report);
  }
  expect(layers).toBeGreaterThan(500);
  expect(bytes / layers).toBeLessThan(2048);
});

test('what a run, an edit and a completion answer', async () => {
  const [, program] = PROGRAMS.find(([name]) => name === 'per-step-dense.py')!;
  const report = await client.open({ program });
  const { time, ...bound } = await client.run({ model: 0, dims: { B: 2 }, seed: 1 }, (progress) => {
    expect(types.mismatches(progress, 'Progress')).toEqual([]);
  });
  expect(time).toBeTypeOf('number');
  expect(types.mismatches(bound, 'Bound')).toEqual([]);
  const layer = report.models[0]!.operations[1]!;
  const edit = await client.edit({
    kind: 'set_argument',
    layer: layer.id,
    name: layer.arguments[0]!.name,
    value: '5',
  });
  expect(types.mismatches(edit, 'EditAnswer')).toEqual([]);
  for (const completion of await client.complete(program.indexOf('SimpleRNN(rnn') + 4)) {
    expect(types.mismatches(completion, 'Completion')).toEqual([]);
  }
});

/** Indexes and ids of the report that lead nowhere. */
function dangling(report: Report): string[] {
  const found: string[] = [];
  const within = (what: string, index: number, list: unknown[]) => {
    if (!Number.isInteger(index) || index < 0 || index >= list.length)
      found.push(`${what}: ${index}`);
  };
  const ids = (what: string, list: number[]) => {
    for (const id of list) within(what, id, report.sizes);
  };
  for (const value of report.values) for (const axis of value.shape) ids('axis', axis.ids);
  for (const model of report.models) {
    for (const value of [...model.input_values, ...model.output_values]) {
      within(`a value of ${model.name}`, value, report.values);
    }
    for (const row of model.layers) {
      if (model.operations[row.operation]?.name !== row.name)
        found.push(`the operation of ${row.name}: ${row.operation}`);
    }
    const layers = [...model.operations, ...model.inner_layers];
    for (const layer of layers) {
      if (layer.inside === 'open') {
        for (const { layer: id, call } of layer.nodes.flatMap((node) => node.inner)) {
          const inner = layers.find((other) => other.id === id);
          if (!inner?.nodes[call]) found.push(`a step inside ${layer.name}: ${id}, ${call}`);
        }
      }
      for (const node of layer.nodes) {
        for (const port of [...node.inputs, ...node.outputs]) {
          within(`a port of ${layer.name}`, port.value, report.values);
        }
      }
      for (const argument of layer.arguments) ids(`an argument of ${layer.name}`, argument.ids);
    }
  }
  for (const { value } of report.hints) if (value !== null) within('a hint', value, report.values);
  return found;
}

// `unroll values`: computes a model and prints tensors.
import type { Client } from '../client';
import { chooseModel, weightsOf } from '../models';
import type { Layer, Model, Report, Weight } from '../report';
import { numbersOf, readTensors, type Tensor, TensorError, writeTensor } from '../tensor-json';
import { type Options, UsageError } from './arguments';
import { isFine, printProblems } from './problems';

/** Sizes of unknown axes that the command line does not give. */
const DEFAULT_BATCH = 2;
const DEFAULT_SIZE = 10;

export async function values(client: Client, options: Options): Promise<boolean> {
  const report = await client.open(options.document);
  printProblems(report, options);
  const model = chooseModel(report, options.model);
  if (!model) {
    if (options.model === undefined) return false;
    const known = report.models.map(({ var: held, name }) => held ?? name).join(', ') || 'none';
    throw new UsageError(`There is no model "${options.model}"; the program makes: ${known}.`);
  }
  const layer = options.layer === undefined ? null : findLayer(model, options.layer);
  const inputs = given('--inputs', options.inputs);
  const dims = dimsOf(options, report, model, inputs);
  await writeInputs(client, report, model, inputs);
  await writeWeights(client, weightsOf(report, model), given('--weights', options.weights));
  const index = report.models.indexOf(model);
  await client.run({ model: index, dims, seed: options.document.seed ?? 0 });
  const answer = layer
    ? await tensorsOfLayer(client, report, layer)
    : await tensorsOfModel(client, report, model);
  print({ model: model.var ?? model.name, dims, ...answer });
  return isFine(report);
}

function given(option: string, value: unknown): (Tensor & { path?: string; name?: string })[] {
  if (value === undefined) return [];
  try {
    return readTensors(value);
  } catch (error) {
    if (error instanceof TensorError) throw new UsageError(`${option}: ${error.message}`);
    throw error;
  }
}

function findLayer(model: Model, name: string): Layer {
  const layers = [...model.operations, ...model.inner_layers];
  const found = layers.find((layer) => layer.name === name);
  if (found) return found;
  const known = layers.map((layer) => layer.name).join(', ');
  throw new UsageError(`There is no layer "${name}" in the model; it has: ${known}.`);
}

/** The sizes of the model's symbols: of the given inputs, of the command line, or the defaults. */
function dimsOf(
  options: Options,
  report: Report,
  model: Model,
  inputs: Tensor[],
): Record<string, number> {
  const found: Record<string, number> = {};
  inputs.forEach((tensor, index) => {
    const value = report.values[model.input_values[index] ?? -1];
    if (!value)
      throw new UsageError(`--inputs: the model has ${model.input_values.length} inputs.`);
    value.shape.forEach((axis, position) => {
      const size = tensor.shape[position];
      if (axis.size === null && size !== undefined) found[axis.text] = size;
    });
  });
  const batch = model.input_values.flatMap((id) => report.values[id]?.shape ?? []);
  const isBatch = (symbol: string) =>
    batch.some(({ role, text }) => role === 'batch' && text === symbol);
  const dims = model.symbols.map((symbol) => {
    const { dims: asked = {}, batch: rows } = options.document;
    const standard = isBatch(symbol) ? (rows ?? DEFAULT_BATCH) : DEFAULT_SIZE;
    return [symbol, found[symbol] ?? asked[symbol] ?? standard] as const;
  });
  return Object.fromEntries(dims);
}

async function writeInputs(client: Client, report: Report, model: Model, inputs: Tensor[]) {
  for (const [index, tensor] of inputs.entries()) {
    const value = report.values[model.input_values[index]!]!;
    await client.write('value', value.id, numbersOf(tensor, value.dtype));
  }
}

async function writeWeights(
  client: Client,
  known: Weight[],
  weights: (Tensor & { path?: string })[],
) {
  for (const tensor of weights) {
    const weight = known.find(({ path }) => path === tensor.path);
    if (!weight) {
      const paths = known.map(({ path }) => path).join(', ');
      throw new UsageError(
        `--weights: there is no weight "${tensor.path}"; the model has: ${paths}.`,
      );
    }
    await client.write('weight', weight.id, numbersOf(tensor, 'float32'));
  }
}

async function readValue(client: Client, report: Report, index: number): Promise<Tensor> {
  return writeTensor(await client.read('value', report.values[index]!.id));
}

async function tensorsOfModel(client: Client, report: Report, model: Model) {
  const read = (index: number) => readValue(client, report, index);
  return {
    inputs: await inTurn(model.input_values, read),
    outputs: await inTurn(model.output_values, read),
  };
}

async function tensorsOfLayer(client: Client, report: Report, layer: Layer) {
  const calls = await inTurn(layer.nodes, (node) =>
    inTurn(node.outputs, async ({ name, value }) => ({
      name,
      ...(await readValue(client, report, value)),
    })),
  );
  const weights = await inTurn(layer.weights, async (id) => ({
    path: report.weights[id]!.path,
    ...writeTensor(await client.read('weight', id)),
  }));
  return { layer: layer.name, class: layer.class, outputs: calls, weights };
}

async function inTurn<T, U>(items: readonly T[], each: (item: T) => Promise<U>): Promise<U[]> {
  const results: U[] = [];
  for (const item of items) results.push(await each(item));
  return results;
}

/** One JSON document with a tensor or a field a line. */
function print(answer: Record<string, unknown>): void {
  const fields = Object.entries(answer).map(([name, value]) => {
    const lines = Array.isArray(value) ? value.map((item) => `  ${JSON.stringify(item)}`) : null;
    const text = lines && lines.length > 0 ? `[\n${lines.join(',\n')}\n ]` : JSON.stringify(value);
    return ` ${JSON.stringify(name)}: ${text}`;
  });
  process.stdout.write(`{\n${fields.join(',\n')}\n}\n`);
}

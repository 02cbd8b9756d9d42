// Asks the engine what a case asks, and compares. Must not know files, lists of cases, or how the
// engine is reached.
import type { Client, Ran } from '../../bindings/client';
import { chooseModel, weightsOf } from '../../bindings/models';
import type { KerasShape, Model, Report } from '../../bindings/report';
import { numbersOf, type Tensor } from '../../bindings/tensor-json';
import type { Call, Case } from './case';
import { expectEqual, expectTensor, Mismatch, show, type Tolerance } from '../runner/compare';
import { errorsOf, expectRefusal, type FaultyLayer, isLayer, lastLine } from '../runner/refusals';
import type { KerasVersion } from '../runner/tally';

interface Opened {
  client: Client;
  report: Report;
  model: Model;
  tolerance: Tolerance;
}

/** Rejects with `Mismatch` (or the engine's own error) where the engine does not answer as Keras. */
export async function runCase(
  client: Client,
  keras: KerasVersion,
  test: Case,
  tolerance: Tolerance,
): Promise<void> {
  const { source = '' } = test;
  // The class alone stands beside a source.
  const model = test.model?.config === undefined ? undefined : { ...test.model };
  const report = await client.open({ program: source, keras, ...(model && { model }) });
  if (test.error) return expectRefused(report, test);
  if (test.run_error && refusedBy(report, test.run_error.layer)) return;
  const opened = { client, report, model: expectModel(report, source), tolerance };
  expectStructure(opened, test);
  if (test.outputs) return expectOutputs(opened, test, keras);
  if (test.ran_with !== undefined) return expectSizes(opened, test, test.ran_with);
}

function expectRefused(report: Report, { source = '', line = 0, layer = null }: Case): void {
  expectRefusal(report, { lines: [line, lastLine(source, line)], layer });
}

function refusedBy(report: Report, layer: FaultyLayer | null): boolean {
  return errorsOf(report).some((problem) => isLayer(problem.layer, layer));
}

// ---- structure ------------------------------------------------------------------------------

/** A last line `model = other` names the model of a program that holds it by another variable. */
function expectModel(report: Report, program: string): Model {
  const [error] = errorsOf(report);
  if (error) throw new Mismatch(`line ${error.line}: ${error.message}`);
  const other = /^model = ([\w.]+)\s*$/m.exec(program.trimEnd().split('\n').at(-1)!)?.[1];
  const model = (other && chooseModel(report, other)) || chooseModel(report);
  if (!model) throw new Mismatch('the engine reads no model from it');
  return model;
}

function expectStructure({ report, model }: Opened, test: Case): void {
  const shapes = !test.symbolic_shape_wrong;
  if (test.layers) expectLayers(report, model, test.layers, shapes);
  if (test.params !== undefined) expectEqual('params', model.params.total, test.params);
  if (test.weights) {
    const got = weightsOf(report, model).map(
      ({ path, shape }) => `${path} ${show(shape.map(({ size }) => size))}`,
    );
    const want = test.weights.map(({ path, shape }) => `${path} ${show(shape)}`);
    expectEqual('weights', got.sort(), want.sort());
  }
  if (shapes && test.input_shapes) expectEqual('input shapes', model.inputs, test.input_shapes);
  if (shapes && test.output_shapes) expectEqual('output shapes', model.outputs, test.output_shapes);
}

function expectLayers(
  report: Report,
  model: Model,
  want: NonNullable<Case['layers']>,
  shapes: boolean,
): void {
  const name = (layer: { name: string; class: string }) => `${layer.name} (${layer.class})`;
  expectEqual('layers', model.operations.map(name), want.map(name));
  for (const [index, layer] of want.entries()) {
    const got = model.operations[index]!;
    expectEqual(`params of ${layer.name}`, got.params, layer.params);
    const out: KerasShape[][] = got.nodes.map(({ outputs }) =>
      outputs.map(({ value }) => report.values[value]!.keras_shape),
    );
    if (shapes) expectEqual(`shapes of ${layer.name}`, out, layer.out);
  }
}

// ---- values ---------------------------------------------------------------------------------

async function expectOutputs(opened: Opened, test: Case, keras: KerasVersion): Promise<void> {
  const { client, report, model } = opened;
  for (const { path, shape, data = [], dtype } of test.weights ?? []) {
    const weight = weightsOf(report, model).find((candidate) => candidate.path === path)!;
    await client.write('weight', weight.id, numbersOf({ shape, data, dtype }, 'float32'));
  }
  const first: Call = { ...test, inputs: test.inputs ?? [], outputs: test.outputs ?? [] };
  for (const [index, call] of [first, ...(test.more_calls ?? [])].entries()) {
    const want = (keras === '3.15' && call.until_3_15) || call;
    const what = index === 0 ? 'output' : `call ${index + 1}: output`;
    const { outputs, output_masks } = await outputsOf(opened, call, index > 0);
    expectEqual(`number of ${what}s`, outputs.length, want.outputs.length);
    for (const [at, output] of outputs.entries()) {
      await expectValue(opened, `${what} ${at}`, output, want.outputs[at]!);
      const mask = output_masks[at] ?? null;
      const wanted = want.output_masks?.[at] ?? null;
      expectEqual(`mask of ${what} ${at}`, mask !== null, wanted !== null);
      if (mask !== null) await expectValue(opened, `mask of ${what} ${at}`, mask, wanted!);
    }
  }
}

/** Calls the model; `again` with the states that the call before left. */
function outputsOf({ client, report, model }: Opened, call: Call, again: boolean): Promise<Ran> {
  return client.run({
    model: report.models.indexOf(model),
    dims: sizesOf(
      report,
      model,
      call.inputs.map(({ shape }) => shape),
    ),
    seed: 0,
    keep_states: again && !call.reset_before,
    inputs: call.inputs.map((tensor, index) =>
      numbersOf(tensor, report.values[model.input_values[index]!]!.dtype),
    ),
    input_masks: (call.input_masks ?? []).map(
      (mask) => mask && Uint8Array.from(numbersOf(mask, 'bool')),
    ),
  });
}

async function expectValue(
  { client, tolerance }: Opened,
  what: string,
  id: number,
  want: Tensor,
): Promise<void> {
  expectTensor(what, await client.read('value', id), want, tolerance);
}

/** What the inputs' sizes say about the model's symbols. */
function sizesOf(report: Report, model: Model, shapes: number[][]): Record<string, number> {
  expectEqual('number of inputs', model.input_values.length, shapes.length);
  const dims: Record<string, number> = {};
  for (const [index, shape] of shapes.entries()) {
    const { shape: axes, keras_shape } = report.values[model.input_values[index]!]!;
    const fits =
      axes.length === shape.length &&
      axes.every(({ size }, at) => size === null || size === shape[at]);
    if (!fits)
      throw new Mismatch(
        `input ${index} has the shape ${show(keras_shape)}, the case gives ${show(shape)}`,
      );
    for (const [at, axis] of axes.entries()) if (axis.size === null) dims[axis.text] = shape[at]!;
  }
  return dims;
}

/** A run with one size for all that is unknown leaves known sizes as they are. */
async function expectSizes(
  { client, report, model }: Opened,
  test: Case,
  size: number,
): Promise<void> {
  const dims = Object.fromEntries(model.symbols.map((symbol) => [symbol, size]));
  await client.run({ model: report.models.indexOf(model), dims, seed: 0 });
  for (const [index, want] of (test.output_shapes ?? []).entries()) {
    const { sizes } = await client.read('value', report.values[model.output_values[index]!]!.id);
    const known = sizes.map((got, at) => (want[at] === null ? null : got));
    if (!test.symbolic_shape_wrong) expectEqual(`sizes of output ${index}`, known, want);
  }
}

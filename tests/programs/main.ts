// Compares the report on every program of expected.json with what Keras says, field by field, and runs
// files of golden format (values.json). README.md beside this file tells the formats.
//     node scripts/typescript.mjs tests/programs/main.ts [NAME.py ...] [FILE.json ...] [OPTION ...]
import { readFileSync } from 'node:fs';
import type { Client } from '../../bindings/client';
import type { EagerCall, KerasShape, Layer, LayerRow, Params, Report } from '../../bindings/report';
import { goldenGroup } from '../golden/group';
import { expectEqual, Mismatch } from '../runner/compare';
import { errorsOf, expectRefusal, type FaultyLayer } from '../runner/refusals';
import { type KerasVersion, OPTIONS, parseOptions, tally } from '../runner/tally';

const USAGE = `Usage: node scripts/typescript.mjs tests/programs/main.ts [NAME.py ...] [FILE.json ...] [OPTION ...]\n${OPTIONS}`;

type Shape = KerasShape | KerasShape[] | null;

interface Row {
  name: string;
  class: string;
  output_shape: Shape;
  params: number | null;
  calls: number | null;
  op?: true;
}

interface Expected {
  accepted: boolean;
  error?: {
    line: number;
    last_line: number;
    inner_line: number;
    layer: (FaultyLayer & { stage: 'construct' | 'build' | 'call' }) | null;
  };
  models: {
    var: string | null;
    name: string;
    class: string;
    kind: string;
    built: boolean;
    inputs: KerasShape[] | null;
    outputs: KerasShape[] | null;
    params: Params | null;
    layers: Row[];
    operations: Row[];
  }[];
  eager_calls: { class: string; name: string; output_shape: Shape; params: number }[];
  tensors: Record<string, KerasShape>;
  console: string;
  /** The parts that differ in Keras 3.16. */
  also?: Partial<Expected>;
}

const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');

async function runProgram(client: Client, keras: KerasVersion, name: string, recorded: Expected) {
  const want = keras === '3.16' ? { ...recorded, ...recorded.also } : recorded;
  const report = await client.open({ program: read(name), keras });
  expectVerdict(report, want);
  expectModels(report, want);
  expectEqual('eager calls', report.eager_calls.map(eagerCall), want.eager_calls.map(eagerCall));
  expectEqual('tensors', sorted(report.tensors), sorted(want.tensors));
  expectText('console', report.console.map(({ text }) => text).join(''), want.console);
}

function expectVerdict(report: Report, { error }: Expected): void {
  const [first] = errorsOf(report);
  if (!error && first) throw new Mismatch(`line ${first.line}: ${first.message}`);
  if (!error) return;
  const { line, last_line, inner_line, layer } = error;
  // Of a model that cannot be made, golden files tell no layer, and these tell the model.
  const unmade = layer?.stage === 'construct' && layer.class === 'Functional';
  const asGolden = unmade && !errorsOf(report).some((problem) => problem.layer);
  const wanted = asGolden ? null : layer;
  expectRefusal(report, { lines: [line, last_line], innerLine: inner_line, layer: wanted });
}

function expectModels({ models }: Report, want: Expected): void {
  const title = (model: { var: string | null; name: string; class: string }) =>
    `${model.var} = ${model.name} (${model.class})`;
  expectEqual('models', models.map(title), want.models.map(title));
  for (const [index, model] of want.models.entries()) {
    const got = models[index]!;
    for (const key of ['kind', 'built', 'inputs', 'outputs', 'params'] as const) {
      if (model[key] !== null) expectEqual(`${key} of ${title(model)}`, got[key], model[key]);
    }
    expectRows(`layers of ${title(model)}`, got.layers, model.layers);
    expectRows(`operations of ${title(model)}`, got.operations, model.operations);
  }
}

/** Where Keras has no answer (null), ours is not compared; an unknown output shape is an answer. */
function expectRows(what: string, layers: (Layer | LayerRow)[], rows: Row[]): void {
  const title = (row: { name: string; class: string; op?: boolean }) =>
    `${row.name} (${row.class}${row.op ? ', op' : ''})`;
  expectEqual(what, layers.map(title), rows.map(title));
  for (const [index, row] of rows.entries()) {
    const got = layers[index]!;
    const place = `${what}, ${row.name}`;
    expectEqual(`${place}, output_shape`, got.output_shape, row.output_shape);
    if (row.params !== null) expectEqual(`${place}, params`, got.params, row.params);
    if (row.calls !== null) expectEqual(`${place}, calls`, got.calls, row.calls);
  }
}

function eagerCall(call: EagerCall | Expected['eager_calls'][number]) {
  const name = 'layer' in call ? call.layer : call.name;
  return { class: call.class, name, output_shape: call.output_shape };
}

function sorted(record: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries);
}

/** Byte for byte; the first line that differs is told. */
function expectText(what: string, got: string, want: string): void {
  if (got === want) return;
  const [ours, theirs] = [got.split('\n'), want.split('\n')];
  const at = theirs.findIndex((line, index) => line !== ours[index]);
  const index = at < 0 ? theirs.length : at;
  expectEqual(`${what}, line ${index + 1}`, ours[index] ?? null, theirs[index] ?? null);
}

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  const { programs } = JSON.parse(read('expected.json')) as { programs: Record<string, Expected> };
  const isFile = (word: string) => word.endsWith('.json');
  const asked = options?.words.filter((word) => !isFile(word)) ?? [];
  const unknown = asked.find((name) => !(name in programs));
  if (!options || unknown !== undefined) {
    if (unknown !== undefined) process.stderr.write(`expected.json has no ${unknown}.\n`);
    process.stderr.write(USAGE);
    return 2;
  }
  const names = asked.length > 0 ? asked : Object.keys(programs);
  const cases = names.map((name) => ({
    name,
    run: (client: Client, keras: KerasVersion) => runProgram(client, keras, name, programs[name]!),
  }));
  const files = options.words.filter(isFile).map((path) => goldenGroup(path, 'values'));
  const groups = [{ title: 'programs', name: 'programs', cases }, ...files];
  return tally(groups, new URL('passing.json', import.meta.url), options);
}

process.exitCode = await main();

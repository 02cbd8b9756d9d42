// Compares the report on every snippet of shapes.json with what Keras says. README.md beside this file
// tells the format.
//     node scripts/typescript.mjs tests/snippets/main.ts [NAME ...] [OPTION ...]
import { readFileSync } from 'node:fs';
import type { Client } from '../../bindings/client';
import type { KerasShape, LayerRow, Model, Report } from '../../bindings/report';
import { expectEqual, Mismatch } from '../runner/compare';
import { errorsOf, expectRefusal, lastLine } from '../runner/refusals';
import { type KerasVersion, OPTIONS, parseOptions, tally } from '../runner/tally';

const USAGE = `Usage: node scripts/typescript.mjs tests/snippets/main.ts [NAME ...] [OPTION ...]\n${OPTIONS}`;

type Shape = KerasShape | KerasShape[] | null;

interface Row {
  name: string;
  class: string;
  shape: Shape;
  params: number | null;
  /** How often it is called; absent where once. */
  nodes?: number;
}

interface Snippet {
  holes: Record<string, unknown>;
  status: 'ok' | 'refused' | 'layers only';
  error?: { line: number; layer: string | null; layer_name: string | null };
  models: {
    var: string | null;
    class: string;
    kind: string;
    built: boolean;
    input: KerasShape[] | null;
    layers: Row[];
    total: number | null;
    trainable: number | null;
    output: KerasShape | KerasShape[] | null;
  }[];
  calls?: { class: string; name: string; shape: Shape; params: number }[];
  tensors?: Record<string, KerasShape>;
  /** The shape to build a model with, where the snippet gives none. */
  input_shapes?: Record<string, KerasShape>;
}

const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');

async function runSnippet(client: Client, keras: KerasVersion, name: string, want: Snippet) {
  const source = read(`${name}.py`);
  const program = source + buildLines(want);
  const report = await client.open({ program, keras, holes: want.holes });
  expectVerdict(report, source, want);
  const vars = (models: { var: string | null }[]) => models.map((model) => model.var);
  expectEqual('models', vars(report.models), vars(want.models));
  for (const [index, model] of want.models.entries()) expectModel(report.models[index]!, model);
  if (want.status === 'layers only') {
    const got = report.eager_calls.map((call) => [call.layer, call.class, call.output_shape]);
    const calls = want.calls?.map((call) => [call.name, call.class, call.shape]);
    expectEqual('eager calls', got, calls ?? []);
  }
  for (const [variable, shape] of Object.entries(want.tensors ?? {})) {
    expectEqual(`shape of ${variable}`, report.tensors[variable] ?? null, shape);
  }
}

function buildLines({ input_shapes: shapes = {} }: Snippet): string {
  const lines = Object.entries(shapes).map(([variable, shape]) => {
    const sizes = shape.map((size) => size ?? 'None').join(', ');
    return `\n${variable}.build((${sizes},))\n`;
  });
  return lines.join('');
}

function expectVerdict(report: Report, source: string, { error }: Snippet): void {
  const [first] = errorsOf(report);
  if (!error && first) throw new Mismatch(`line ${first.line}: ${first.message}`);
  if (!error) return;
  const layer = error.layer === null ? null : { class: error.layer, name: error.layer_name };
  expectRefusal(report, { lines: [error.line, lastLine(source, error.line)], layer });
}

function expectModel(got: Model, want: Snippet['models'][number]): void {
  const of = `of ${want.var}`;
  expectEqual(`class ${of}`, got.class, want.class);
  expectEqual(`kind ${of}`, got.kind, want.kind);
  expectEqual(`built ${of}`, got.built, want.built);
  if (want.input !== null) expectEqual(`inputs ${of}`, got.inputs, want.input);
  if (want.output !== null) expectEqual(`outputs ${of}`, got.outputs, listOf(want.output));
  if (want.total !== null) expectEqual(`params ${of}`, got.params.total, want.total);
  if (want.trainable !== null) {
    expectEqual(`trainable params ${of}`, got.params.trainable, want.trainable);
  }
  const title = (row: { name: string; class: string }) => `${row.name} (${row.class})`;
  expectEqual(`layers ${of}`, got.layers.map(title), want.layers.map(title));
  for (const [index, row] of want.layers.entries()) {
    expectRow(`${row.name} ${of}`, got.layers[index]!, row, want.kind !== 'subclassed');
  }
}

// Keras keeps no count of calls in subclassed models.
function expectRow(what: string, got: LayerRow, want: Row, countsCalls: boolean): void {
  expectEqual(`shape of ${what}`, got.output_shape, want.shape);
  if (want.params !== null) expectEqual(`params of ${what}`, got.params, want.params);
  if (countsCalls) expectEqual(`calls of ${what}`, got.calls, want.nodes ?? 1);
}

/** One output is written as its shape alone by some recordings. */
function listOf(shapes: KerasShape | KerasShape[]): KerasShape[] {
  return Array.isArray(shapes[0]) ? (shapes as KerasShape[]) : [shapes as KerasShape];
}

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  const snippets = JSON.parse(read('shapes.json')) as Record<string, Snippet>;
  const unknown = options?.words.find((name) => !(name in snippets));
  if (!options || unknown !== undefined) {
    if (unknown !== undefined) process.stderr.write(`shapes.json has no ${unknown}.\n`);
    process.stderr.write(USAGE);
    return 2;
  }
  const names = options.words.length > 0 ? options.words : Object.keys(snippets);
  const cases = names.map((name) => ({
    name,
    run: (client: Client, keras: KerasVersion) => runSnippet(client, keras, name, snippets[name]!),
  }));
  const groups = [{ title: 'snippets', name: 'snippets', cases }];
  return tally(groups, new URL('passing.json', import.meta.url), options);
}

process.exitCode = await main();

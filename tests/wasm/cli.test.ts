// The command line as people call it: the bundle in build/npm/, in a process of its own.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { strToU8, zipSync } from 'fflate';
import { afterAll, describe, expect, test } from 'vitest';
import type { Report } from '../../bindings/report';
import { BUILDS, clientOf } from './builds';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const program = (name: string) => here(`../programs/${name}.py`);
const folder = mkdtempSync(join(tmpdir(), 'unroll-'));
afterAll(() => rmSync(folder, { recursive: true }));

function unroll(words: string[], input?: string) {
  const cli = here('../../build/npm/cli.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...words], {
    encoding: 'utf8',
    ...(input === undefined ? {} : { input }),
  });
  return { status, stdout, stderr };
}

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

/** Without what no two runs have in common. */
function steady(report: Report): Partial<Report> {
  return { ...report, timings: { parse: 0, trace: 0, report: 0 } };
}

interface Printed {
  dims: Record<string, number>;
  inputs: { shape: number[]; data: number[] }[];
  outputs: { shape: number[]; data: number[] }[];
}

const NAMES = ['per-step-dense', 'mean-over-time', 'last-state'];

describe.each(BUILDS)('build %s', (build) => {
  test.each(NAMES)('report %s.py prints the report', async (name) => {
    const client = await clientOf(build);
    const want = await client.open({ program: readFileSync(program(name), 'utf8') });
    client.close();
    const { status, stdout, stderr } = unroll(['report', program(name), '--build', build]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(steady(JSON.parse(stdout) as Report)).toEqual(steady(want));
  });

  test('values computes what the files give', () => {
    const units = 2;
    const source = file(
      'two.py',
      `import keras\nx = keras.Input((3,))\nmodel = keras.Model(x, keras.layers.Dense(${units}, name="head")(x))\n`,
    );
    const weights = file('weights.json', [
      { path: 'head/kernel', shape: [3, 2], dtype: 'float32', data: [1, 2, 3, 4, 5, 6] },
      { path: 'head/bias', shape: [2], dtype: 'float32', data: [0.1, -0.5] },
    ]);
    const inputs = file('inputs.json', [
      { shape: [2, 3], dtype: 'float32', data: [1, 0, 0, 1, 1, 1] },
    ]);
    const words = ['values', source, '--weights', weights, '--inputs', inputs, '--build', build];
    const { status, stdout } = unroll(words);
    expect(status).toBe(0);
    const answer = JSON.parse(stdout) as Printed;
    expect(answer.dims).toEqual({ B: 2 });
    expect(answer.outputs).toEqual([
      { shape: [2, 2], dtype: 'float32', data: [1.1, 1.5, 9.1, 11.5] },
    ]);
    const layer = JSON.parse(unroll([...words, '--layer', 'head']).stdout) as { outputs: unknown };
    expect(layer.outputs).toMatchObject([[{ shape: [2, 2], data: [1.1, 1.5, 9.1, 11.5] }]]);
  });
});

test('the program may come from standard input', () => {
  const { status, stdout } = unroll(['report', '-'], 'print("hello")\n');
  expect(status).toBe(0);
  expect((JSON.parse(stdout) as Report).console.map(({ text }) => text)).toEqual(['hello\n']);
});

test('summary prints the table alone', () => {
  const { status, stdout } = unroll(['summary', program('last-state')]);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^Model: "functional"\n┏━/);
  expect(stdout).toMatch(/Total params: 2,224 \(8\.69 KB\)/);
});

test('a problem that is an error makes the status 1, and is told', () => {
  const source = file('wrong.py', 'import keras\nkeras.layers.Dens(3)\n');
  const report = unroll(['report', source]);
  expect(report.status).toBe(1);
  const [problem] = (JSON.parse(report.stdout) as Report).problems;
  expect(problem).toMatchObject({ severity: 'error', line: 2 });
  const summary = unroll(['summary', source]);
  expect(summary.status).toBe(1);
  expect(summary.stderr).toBe(`2:${problem!.column}: error: ${problem!.message}\n`);
});

test('a notebook is one program, and its problems are told by cell', () => {
  const source = file('wrong.ipynb', {
    cells: [
      { cell_type: 'markdown', source: 'text' },
      { cell_type: 'code', source: ['%matplotlib inline\n', 'import keras\n', 'units = 3'] },
      { cell_type: 'code', source: ['x = keras.Input((4,))\n', 'keras.layers.Dens(units)(x)'] },
    ],
  });
  const report = unroll(['report', source]);
  expect(report.status).toBe(1);
  const { problems } = JSON.parse(report.stdout) as Report;
  const [error] = problems.filter(({ severity }) => severity === 'error');
  expect(error).toMatchObject({ cell: 2, cell_line: 2, line: 8 });
  expect(unroll(['summary', source]).stderr).toContain(`cell 2, 2:${error!.column}: error: `);
  const broken = unroll(['report', file('broken.ipynb', '{"cells": [')]);
  expect(broken.status).toBe(2);
  expect(broken.stderr).toContain('broken.ipynb cannot be read: it is no notebook');
});

test('holes, batch, sizes and Keras’s version reach the engine', () => {
  const source = file(
    'holes.py',
    'import keras\nx = keras.Input((max_len, width))\ny = keras.layers.SimpleRNN(units)(x)\nmodel = keras.Model(x, y)\n',
  );
  const holes = file('holes.json', { max_len: 7, width: 3 });
  const { status, stdout } = unroll([
    'report',
    source,
    '--holes',
    holes,
    '--hole',
    'units=5',
    '--keras',
    '3.16',
  ]);
  expect(status).toBe(0);
  const report = JSON.parse(stdout) as Report;
  expect(report.keras).toBe('3.16');
  expect(report.models[0]).toMatchObject({ inputs: [[null, 7, 3]], outputs: [[null, 5]] });
  expect(report.holes.map(({ name, value, given }) => [name, value, given]).sort()).toEqual([
    ['max_len', 7, true],
    ['units', 5, true],
    ['width', 3, true],
  ]);
  const open = file(
    'time.py',
    'import keras\nx = keras.Input((None, 3))\nmodel = keras.Model(x, keras.layers.SimpleRNN(2)(x))\n',
  );
  const values = unroll(['values', open, '--batch', '4', '--dim', 'T=6']);
  expect(values.status).toBe(0);
  const answer = JSON.parse(values.stdout) as Printed;
  expect(answer.inputs[0]!.shape).toEqual([4, 6, 3]);
  expect(answer.outputs[0]!.shape).toEqual([4, 2]);
});

describe('export', () => {
  const source = `import keras
from keras import layers

model = keras.Sequential([
    keras.Input(shape=(None, 8)),
    layers.Masking(),
    layers.LSTM(4, return_sequences=True, name="reader"),
    layers.Dense(2, activation="softmax"),
])
`;
  const saved = () => unroll(['export', file('saved.py', source), '--as', 'json']);

  test('a tidy program comes back as it is, by way of JSON too', () => {
    const direct = unroll(['export', file('tidy.py', source)]);
    expect(direct).toEqual({ status: 0, stdout: source, stderr: '' });
    const json = file('tidy.json', saved().stdout);
    expect(unroll(['export', json])).toEqual({ status: 0, stdout: source, stderr: '' });
  });

  test('a .keras file gives its model, and says that the weights are left out', () => {
    const archive = join(folder, 'tidy.keras');
    writeFileSync(
      archive,
      zipSync({ 'metadata.json': strToU8('{}'), 'config.json': strToU8(saved().stdout) }),
    );
    const { status, stdout, stderr } = unroll(['export', archive, '--as', 'program']);
    expect({ status, stdout }).toEqual({ status: 0, stdout: source });
    expect(stderr).toContain('The weights of the file are left out');
    expect(unroll(['summary', archive]).stdout).toContain('reader (LSTM)');
  });

  test('code of the program itself is refused with its name', () => {
    const own = `${source}model.add(layers.Lambda(lambda x: x))\n`;
    const { status, stdout, stderr } = unroll(['export', file('own.py', own)]);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('`function` of the layer `lambda`');
  });
});

test.each([
  [[], 'A command is missing.'],
  [['draw', 'x.py'], 'There is no command "draw".'],
  [['report'], 'report needs a file'],
  [['report', 'a.py', 'b.py'], 'report takes one file, got also "b.py".'],
  [['report', 'nowhere.py'], 'nowhere.py cannot be read'],
  [['report', program('last-state'), '--speed', '9'], "Unknown option '--speed'"],
  [['report', program('last-state'), '--batch', 'two'], '--batch takes a whole number, got "two".'],
  [['report', program('last-state'), '--dim', 'T'], '--dim takes NAME=VALUE, got "T".'],
  [['report', program('last-state'), '--keras', '2'], '--keras takes 3.15 or 3.16, got "2".'],
  [['report', program('last-state'), '--layer', 'x'], '--layer belongs to the command values.'],
  [['report', program('last-state'), '--as', 'json'], '--as belongs to the command export.'],
  [['export', program('last-state'), '--as', 'yaml'], '--as takes program or json, got "yaml".'],
  [['export', file('no.keras', 'text')], 'no.keras cannot be read'],
  [
    ['values', program('last-state'), '--model', 'other'],
    'There is no model "other"; the program makes: model.',
  ],
  [
    ['values', program('last-state'), '--layer', 'lstm_9'],
    'There is no layer "lstm_9" in the model',
  ],
])('wrong usage: %j', (words, sentence) => {
  const { status, stdout, stderr } = unroll(words);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain(sentence);
  expect(stderr).toContain('Usage: unroll COMMAND FILE');
});

test('--help tells what there is', () => {
  const { status, stdout } = unroll(['--help']);
  expect(status).toBe(0);
  for (const word of [
    'report',
    'values',
    'summary',
    'export',
    '--hole',
    '--weights',
    'Exit status',
  ]) {
    expect(stdout).toContain(word);
  }
});

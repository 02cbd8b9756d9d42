// What crosses the boundary, and that nothing else does: errors, traps, growth, the interpreter's depth.
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EngineError, type RunRequest } from '../../bindings/client';
import type { DirectClient } from '../../bindings/direct-client';
import { STATUS } from '../../bindings/exports';
import { connectWasm } from '../../bindings/load';
import type { Report } from '../../bindings/report';
import { BUILDS, clientOf } from './builds';

const program = readFileSync(new URL('../programs/per-step-dense.py', import.meta.url), 'utf8');

const encode = (text: string) => new TextEncoder().encode(text);

describe.each(BUILDS)('build %s: the raw calls', (build) => {
  test('answers a request that is no JSON with an error record, and goes on', async () => {
    const boundary = await connectWasm(build);
    const handle = Number(boundary.call('create', []).text);
    for (const call of ['open', 'bind', 'edit'] as const) {
      const answer = boundary.call(call, [handle], encode('{"program": '));
      expect(answer.status, call).toBe(STATUS.refused);
      const { code, message, ...rest } = JSON.parse(answer.text) as Record<string, string>;
      expect(code, call).toMatch(/^\w+$/);
      expect(message, call).toMatch(/\w/);
      expect(rest, call).toEqual({});
    }
    const document = encode(JSON.stringify({ program }));
    expect(boundary.call('open', [handle], document).status).toBe(STATUS.done);
  });

  test('answers bytes that are no UTF-8 with an error record', async () => {
    const boundary = await connectWasm(build);
    const handle = Number(boundary.call('create', []).text);
    const document = Uint8Array.of(...encode('{"program": "'), 0xff, 0xc3, ...encode('"}'));
    expect(boundary.call('open', [handle], document).status).toBe(STATUS.refused);
  });

  test('knows only the handles it gave and has not closed', async () => {
    const boundary = await connectWasm(build);
    const [first, second] = [
      boundary.call('create', []).text,
      boundary.call('create', []).text,
    ].map(Number);
    expect(first).toBeGreaterThan(0);
    expect(second).not.toBe(first);
    boundary.call('close', [first!]);
    boundary.call('close', [first!]);
    for (const handle of [0, -1, 99, first!]) {
      const answer = boundary.call('run', [handle, 0]);
      expect(answer.status).toBe(STATUS.refused);
      expect(JSON.parse(answer.text)).toMatchObject({ code: 'handle' });
    }
    const document = encode(JSON.stringify({ program }));
    expect(boundary.call('open', [second!], document).status).toBe(STATUS.done);
  });

  test('sessions do not see each other', async () => {
    const boundary = await connectWasm(build);
    const handles = [boundary.call('create', []).text, boundary.call('create', []).text].map(
      Number,
    );
    const texts = ['print("one")', 'print("two")'];
    const consoles = handles.map((handle, index) => {
      const { text } = boundary.call(
        'open',
        [handle],
        encode(JSON.stringify({ program: texts[index] })),
      );
      return (JSON.parse(text) as Report).console.map((printed) => printed.text.trim());
    });
    expect(consoles).toEqual([['one'], ['two']]);
  });

  test('tells its version', async () => {
    expect((await connectWasm(build)).version).toMatch(/^\d+\.\d+\.\d+$/);
  });
});

describe.each(BUILDS)('build %s: the client', (build) => {
  let client: DirectClient;
  beforeEach(async () => {
    client = await clientOf(build);
  });
  afterEach(() => client.close());

  test('computes what was written', async () => {
    const report = await client.open({ program });
    const [model] = report.models;
    const input = report.values[model!.input_values[0]!]!;
    const output = report.values[model!.output_values[0]!]!;
    const { weights } = report;
    const kernel = weights.find(({ path }) => path.endsWith('dense/kernel'))!;
    const bias = weights.find(({ path }) => path.endsWith('dense/bias'))!;
    await client.write('value', input.id, new Float32Array(3 * 10 * 20).fill(0.5));
    await client.write('weight', kernel.id, new Float32Array(32 * 16));
    await client.write(
      'weight',
      bias.id,
      Float32Array.from({ length: 16 }, (_, index) => index),
    );
    const { bytes, flops, time } = await client.run({ model: 0, dims: { B: 3 }, seed: 1 });
    expect(bytes).toBeGreaterThan(0);
    expect(flops).toBeGreaterThan(0);
    expect(time).toBeGreaterThanOrEqual(0);
    const { sizes, dtype, data } = await client.read('value', output.id);
    expect({ sizes, dtype }).toEqual({ sizes: [3, 10, 16], dtype: 'float32' });
    expect(Array.from(data).slice(0, 16)).toEqual(Array.from({ length: 16 }, (_, index) => index));
  });

  test('records the steps of a layer', async () => {
    const report = await client.open({ program });
    const layer = report.models[0]!.operations.find(({ group }) => group === 'recurrent')!;
    const { records } = await client.run({
      model: 0,
      dims: { B: 3 },
      seed: 1,
      record: [layer.id],
    });
    const state = records.find(({ name }) => name === 'h')!;
    expect(state).toMatchObject({ layer: layer.id, call: 0, sizes: [3, 10, 32] });
    const after = await client.read('record', state.value);
    const before = await client.read('record', state.before!);
    expect(after.sizes).toEqual([3, 10, 32]);
    expect(after.data[100]).toBeCloseTo(Math.tanh(before.data[100]!), 6);
  });

  test('refuses tensors that are not there and counts that do not fit', async () => {
    const report = await client.open({ program });
    await expect(client.read('value', 0)).rejects.toMatchObject({ name: 'EngineError' });
    await client.run({ model: 0, dims: { B: 2 }, seed: 1 });
    for (const id of [-1, 1e6]) {
      await expect(client.read('value', id)).rejects.toMatchObject({ name: 'EngineError' });
      await expect(client.read('weight', id)).rejects.toMatchObject({ name: 'EngineError' });
    }
    const input = report.values[report.models[0]!.input_values[0]!]!;
    await client.write('value', input.id, new Float32Array(7));
    await expect(client.run({ model: 0, dims: { B: 2 }, seed: 1 })).rejects.toMatchObject({
      name: 'EngineError',
    });
  });

  test('refuses sizes that no memory holds, and models that are not there', async () => {
    await client.open({ program });
    const requests: RunRequest[] = [
      { model: 0, dims: { B: 1e9 }, seed: 1 },
      { model: 0, dims: { B: -2 }, seed: 1 },
      { model: 0, dims: {}, seed: 1 },
      { model: 7, dims: { B: 2 }, seed: 1 },
    ];
    for (const request of requests) {
      const error: unknown = await client.run(request).catch((reason: unknown) => reason);
      expect(error, JSON.stringify(request)).toBeInstanceOf(EngineError);
      expect((error as EngineError).code).not.toMatch(/trap|fault|no_memory/);
    }
    const { bytes } = await client.run({ model: 0, dims: { B: 2 }, seed: 1 });
    expect(bytes).toBeGreaterThan(0);
  });

  test('answers after its memory has grown', async () => {
    const report = await client.open({ program });
    const output = report.values[report.models[0]!.output_values[0]!]!;
    await client.run({ model: 0, dims: { B: 2 }, seed: 1 });
    const before = await client.read('value', output.id);
    const kept = before.data.slice();
    const large = await client.run({ model: 0, dims: { B: 20_000 }, seed: 1 });
    expect(large.bytes).toBeGreaterThan(2 ** 24);
    expect(before.data).toEqual(kept);
    const after = await client.read('value', output.id);
    expect(after.sizes).toEqual([20_000, 10, 16]);
    expect(after.data).toHaveLength(20_000 * 160);
  });

  test('a program that recurses without end meets a limit, not a trap', async () => {
    const report = await client.open({ program: 'def f(n):\n    return f(n + 1)\n\nf(0)\n' });
    expect(report.problems).toHaveLength(1);
    expect(report.problems[0]!.severity).toBe('error');
    expect(report.problems[0]!.code).toMatch(/^limit_/);
  });

  test('nesting without end meets a limit, not a trap', async () => {
    for (const [open, close] of ['()', '[]'].map((pair) => [...pair])) {
      const program = `x = ${open!.repeat(20_000)}1${close!.repeat(20_000)}\n`;
      const report = await client.open({ program });
      expect(report.problems.some(({ severity }) => severity === 'error')).toBe(true);
    }
  });

  test('a program that loops without end meets a limit within the time of the watchdog', async () => {
    const report = await client.open({ program: 'while True:\n    pass\n' });
    expect(report.problems).toHaveLength(1);
    expect(report.problems[0]).toMatchObject({ severity: 'error', line: 1 });
    expect(report.problems[0]!.code).toMatch(/^limit_/);
  });

  test('the same seed gives the same numbers, another gives others', async () => {
    const report = await client.open({ program });
    const output = report.values[report.models[0]!.output_values[0]!]!;
    const numbers = async (seed: number) => {
      await client.run({ model: 0, dims: { B: 2 }, seed });
      return Array.from((await client.read('value', output.id)).data);
    };
    const first = await numbers(1);
    expect(await numbers(2)).not.toEqual(first);
    expect(await numbers(1)).toEqual(first);
  });
});

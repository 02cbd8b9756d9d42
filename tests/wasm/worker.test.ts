// The worker's transport: what is dropped, what overtakes, and what happens to a worker that stops.
// The worker's side runs over a MessageChannel in this thread; tests/e2e has real workers.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Boundary, CallName } from '../../bindings/boundary';
import { connectWasm } from '../../bindings/load';
import type { Reply, Request } from '../../bindings/protocol';
import type { Document } from '../../bindings/requests';
import { serve } from '../../bindings/serve';
import { WorkerClient, type WorkerLike } from '../../bindings/worker-client';
import { BUILDS } from './builds';

const WATCHDOG_MS = 150;
const MODEL = `import keras
from keras import layers

inputs = keras.Input((None, 8))
model = keras.Model(inputs, layers.SimpleRNN(64, return_sequences=True)(inputs))
`;
const LONG_RUN = { model: 0, dims: { B: 64, T: 4000 }, seed: 1 };

/** Stands between the desk and the build: can make a call stop or fall silent. */
interface Fault {
  /** The call that goes wrong, and in which way. */
  at: (name: CallName, payload: string) => 'trap' | 'silence' | null;
}

/** A worker in this thread. `made` counts them. */
class Worker implements WorkerLike {
  static made = 0;
  onmessage: WorkerLike['onmessage'] = null;
  onerror: WorkerLike['onerror'] = null;
  readonly #channel = new MessageChannel();

  constructor(connect: () => Promise<Boundary>) {
    Worker.made += 1;
    const { port1, port2 } = this.#channel;
    port1.onmessage = (event: MessageEvent<Reply>) => this.onmessage?.(event);
    serve(
      {
        post: (reply, transfer) => port2.postMessage(reply, transfer),
        listen: (receive) => {
          port2.onmessage = (event: MessageEvent<Request>) => receive(event.data);
        },
      },
      connect,
    );
  }

  postMessage(request: Request): void {
    this.#channel.port1.postMessage(request);
  }

  terminate(): void {
    this.#channel.port1.close();
  }
}

/** Keeps this thread from everything else. */
function block(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

describe.each(BUILDS)('build %s', (build) => {
  let fault: Fault;
  let calls: CallName[];
  let client: WorkerClient;

  async function connect(): Promise<Boundary> {
    const real = await connectWasm(build);
    return {
      call(name, numbers, payload) {
        calls.push(name);
        const fails = fault.at(name, new TextDecoder().decode(payload));
        if (fails === 'trap') throw new WebAssembly.RuntimeError('unreachable');
        return fails === 'silence'
          ? new Promise(() => undefined)
          : real.call(name, numbers, payload);
      },
      end: () => real.end(),
    };
  }

  /** Waits until the engine has begun the run that was asked for last. */
  async function underWay(): Promise<void> {
    calls.length = 0;
    await vi.waitUntil(() => calls.includes('run'), { interval: 1, timeout: 10_000 });
  }

  beforeEach(() => {
    Worker.made = 0;
    fault = { at: () => null };
    calls = [];
    client = new WorkerClient(() => new Worker(connect), WATCHDOG_MS);
  });
  afterEach(() => client.close());

  test('opens, runs, reads: the tensor comes in a buffer of its own', async () => {
    expect((await client.describe()).build).toBe(build);
    const report = await client.open({ program: MODEL });
    const [output] = report.models[0]!.output_values;
    await client.run({ model: 0, dims: { B: 2, T: 3 }, seed: 1 });
    const { sizes, data } = await client.read('value', report.values[output!]!.id);
    expect(sizes).toEqual([2, 3, 64]);
    expect(data.buffer.byteLength).toBe(2 * 3 * 64 * 4);
    expect(data.some((number) => number !== 0)).toBe(true);
  });

  test('what was written is there in the next run', async () => {
    const report = await client.open({ program: MODEL });
    const [input] = report.models[0]!.input_values.map((index) => report.values[index]!.id);
    await client.write(
      'value',
      input!,
      Float32Array.from({ length: 48 }, (_, index) => index),
    );
    await client.run({ model: 0, dims: { B: 2, T: 3 }, seed: 1 });
    expect((await client.read('value', input!)).data[47]).toBe(47);
  });

  test('of several edits the newest wins, and what was asked of the older ones is dropped', async () => {
    await client.describe();
    const documents: Document[] = [1, 2, 3].map((number) => ({ program: `print(${number})` }));
    const answers = await Promise.allSettled([
      client.open(documents[0]!),
      client.complete(3),
      client.open(documents[1]!),
      client.open(documents[2]!),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([
      'rejected',
      'rejected',
      'rejected',
      'fulfilled',
    ]);
    for (const answer of answers.slice(0, 3)) {
      expect((answer as PromiseRejectedResult).reason).toMatchObject({ name: 'Superseded' });
    }
    const newest = answers[3] as PromiseFulfilledResult<Awaited<ReturnType<typeof client.open>>>;
    expect(newest.value.console.map(({ text }) => text.trim())).toEqual(['3']);
    expect(calls.filter((name) => name === 'open').length).toBeLessThan(3);
  });

  test('a long run comes in slices, tells how far it is, and lets typing pass', async () => {
    await client.open({ program: MODEL });
    const order: string[] = [];
    const steps: number[] = [];
    const run = client.run(LONG_RUN, ({ step }) => steps.push(step)).then(() => order.push('run'));
    const typing = client.complete(10).then(() => order.push('complete'));
    await Promise.all([run, typing]);
    expect(order).toEqual(['complete', 'run']);
    expect(calls.filter((name) => name === 'run').length).toBeGreaterThan(3);
    expect(steps).toEqual(steps.toSorted((one, other) => one - other));
  });

  test('a newer run takes the place of one under way, and a newer document too', async () => {
    await client.open({ program: MODEL });
    const first = client.run(LONG_RUN);
    await underWay();
    const second = client.run(LONG_RUN);
    await expect(first).rejects.toMatchObject({ name: 'Superseded' });
    await underWay();
    const report = client.open({ program: 'print(1)' });
    await expect(second).rejects.toMatchObject({ name: 'Superseded' });
    await expect(report).resolves.toMatchObject({ models: [] });
    expect(Worker.made).toBe(1);
  });

  test('a refusal is the engine’s own, and the worker goes on', async () => {
    await expect(client.run(LONG_RUN)).rejects.toMatchObject({ name: 'EngineError' });
    await expect(client.open({ program: MODEL })).resolves.toMatchObject({ problems: [] });
    expect(Worker.made).toBe(1);
  });

  test('after a trap a new worker has the last document open again', async () => {
    const report = await client.open({ program: MODEL });
    const [input] = report.models[0]!.input_values.map((index) => report.values[index]!.id);
    await client.write('value', input!, new Float32Array(48).fill(2));
    fault = { at: (name) => (name === 'bind' ? 'trap' : null) };
    await expect(client.run(LONG_RUN)).rejects.toMatchObject({ name: 'EngineError', code: 'trap' });
    fault = { at: () => null };
    await client.run({ model: 0, dims: { B: 2, T: 3 }, seed: 1 });
    expect((await client.read('value', input!)).data[47]).toBe(2);
    expect(Worker.made).toBe(2);
  });

  test('a worker that falls silent is ended; what waited behind is asked again', async () => {
    await client.open({ program: MODEL });
    fault = { at: (_, payload) => (payload.includes('print(1)') ? 'silence' : null) };
    const silent = client.open({ program: 'print(1)' });
    const behind = client.complete(3);
    const silence = expect(silent).rejects.toMatchObject({ name: 'EngineError', code: 'watchdog' });
    await expect(behind).resolves.toBeInstanceOf(Array);
    await silence;
    expect(Worker.made).toBe(2);
    await expect(client.open({ program: 'print(2)' })).resolves.toMatchObject({ models: [] });
  });

  test('a document that stops every worker is given up, and the next one opens', async () => {
    await client.open({ program: MODEL });
    fault = {
      at: (name, payload) => (payload.includes('SimpleRNN') || name === 'run' ? 'trap' : null),
    };
    await expect(client.complete(1)).resolves.toBeInstanceOf(Array);
    await expect(client.open({ program: MODEL })).rejects.toMatchObject({ code: 'trap' });
    await expect(client.open({ program: 'print(2)' })).resolves.toMatchObject({ models: [] });
    const made = Worker.made;
    await new Promise((resolve) => setTimeout(resolve, 2 * WATCHDOG_MS));
    expect(Worker.made).toBe(made);
  });

  test('a page that is blocked itself does not take the worker for silent', async () => {
    await client.describe();
    for (let turn = 0; turn < 5; turn += 1) {
      const open = client.open({ program: `print(${turn})` });
      // Of every length: the timer is due shortly before, at, or shortly after the end.
      block(WATCHDOG_MS - 2 + turn);
      await expect(open).resolves.toMatchObject({ problems: [] });
    }
    expect(Worker.made).toBe(1);
  });

  test('nothing is watched while nothing is asked', async () => {
    await client.open({ program: MODEL });
    await new Promise((resolve) => setTimeout(resolve, 2 * WATCHDOG_MS));
    expect(Worker.made).toBe(1);
  });

  test('a module that does not load is told to each request, and tried again', async () => {
    const load = vi
      .fn<() => Promise<Boundary>>()
      .mockRejectedValueOnce(new Error('404'))
      .mockRejectedValueOnce(new Error('404'));
    load.mockImplementation(connect);
    const fresh = new WorkerClient(() => new Worker(load), WATCHDOG_MS);
    await expect(fresh.describe()).rejects.toMatchObject({ name: 'EngineError', code: 'load' });
    await expect(fresh.open({ program: MODEL })).resolves.toMatchObject({ problems: [] });
    fresh.close();
  });

  test('a closed client rejects', async () => {
    const open = client.open({ program: MODEL });
    client.close();
    await expect(open).rejects.toMatchObject({ code: 'closed' });
    await expect(client.describe()).rejects.toMatchObject({ code: 'closed' });
  });
});

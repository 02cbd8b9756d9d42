// Owns the worker's side of the protocol: the queue, what is dropped from it, and runs in slices.
// Must not know which kind of thread it is in, nor which build it runs.
import type { Connect } from './boundary';
import { EngineError, Superseded, type Ran, type RunRequest } from './client';
import { Engine } from './engine';
import { type Reply, type Request, supersedes } from './protocol';

/** The worker's end of the line to its page. */
export interface Port {
  post(reply: Reply, transfer: Transferable[]): void;
  listen(receive: (request: Request) => void): void;
}

/** Milliseconds that a run computes before the worker looks at its queue: half a frame. */
export const SLICE_MS = 8;
/** Milliseconds between two reports of progress, well below the page's watchdog. */
export const PROGRESS_MS = 50;

/** Answers requests that come through the port, until its thread ends. */
export function serve(port: Port, connect: Connect): void {
  new Desk(port, connect);
}

class Desk {
  readonly #port: Port;
  readonly #connect: Connect;
  readonly #queue: Request[] = [];
  #engine: Engine | null = null;
  #loading: Promise<Engine> | null = null;
  /** The run under way, until something newer makes it pointless. */
  #running: Request | null = null;
  #busy = false;

  constructor(port: Port, connect: Connect) {
    this.#port = port;
    this.#connect = connect;
    port.listen((request) => this.#receive(request));
    // From here on silence means trouble; loading may take as long as the network does.
    this.#ready().then(
      () => this.#post({ kind: 'ready' }),
      () => undefined,
    );
  }

  #receive(request: Request): void {
    for (let index = this.#queue.length - 1; index >= 0; index -= 1) {
      const older = this.#queue[index]!;
      if (!supersedes(request, older)) continue;
      this.#queue.splice(index, 1);
      this.#post({ kind: 'superseded', id: older.id });
    }
    if (this.#running && supersedes(request, this.#running)) this.#running = null;
    this.#queue.push(request);
    if (!this.#busy) void this.#work();
  }

  async #work(): Promise<void> {
    this.#busy = true;
    while (this.#queue.length > 0) {
      // Messages that came while the engine computed are let in first: one may make this pointless.
      await nextTurn();
      const next = this.#queue.shift();
      if (next) await this.#meet(next);
    }
    this.#busy = false;
  }

  async #meet(request: Request): Promise<void> {
    const { id } = request;
    this.#post({ kind: 'started', id });
    try {
      this.#running = request.method === 'run' ? request : this.#running;
      const result = await this.#answer(await this.#ready(), request);
      this.#post({ kind: 'done', id, result }, buffersOf(result));
    } catch (error) {
      if (error instanceof Superseded) {
        this.#post({ kind: 'superseded', id });
      } else if (this.#engine?.spent) {
        this.#post({ kind: 'trap', id, message: String((error as Error).message) });
      } else {
        const code = error instanceof EngineError ? error.code : 'worker';
        this.#post({ kind: 'error', id, code, message: String((error as Error).message) });
      }
    }
    if (this.#running === request) this.#running = null;
  }

  /** The engine, loaded once; asked for again after a failure. */
  #ready(): Promise<Engine> {
    this.#loading ??= Engine.connect(this.#connect).then(
      (engine) => (this.#engine = engine),
      (error) => {
        this.#loading = null;
        throw error;
      },
    );
    return this.#loading;
  }

  #answer(engine: Engine, request: Request): unknown {
    switch (request.method) {
      case 'describe':
        return engine.describe();
      case 'open':
        return engine.open(request.document);
      case 'run':
        return this.#run(engine, request, request.request);
      case 'read':
        return engine.read(request.kind, request.tensor);
      case 'write':
        return engine.write(request.kind, request.tensor, request.data);
      case 'edit':
        return engine.edit(request.request);
      case 'export':
        return engine.export(request.request);
      case 'complete':
        return engine.complete(request.offset);
    }
  }

  async #run(engine: Engine, request: Request, sizes: RunRequest): Promise<Ran> {
    const bound = await engine.bind(sizes);
    let told = performance.now();
    for (;;) {
      const progress = await engine.step(SLICE_MS);
      if (progress.done) return { ...bound, time: progress.time };
      await nextTurn();
      if (this.#running !== request) throw new Superseded();
      await this.#meetTyping();
      if (performance.now() - told > PROGRESS_MS) {
        this.#post({ kind: 'progress', id: request.id, progress });
        told = performance.now();
      }
    }
  }

  /** What typing asks does not wait for the end of a run, and does not touch it. */
  async #meetTyping(): Promise<void> {
    for (;;) {
      const index = this.#queue.findIndex(
        ({ method }) => method === 'edit' || method === 'complete',
      );
      if (index < 0) return;
      const [request] = this.#queue.splice(index, 1);
      await this.#meet(request!);
    }
  }

  #post(reply: Reply, transfer: Transferable[] = []): void {
    this.#port.post(reply, transfer);
  }
}

/** A tensor's buffer, which was copied for this reply alone and is handed over. */
function buffersOf(result: unknown): Transferable[] {
  const data = (result as { data?: unknown } | undefined)?.data;
  return ArrayBuffer.isView(data) ? [data.buffer as ArrayBuffer] : [];
}

/** Lets the messages in that have come meanwhile. (A timer would wait 4 ms each time.) */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

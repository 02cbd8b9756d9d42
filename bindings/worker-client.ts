// Owns the transport to a worker: requests with ids, what is dropped, the watchdog, and a new worker
// in place of one that stopped. Must not know what the worker runs.
import {
  type Client,
  EngineError,
  type Ran,
  type RunRequest,
  Superseded,
  type TensorKind,
  type WritableKind,
} from './client';
import { type Ask, type Reply, type Request, supersedes } from './protocol';
import type { Report } from './report';
import type {
  Completion,
  Description,
  Document,
  EditAnswer,
  EditRequest,
  Exported,
  ExportRequest,
  Progress,
  TensorData,
} from './requests';
import { Watchdog } from './watchdog';

/** Milliseconds of silence after which a worker that has been asked something is ended. */
export const WATCHDOG_MS = 1000;
/** How many times as long a worker may take for its first document: the browser compiles the engine as it goes. */
export const COLD_PATIENCE = 4;

/** What this file needs of a `Worker`. */
export interface WorkerLike {
  postMessage(request: Request): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<Reply>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

interface Pending {
  ask: Ask;
  resolve: (result: unknown) => void;
  reject: (error: Error) => void;
  onProgress: ((progress: Progress) => void) | undefined;
  /** Whether its promise is settled already: the worker's answer is no longer awaited. */
  settled: boolean;
}

/** The engine in a worker: the page never waits for it, and outlives it. */
export class WorkerClient implements Client {
  readonly #spawn: () => WorkerLike;
  readonly #watchdog: Watchdog;
  /** None after a worker that did not start, until something is asked again. */
  #worker: WorkerLike | null;
  #ready = false;
  /** Whether the worker has opened a document. */
  #warm = false;
  #nextId = 1;
  /** In the order of their ids. */
  readonly #pending = new Map<number, Pending>();
  /** What the worker is at. */
  #started: number | null = null;
  /** The last document that was opened, and what was written since: what a new worker begins with. */
  #opened: Document | null = null;
  readonly #written = new Map<string, Ask>();
  #closed = false;

  /** `spawn` makes a worker that runs worker.ts. */
  constructor(spawn: () => WorkerLike, watchdogMs = WATCHDOG_MS) {
    this.#spawn = spawn;
    this.#watchdog = new Watchdog(watchdogMs, (silenceMs) => {
      const message = `The engine did not answer for ${silenceMs} ms, and was started anew.`;
      this.#fail(new EngineError('watchdog', message));
    });
    this.#worker = this.#hire();
  }

  describe(): Promise<Description> {
    return this.#ask({ method: 'describe' });
  }

  async open(document: Document): Promise<Report> {
    const report = await this.#ask<Report>({ method: 'open', document });
    this.#opened = document;
    this.#written.clear();
    return report;
  }

  run(request: RunRequest, onProgress?: (progress: Progress) => void): Promise<Ran> {
    return this.#ask({ method: 'run', request }, onProgress);
  }

  read(kind: TensorKind, id: number): Promise<TensorData> {
    return this.#ask({ method: 'read', kind, tensor: id });
  }

  async write(kind: WritableKind, id: number, data: TensorData['data']): Promise<void> {
    const ask: Ask = { method: 'write', kind, tensor: id, data: data.slice() };
    await this.#ask<void>(ask);
    this.#written.set(`${kind} ${id}`, ask);
  }

  edit(request: EditRequest): Promise<EditAnswer> {
    return this.#ask({ method: 'edit', request });
  }

  export(request: ExportRequest): Promise<Exported> {
    return this.#ask({ method: 'export', request });
  }

  complete(offset: number): Promise<Completion[]> {
    return this.#ask({ method: 'complete', offset });
  }

  close(): void {
    this.#closed = true;
    this.#dismiss();
    for (const id of [...this.#pending.keys()]) {
      this.#settle(id, new EngineError('closed', 'The client is closed.'));
    }
  }

  #ask<T>(ask: Ask, onProgress?: (progress: Progress) => void): Promise<T> {
    if (this.#closed) return Promise.reject(new EngineError('closed', 'The client is closed.'));
    for (const older of this.#pending.values()) {
      if (older.settled || !supersedes(ask, older.ask)) continue;
      older.settled = true;
      older.reject(new Superseded());
    }
    return new Promise<T>((resolve, reject) => {
      const settle = resolve as (result: unknown) => void;
      const id = this.#nextId++;
      this.#pending.set(id, { ask, resolve: settle, reject, onProgress, settled: false });
      this.#worker ??= this.#hire();
      this.#worker.postMessage({ id, ...ask });
      if (this.#pending.size === 1) this.#watch();
    });
  }

  #hire(): WorkerLike {
    const worker = this.#spawn();
    worker.onmessage = ({ data }) => this.#receive(data);
    worker.onerror = (event) => {
      this.#fail(
        new EngineError('worker', `The worker stopped: ${event.message || 'no reason given'}`),
      );
    };
    return worker;
  }

  #dismiss(): void {
    this.#watchdog.rest();
    if (this.#worker) {
      this.#worker.onmessage = null;
      this.#worker.onerror = null;
      this.#worker.terminate();
    }
    this.#worker = null;
    this.#ready = false;
    this.#warm = false;
  }

  #receive(reply: Reply): void {
    switch (reply.kind) {
      case 'ready':
        this.#ready = true;
        break;
      case 'started':
        this.#started = reply.id;
        break;
      case 'progress':
        this.#pending.get(reply.id)?.onProgress?.(reply.progress);
        break;
      case 'done':
        this.#settle(reply.id, null, reply.result);
        break;
      case 'superseded':
        this.#settle(reply.id, new Superseded());
        break;
      case 'error':
        this.#settle(reply.id, new EngineError(reply.code, reply.message));
        break;
      case 'trap':
        this.#fail(new EngineError('trap', reply.message));
        return;
    }
    this.#watch();
  }

  #settle(id: number, error: Error | null, result?: unknown): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (pending?.ask.method === 'open') this.#warm = true;
    if (this.#started === id) this.#started = null;
    if (!pending || pending.settled) return;
    if (error) pending.reject(error);
    else pending.resolve(result);
  }

  /** The watchdog sleeps while nothing is asked and while a worker still loads. */
  #watch(): void {
    if (this.#ready && this.#pending.size > 0) this.#watchdog.watch(this.#warm ? 1 : COLD_PATIENCE);
    else this.#watchdog.rest();
  }

  /** Puts a new worker in the place of one that stopped; the request that it was at rejects. */
  #fail(error: EngineError): void {
    const began = this.#ready;
    const culprit = this.#started;
    this.#dismiss();
    // A worker that did not start would not start the second time either.
    const rejected = began ? [culprit] : [...this.#pending.keys()];
    for (const id of rejected) if (id !== null) this.#settle(id, error);
    if (began) this.#resume();
  }

  /** Brings a new worker to where the former one was, and asks again what was left. */
  #resume(): void {
    const left = [...this.#pending.values()].filter(({ settled }) => !settled);
    this.#pending.clear();
    this.#worker = this.#hire();
    const again = left.some(({ ask }) => ask.method === 'open')
      ? left
      : [...this.#former(), ...left];
    for (const pending of again) {
      const id = this.#nextId++;
      this.#pending.set(id, pending);
      this.#worker.postMessage({ id, ...pending.ask });
    }
  }

  /** What opens the last document again, with what was written to it. */
  #former(): Pending[] {
    if (this.#opened === null) return [];
    const asks: Ask[] = [{ method: 'open', document: this.#opened }, ...this.#written.values()];
    const forget = () => {
      // A document that stops a fresh worker is not tried a third time.
      this.#opened = null;
      this.#written.clear();
    };
    const quiet = { resolve: () => undefined, reject: forget, onProgress: undefined };
    return asks.map((ask) => ({ ask, ...quiet, settled: false }));
  }
}

// Owns the transport within one thread: Node, tests, benches, other people's workers.
// Must not know workers.
import type { Connect } from './boundary';
import {
  type Client,
  EngineError,
  type Ran,
  type RunRequest,
  type TensorKind,
  type WritableKind,
} from './client';
import { Engine } from './engine';
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

/** Milliseconds between two calls of `onProgress`. */
const PROGRESS_MS = 50;

/** The engine in the caller's own thread: it is busy while the engine computes. */
export class DirectClient implements Client {
  readonly #connect: Connect;
  #engine: Engine | null = null;
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  /** `connect` makes the build that runs; see load.ts. It is made at the first request. */
  constructor(connect: Connect) {
    this.#connect = connect;
  }

  describe(): Promise<Description> {
    return this.#then((engine) => engine.describe());
  }

  open(document: Document): Promise<Report> {
    return this.#then((engine) => engine.open(document));
  }

  run(request: RunRequest, onProgress?: (progress: Progress) => void): Promise<Ran> {
    return this.#then(async (engine) => {
      const bound = await engine.bind(request);
      let progress = await engine.step(onProgress ? PROGRESS_MS : 0);
      while (!progress.done) {
        onProgress?.(progress);
        progress = await engine.step(PROGRESS_MS);
      }
      onProgress?.(progress);
      return { ...bound, time: progress.time };
    });
  }

  read(kind: TensorKind, id: number): Promise<TensorData> {
    return this.#then((engine) => engine.read(kind, id));
  }

  write(kind: WritableKind, id: number, data: TensorData['data']): Promise<void> {
    return this.#then((engine) => engine.write(kind, id, data));
  }

  edit(request: EditRequest): Promise<EditAnswer> {
    return this.#then((engine) => engine.edit(request));
  }

  export(request: ExportRequest): Promise<Exported> {
    return this.#then((engine) => engine.export(request));
  }

  complete(offset: number): Promise<Completion[]> {
    return this.#then((engine) => engine.complete(offset));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    void this.#last.then(() => this.#engine?.close()).catch(() => undefined);
  }

  /** One request after the other; a new engine after a trap. */
  #then<T>(request: (engine: Engine) => T | Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(new EngineError('closed', 'The client is closed.'));
    const answer = this.#last.then(async () => {
      if (!this.#engine || this.#engine.spent) this.#engine = await Engine.connect(this.#connect);
      return request(this.#engine);
    });
    this.#last = answer.catch(() => undefined);
    return answer;
  }
}

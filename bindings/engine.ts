// Owns one session of the engine behind a boundary: texts to types and back, statuses to errors, and
// the numbers that were written until a document is opened. Must not know threads or queues.
import type { Answer, Boundary, CallName, Connect } from './boundary';
import {
  EngineError,
  reasonOf,
  type RunRequest,
  type TensorKind,
  type WritableKind,
} from './client';
import { STATUS, TENSOR_KINDS } from './exports';
import type { Report } from './report';
import type {
  BindRequest,
  Bound,
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

interface Written {
  kind: WritableKind;
  id: number;
  bytes: Uint8Array;
  /** The plan that is bound has it. */
  put: boolean;
}

/** One open document, in this thread. `Client` says what the calls do. */
export class Engine {
  readonly #boundary: Boundary;
  readonly #handle: number;
  readonly #written = new Map<string, Written>();
  readonly #encoder = new TextEncoder();
  /** A trap leaves the module in no state to be called again: make another engine. */
  spent = false;

  private constructor(boundary: Boundary, handle: number) {
    this.#boundary = boundary;
    this.#handle = handle;
  }

  /** Loads a build and makes a session in it. Rejects with `EngineError`, code `load`. */
  static async connect(connect: Connect): Promise<Engine> {
    let boundary: Boundary;
    try {
      boundary = await connect();
    } catch (error) {
      throw new EngineError('load', `The engine did not load: ${reasonOf(error)}`);
    }
    const handle = Number((await boundary.call('create', [])).text);
    if (!(handle > 0)) throw new EngineError('no_memory', 'The engine has no room for a session.');
    return new Engine(boundary, handle);
  }

  async describe(): Promise<Description> {
    return this.#parse(await this.#call('describe', []));
  }

  async open(document: Document): Promise<Report> {
    const answer = await this.#call('open', [this.#handle], this.#json(document));
    this.#written.clear();
    return this.#parse(answer);
  }

  /** Plans a run, and puts in what was written and what the request holds. */
  async bind({ inputs = [], input_masks = [], ...sizes }: RunRequest): Promise<Bound> {
    const request: BindRequest = {
      ...sizes,
      input_masks: input_masks.map((mask) => mask !== null),
    };
    const bound: Bound = this.#parse(await this.#call('bind', [this.#handle], this.#json(request)));
    for (const written of this.#written.values()) {
      if (!bound.kept || !written.put) await this.#put(written.kind, written.id, written.bytes);
      written.put = true;
    }
    const given = [...inputs.entries()].map(
      ([index, data]) => [bound.inputs[index], data] as const,
    );
    const masks = [...input_masks.entries()].map(
      ([index, data]) => [bound.input_masks[index], data] as const,
    );
    for (const [id, data] of [...given, ...masks]) {
      if (!data || typeof id !== 'number') continue;
      await this.#put('value', id, bytesOf(data));
      const written = this.#written.get(`value ${id}`);
      if (written) written.put = false;
    }
    return bound;
  }

  async #put(kind: WritableKind, id: number, bytes: Uint8Array): Promise<void> {
    await this.#call('write', [this.#handle, TENSOR_KINDS[kind], id], bytes);
  }

  /** Goes on with the bound run for about `budget` milliseconds; 0: to its end. */
  async step(budget: number): Promise<Progress> {
    return this.#parse(await this.#call('run', [this.#handle, budget]));
  }

  async read(kind: TensorKind, id: number): Promise<TensorData> {
    const answer = await this.#call('read', [this.#handle, TENSOR_KINDS[kind], id]);
    const { sizes, dtype }: Omit<TensorData, 'data'> = this.#parse(answer);
    return { sizes, dtype, data: typed(dtype, answer.numbers.buffer) };
  }

  write(kind: WritableKind, id: number, data: TensorData['data']): void {
    this.#written.set(`${kind} ${id}`, { kind, id, bytes: bytesOf(data).slice(), put: false });
  }

  async edit(request: EditRequest): Promise<EditAnswer> {
    return this.#parse(await this.#call('edit', [this.#handle], this.#json(request)));
  }

  async export(request: ExportRequest): Promise<Exported> {
    return this.#parse(await this.#call('export', [this.#handle], this.#json(request)));
  }

  async complete(offset: number): Promise<Completion[]> {
    return this.#parse(await this.#call('complete', [this.#handle, offset]));
  }

  async close(): Promise<void> {
    if (!this.spent) await this.#call('close', [this.#handle]);
    this.spent = true;
    this.#boundary.end();
  }

  async #call(name: CallName, numbers: number[], payload?: Uint8Array): Promise<Answer> {
    if (this.spent) throw new EngineError('trap', 'The engine stopped; open the document again.');
    let answer: Answer;
    try {
      answer = await this.#boundary.call(name, numbers, payload);
    } catch (error) {
      this.spent = true;
      throw new EngineError('trap', `The engine stopped: ${reasonOf(error)}`);
    }
    if (answer.status > STATUS.more) {
      const { code, message }: { code: string; message: string } = this.#parse(answer);
      throw new EngineError(code, message);
    }
    return answer;
  }

  #json(value: unknown): Uint8Array {
    return this.#encoder.encode(JSON.stringify(value));
  }

  // The types are the engine's promise; tests/wasm holds it to them.
  #parse<T>(answer: Answer): T {
    return JSON.parse(answer.text) as T;
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: TensorData['data']): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function typed(dtype: TensorData['dtype'], buffer: ArrayBuffer): TensorData['data'] {
  if (dtype === 'bool') return new Uint8Array(buffer);
  return dtype === 'int32' ? new Int32Array(buffer) : new Float32Array(buffer);
}

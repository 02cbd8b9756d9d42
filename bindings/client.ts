// Owns what the page, the command line and the tests may ask of the engine, whichever way it is
// reached. Must not know transports.
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

/** What an error says, whatever was thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Which tensors `write` speaks of: inputs of the program, or weights of its layers. */
export type WritableKind = 'value' | 'weight';
/** Which tensors `read` speaks of: those, or values of a layer's steps that a run recorded. */
export type TensorKind = WritableKind | 'record';

/** A run, with numbers for the model's inputs and for the masks that they carry, in the inputs' order. */
export interface RunRequest extends Omit<BindRequest, 'input_masks'> {
  /** In place of what was written or drawn. */
  inputs?: TensorData['data'][];
  /** Null for an input without one. */
  input_masks?: (Uint8Array | null)[];
}

/** What a run took: its plan, and the milliseconds that it ran. */
export type Ran = Bound & { time: number };

/**
 * The engine with one open document. Requests are met in their order. Each may reject with
 * `EngineError`, and with `Superseded` where a newer one has made it pointless.
 */
export interface Client {
  /** The engine's ops and limits, and which build it is. */
  describe(): Promise<Description>;
  /** Traces a document in place of the former one. What is wrong with it stands in the report. */
  open(document: Document): Promise<Report>;
  /** Binds sizes and computes every value of a model. */
  run(request: RunRequest, onProgress?: (progress: Progress) => void): Promise<Ran>;
  /** A tensor as the last run left it, in memory of its own. */
  read(kind: TensorKind, id: number): Promise<TensorData>;
  /**
   * Replaces the numbers of a model's input or of a weight, from the next run on and until a
   * document is opened. The run rejects where their count does not fit.
   */
  write(kind: WritableKind, id: number, data: TensorData['data']): Promise<void>;
  /** The text edits that make a change. */
  edit(request: EditRequest): Promise<EditAnswer>;
  /**
   * A model of the open document in another form. Rejects with the code `not_exportable` where that
   * form cannot hold it.
   */
  export(request: ExportRequest): Promise<Exported>;
  /** Completions at an offset of the program, in UTF-16 code units. */
  complete(offset: number): Promise<Completion[]>;
  /** Ends the client; what is still asked rejects. */
  close(): void;
}

/** A newer request has made this one pointless: nobody needs its answer. */
export class Superseded extends Error {
  override name = 'Superseded';
  constructor() {
    super('A newer request took the place of this one.');
  }
}

/**
 * The engine did not meet a request. `code` is stable: the engine's own (`limit_bytes`, ...), or
 * `trap` (the module stopped), `watchdog` (it no longer answered), `worker` (its thread did not
 * start), `load` (its module did not load), `closed`.
 */
export class EngineError extends Error {
  override name = 'EngineError';
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

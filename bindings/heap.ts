// The only file that touches the module's memory. Views are made for each read and never kept: the
// memory detaches them when it grows. Must not know what the texts mean.
import type { Answer, Boundary, CallName } from './boundary';
import { type Exports, STATUS } from './exports';

/** What the build's factory gives: the exported functions, and the memory as bytes. */
export interface EngineModule extends Exports {
  /** Replaced by the runtime whenever the memory grows. */
  HEAPU8: Uint8Array<ArrayBuffer>;
}

const NOTHING = new Uint8Array(0);
/** Bytes of UnrollAnswer: five 32-bit words. */
const ANSWER_BYTES = 20;

/** A WASM build in this thread. Calls are synchronous. */
export class WasmBoundary implements Boundary {
  readonly #module: EngineModule;
  readonly #decoder = new TextDecoder();

  constructor(module: EngineModule) {
    this.#module = module;
  }

  /** The engine's version. */
  get version(): string {
    const start = this.#module._unroll_version();
    const heap = this.#module.HEAPU8;
    return this.#decoder.decode(heap.slice(start, heap.indexOf(0, start)));
  }

  call(name: CallName, numbers: readonly number[], payload?: Uint8Array): Answer {
    const [a = 0, b = 0, c = 0] = numbers;
    const module = this.#module;
    switch (name) {
      case 'describe':
        return this.#answer(module._unroll_describe());
      case 'create':
        return { status: STATUS.done, text: String(module._unroll_create()), numbers: NOTHING };
      case 'open':
        return this.#with(payload, (start, bytes) => module._unroll_open(a, start, bytes));
      case 'bind':
        return this.#with(payload, (start, bytes) => module._unroll_bind(a, start, bytes));
      case 'run':
        return this.#answer(module._unroll_run(a, b));
      case 'read':
        return this.#answer(module._unroll_read(a, b, c));
      case 'write':
        return this.#with(payload, (start, bytes) => module._unroll_write(a, b, c, start, bytes));
      case 'edit':
        return this.#with(payload, (start, bytes) => module._unroll_edit(a, start, bytes));
      case 'export':
        return this.#with(payload, (start, bytes) => module._unroll_export(a, start, bytes));
      case 'complete':
        return this.#answer(module._unroll_complete(a, b));
      case 'close':
        module._unroll_close(a);
        return { status: STATUS.done, text: '', numbers: NOTHING };
    }
  }

  end(): void {
    // The module is freed with the last reference to it.
  }

  /** Lends the payload to a call as a copy in the module's memory. */
  #with(payload: Uint8Array = NOTHING, call: (start: number, bytes: number) => number): Answer {
    const start = this.#module._unroll_alloc(payload.length) >>> 0;
    if (start === 0) {
      const message = `The engine has no room for a request of ${payload.length} bytes.`;
      return {
        status: STATUS.noMemory,
        text: JSON.stringify({ code: 'no_memory', message }),
        numbers: NOTHING,
      };
    }
    this.#module.HEAPU8.set(payload, start);
    const answer = this.#answer(call(start, payload.length));
    this.#module._unroll_free(start);
    return answer;
  }

  #answer(pointer: number): Answer {
    const heap = this.#module.HEAPU8;
    const record = new DataView(heap.buffer, pointer >>> 0, ANSWER_BYTES);
    const word = (index: number) => record.getUint32(index * 4, true);
    const [status, text, length, numbers, bytes] = [word(0), word(1), word(2), word(3), word(4)];
    return {
      status,
      text: this.#decoder.decode(heap.subarray(text, text + length)),
      numbers: heap.slice(numbers, numbers + bytes),
    };
  }
}

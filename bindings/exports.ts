// Owns the C boundary's functions as JavaScript sees them, typed by hand from unroll.h.
// tests/wasm compares names and arities with the header and with the built modules.

/** A pointer into the module's memory, or a size: an unsigned 32-bit number. */
type Word = number;

/** What the WASM module exports; see unroll.h for what each does. */
export interface Exports {
  _unroll_version(): Word;
  _unroll_describe(): Word;
  _unroll_create(): number;
  _unroll_open(handle: number, document: Word, length: Word): Word;
  _unroll_bind(handle: number, request: Word, length: Word): Word;
  _unroll_run(handle: number, budget: number): Word;
  _unroll_read(handle: number, kind: number, id: number): Word;
  _unroll_write(handle: number, kind: number, id: number, numbers: Word, bytes: Word): Word;
  _unroll_edit(handle: number, request: Word, length: Word): Word;
  _unroll_export(handle: number, request: Word, length: Word): Word;
  _unroll_complete(handle: number, offset: number): Word;
  _unroll_close(handle: number): void;
  _unroll_alloc(bytes: Word): Word;
  _unroll_free(memory: Word): void;
}

/** How many arguments each takes. */
export const ARITIES: Readonly<Record<keyof Exports, number>> = {
  _unroll_version: 0,
  _unroll_describe: 0,
  _unroll_create: 0,
  _unroll_open: 3,
  _unroll_bind: 3,
  _unroll_run: 2,
  _unroll_read: 3,
  _unroll_write: 5,
  _unroll_edit: 3,
  _unroll_export: 3,
  _unroll_complete: 2,
  _unroll_close: 1,
  _unroll_alloc: 1,
  _unroll_free: 1,
};

/** UnrollStatus. Above `more`, the answer's text is `{code, message}`. */
export const STATUS = { done: 0, more: 1, refused: 2, noMemory: 3, fault: 4 } as const;

/** The order of TensorKind in engine/session.hpp. */
export const TENSOR_KINDS = { value: 0, weight: 1, record: 2 } as const;

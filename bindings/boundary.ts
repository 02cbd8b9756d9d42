// Owns what a build of the engine looks like from outside, whichever way it is reached: one call in,
// one answer out. Must not know what the texts mean.

/** An answer with everything copied out of the engine's memory. */
export interface Answer {
  /** One of `STATUS` in exports.ts. */
  status: number;
  text: string;
  /** A tensor's numbers as bytes, with a buffer of their own; empty except after `read`. */
  numbers: Uint8Array<ArrayBuffer>;
}

/** The calls of unroll.h that answer, without their prefix. */
export type CallName =
  | 'describe'
  | 'create'
  | 'open'
  | 'bind'
  | 'run'
  | 'read'
  | 'write'
  | 'edit'
  | 'export'
  | 'complete'
  | 'close';

/** A build of the engine: a WASM module in this thread, or the native program behind a pipe. */
export interface Boundary {
  /**
   * Calls a function with its numbers and, where it takes one, its text or tensor as bytes.
   * `create` answers with the handle as its text. Throws what a trap throws: then the build is
   * spent, and another has to be made.
   */
  call(name: CallName, numbers: readonly number[], payload?: Uint8Array): Answer | Promise<Answer>;
  /** Ends the build and frees what it holds. */
  end(): void;
}

/** Makes a build ready to be called; again after each trap. */
export type Connect = () => Promise<Boundary>;

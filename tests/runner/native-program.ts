// The native build behind a pipe: bindings/native/main.cpp tells how calls and answers are written.
// Must not know what the texts mean.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import type { Answer, Boundary, CallName, Connect } from '../../bindings/boundary';

/** Starts the program at `path` for each boundary that is asked for. */
export function nativeProgram(path: string): Connect {
  return () => Promise.resolve(new NativeBoundary(path));
}

class NativeBoundary implements Boundary {
  readonly #child: ChildProcessWithoutNullStreams;
  #received: Buffer = Buffer.alloc(0);
  #waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | null = null;

  constructor(path: string) {
    this.#child = spawn(path);
    this.#child.stdout.on('data', (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#deliver();
    });
    this.#child.on('error', (error) => this.#waiting?.reject(error));
    this.#child.stdin.on('error', (error) => this.#waiting?.reject(error));
    this.#child.on('close', (status, signal) => {
      this.#waiting?.reject(new Error(`the program ended with ${signal ?? `status ${status}`}`));
    });
  }

  call(name: CallName, numbers: readonly number[], payload = new Uint8Array(0)): Promise<Answer> {
    const [a = 0, b = 0, c = 0] = numbers;
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#child.stdin.write(`${name} ${a} ${b} ${c} ${payload.length}\n`);
      this.#child.stdin.write(payload);
    });
  }

  end(): void {
    this.#child.stdin.end();
  }

  #deliver(): void {
    const newline = this.#received.indexOf('\n');
    if (newline < 0) return;
    const header = this.#received.toString('latin1', 0, newline).split(' ').map(Number);
    const [status = 0, length = 0, bytes = 0] = header;
    const end = newline + 1 + length + bytes;
    if (this.#received.length < end) return;
    const text = this.#received.toString('utf8', newline + 1, newline + 1 + length);
    const numbers = Uint8Array.from(this.#received.subarray(end - bytes, end));
    this.#received = this.#received.subarray(end);
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.resolve({ status, text, numbers });
  }
}

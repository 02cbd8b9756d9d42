// Owns the measure of a worker's silence. Must not know what is asked of the worker, nor what happens
// to one that is given up.

/** Silence is counted in this many ticks. */
const TICKS = 10;

/**
 * Barks after a silence of so many milliseconds. The silence is counted in ticks of this thread's own timer, each of
 * which counts once however late it is: while the page itself is blocked, or the machine gives neither thread its
 * turn, no time passes, and what the worker said meanwhile is heard before the next tick.
 */
export class Watchdog {
  readonly #tickMs: number;
  readonly #bark: (silenceMs: number) => void;
  #timer: ReturnType<typeof setInterval> | undefined;
  #silentTicks = 0;
  #patience = 1;

  /** `bark` is told how long the silence was. */
  constructor(silenceMs: number, bark: (silenceMs: number) => void) {
    this.#tickMs = silenceMs / TICKS;
    this.#bark = bark;
  }

  /** Something was heard, or asked for the first time: silence begins anew, and may last so many times as long. */
  watch(patience = 1): void {
    this.#silentTicks = 0;
    this.#patience = patience;
    this.#timer ??= setInterval(() => this.#tick(), this.#tickMs);
  }

  /** There is nothing to wait for. */
  rest(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #tick(): void {
    this.#silentTicks += 1;
    const ticks = TICKS * this.#patience;
    if (this.#silentTicks < ticks) return;
    this.rest();
    this.#bark(ticks * this.#tickMs);
  }
}

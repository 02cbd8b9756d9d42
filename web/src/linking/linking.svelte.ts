// Owns which sizes are lit. Sizes are linked by identity (where they entered the program), never by
// equal numbers. Must not know what a place that carries a size looks like.

/** Milliseconds of hovering before the thread to the source is drawn; focus draws it at once. */
const THREAD_DELAY = 120;

const none: ReadonlySet<number> = new Set();

/** What is pointed at: identities (indexes into `Report.sizes`), and the chip they hang on. */
export class Linking {
  /** Identities that are lit. */
  ids = $state.raw<ReadonlySet<number>>(none);
  /** The element from which a thread runs to the source, once it is due. */
  anchor = $state.raw<Element | null>(null);
  /** Set while what is drawn is older than the text: its identities are not the text's. */
  paused = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Lights `ids`. With an anchor, a thread starts there: after a moment, or at once on focus. */
  light(ids: readonly number[], anchor: Element | null = null, at_once = false): void {
    if (this.paused) return;
    clearTimeout(this.#timer);
    // eslint-disable-next-line svelte/prefer-svelte-reactivity -- replaced as a whole
    this.ids = ids.length > 0 ? new Set(ids) : none;
    this.anchor = at_once ? anchor : null;
    if (anchor !== null && !at_once) {
      this.#timer = setTimeout(() => (this.anchor = anchor), THREAD_DELAY);
    }
  }

  /** Puts everything out. */
  clear(): void {
    clearTimeout(this.#timer);
    this.ids = none;
    this.anchor = null;
  }

  /** Whether one of these identities is lit. */
  lit(ids: readonly number[]): boolean {
    return this.ids.size > 0 && ids.some((id) => this.ids.has(id));
  }
}

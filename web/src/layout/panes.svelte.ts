// Owns which panes are in sight at each width, and how wide they are. Must not know what is in them.
import { roomFor, type Room } from './room';

/** Widths of code and flow in pixels: both together, and how wide the flow is at least and at most. */
const WIDTHS = { both: 980, flow: 466, widest: 660 };
/** Below this height in pixels the inspector's sections are tabs. */
const TABS_BELOW = 720;

/** A pane that a narrow screen shows alone. */
export type Pane = 'code' | 'flow' | 'inspect';

export class Panes {
  /** The size of the page in pixels. */
  width = $state(1440);
  height = $state(900);
  /** How wide the drawing of the flow would be: branches that stand side by side ask for more. */
  asked = $state(0);
  /** Widths of the first two panes that the reader chose. */
  #chosen = $state<{ code: number; flow: number } | null>(null);
  /** The pane behind the sheet, where one is seen at a time. */
  pane = $state<'code' | 'flow'>('flow');
  /** Whether the inspector lies over the flow, where it is a drawer. */
  drawer = $state(false);
  /** How far the inspector reaches up, where it is a sheet. */
  sheet = $state<'closed' | 'half' | 'full'>('closed');

  readonly room: Room = $derived(roomFor(this.width));
  /** Whether one pane is seen at a time. */
  readonly single = $derived(this.room === 'narrow' || this.room === 'phone');
  readonly phone = $derived(this.room === 'phone');
  /** Whether the inspector shows one section at a time. */
  readonly tabbed = $derived(this.single || this.height < TABS_BELOW);
  /** Widths of the first two panes where three stand side by side. */
  readonly flow: number = $derived(
    this.#chosen?.flow ?? Math.max(WIDTHS.flow, Math.min(WIDTHS.widest, this.asked)),
  );
  readonly code: number = $derived(this.#chosen?.code ?? WIDTHS.both - this.flow);
  readonly widened = $derived(this.flow > WIDTHS.flow);
  /** Whether a line of words has room beside the name of the program. */
  readonly roomyCode = $derived(
    this.room === 'wide' && this.code >= WIDTHS.both - WIDTHS.flow - 60,
  );
  /** The one pane that is seen. */
  readonly seen: Pane = $derived(this.sheet === 'full' ? 'inspect' : this.pane);

  /** Makes room for branches beside each other, or takes it back. */
  widen(): void {
    const flow = this.widened ? WIDTHS.flow : WIDTHS.widest;
    this.resize(WIDTHS.both - flow, flow);
  }

  /** Gives code and flow these widths from now on. */
  resize(code: number, flow: number): void {
    this.#chosen = { code, flow };
  }

  /** A layer that is chosen where the inspector is away brings it into sight. */
  layerChosen(): void {
    if (this.room === 'middle') this.drawer = true;
    if (this.single && this.sheet === 'closed') this.sheet = 'half';
  }

  choose(next: Pane): void {
    if (next === 'inspect') {
      this.sheet = 'full';
      if (this.pane === 'code') this.pane = 'flow';
    } else {
      this.pane = next;
      if (this.sheet === 'full' || next === 'code') this.sheet = 'closed';
    }
  }

  /** Puts the inspector away; undefined where it has a place of its own. */
  readonly putAway: (() => void) | undefined = $derived.by(() => {
    if (this.single) return () => (this.sheet = 'closed');
    return this.room === 'middle' ? () => (this.drawer = false) : undefined;
  });
}

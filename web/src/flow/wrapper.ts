// Owns the drawing of a card that holds cards: what the inner layers see stands between them, and the axis
// that they do not see is put aside. An opened card holds its ops as well. Must not know a layer by name.
import type { Axis } from '../../../bindings/report';
import type { TracedModel, Use } from '../document/traced-model';
import type { Drawer } from './drawer';
import { marksOf, type Mark } from './events';
import { laneKeys } from './lanes';

/** From the top to the first inner card, between two, and after the last. */
const SPACE = {
  top: 80,
  chips: 18,
  between: 36,
  beside: 10,
  step: 42,
  read: 30,
  bottom: 46,
  after: 20,
  inner: 58,
  inset: 14,
  deeper: 5,
};

const isOpen = (use: Use): boolean => use.layer.inside === 'open';

/** Whether several layers inside read what the wrapper reads, and none reads another. */
const areBeside = (use: Use, inner: readonly Use[]): boolean =>
  !isOpen(use) &&
  inner.length > 1 &&
  inner.every(({ call }) => call.inputs[0]?.value === use.call.inputs[0]?.value);

/** Whether what stands at this place inside reads what comes out right above it. */
function readsAbove(use: Use, inner: readonly Use[], index: number): boolean {
  if (!isOpen(use)) return true;
  const read = inner[index]?.call.inputs[0]?.value;
  const above = index === 0 ? use.call.inputs : (inner[index - 1]?.call.outputs ?? []);
  return read === undefined || above.some(({ value }) => value === read);
}

/** The space above what stands at this place inside. */
function spaceAbove(use: Use, inner: readonly Use[], index: number): number {
  const read = readsAbove(use, inner, index) ? 0 : SPACE.read;
  if (index === 0) return SPACE.top;
  if (areBeside(use, inner)) return SPACE.beside;
  return isOpen(use) ? SPACE.step + read : SPACE.between;
}

const heightOf = (traced: TracedModel, use: Use): number =>
  traced.inner(use).length > 0 ? wrapperHeight(traced, use) : SPACE.inner;

/** The height of a wrapper around what it shows inside. */
export function wrapperHeight(traced: TracedModel, use: Use): number {
  const inner = traced.inner(use);
  return inner.reduce(
    (sum, each, index) => sum + spaceAbove(use, inner, index) + heightOf(traced, each),
    SPACE.bottom,
  );
}

/** The values that stand on the lanes of a wrapper, all the way down. */
export function innerValues(traced: TracedModel, use: Use): number[] {
  return traced
    .inner(use)
    .flatMap((each) => [
      ...each.call.inputs.map((port) => port.value),
      ...each.call.outputs.map((port) => port.value),
      ...innerValues(traced, each),
    ]);
}

/** Where a wrapper stands; `top` is below what its own text needs more than usual. */
export interface WrapperPlace {
  key: string;
  x: number;
  y0: number;
  top: number;
  y1: number;
  /** How many cards it stands in. */
  depth: number;
}

/** Draws what is inside the wrapper that `use` calls. */
export function drawWrapper(drawer: Drawer, use: Use, place: WrapperPlace): void {
  new WrapperDrawing(drawer, use, place).draw();
}

class WrapperDrawing {
  readonly #drawer: Drawer;
  readonly #use: Use;
  readonly #place: WrapperPlace;
  readonly #inner: Use[];
  readonly #beside: boolean;
  readonly #aside: Extract<Mark, { kind: 'aside' }>[];

  constructor(drawer: Drawer, use: Use, place: WrapperPlace) {
    this.#drawer = drawer;
    this.#use = use;
    this.#place = place;
    this.#inner = drawer.traced.inner(use);
    this.#beside = areBeside(use, this.#inner);
    this.#aside = isOpen(use)
      ? []
      : marksOf(drawer.traced, use.call).flatMap((mark) => this.#putAside(mark) ?? []);
  }

  /** The mark of a lane that no layer inside sees: one that is put aside, or that goes through unseen. */
  #putAside(mark: Mark): Extract<Mark, { kind: 'aside' }> | null {
    if (mark.kind === 'aside') return mark;
    if (mark.kind !== 'through') return null;
    const { traced } = this.#drawer;
    const axisOf = (value: number | undefined): Axis | undefined => {
      const shape = value === undefined ? [] : (traced.value(value)?.shape ?? []);
      return shape[laneKeys(shape).indexOf(mark.lane)];
    };
    const unseen = this.#inner.every(({ call }) =>
      [...call.inputs, ...call.outputs].every(({ value }) => !axisOf(value)),
    );
    const count = axisOf(this.#use.call.inputs[0]?.value)?.text ?? '';
    return unseen ? { kind: 'aside', lane: mark.lane, count } : null;
  }

  draw(): void {
    const drawer = this.#drawer;
    const { key, x, y0, y1 } = this.#place;
    const { call } = this.#use;
    drawer.marks(this.#aside, x, y0, y1);
    const words = this.#aside[0] ? asideWords(this.#aside[0].lane, this.#aside[0].count) : null;
    let y = y0;
    let above = call.inputs[0]?.value;
    let top = this.#place.top;
    this.#inner.forEach((each, index) => {
      const value = each.call.inputs[0]?.value;
      const last = index === this.#inner.length - 1;
      top += spaceAbove(this.#use, this.#inner, index);
      if (readsAbove(this.#use, this.#inner, index)) {
        this.#gap(this.#seen(above), this.#seen(value ?? above), y, top);
      } else {
        // What was made above is read further down; this reads something else.
        this.#gap(
          this.#seen(above),
          this.#seen(above),
          y,
          index === 0 ? y + SPACE.chips : y + SPACE.step / 2,
        );
        this.#gap(this.#seen(value), this.#seen(value), top - SPACE.chips, top);
      }
      const note = this.#noteAbove(index, words?.each ?? null);
      if (note !== undefined) this.#chips(value, `${key} in ${index}`, top - SPACE.chips, note);
      const bottom = top + heightOf(drawer.traced, each);
      this.#card(each, `${key} inner ${index}`, top, bottom, this.#beside && !last);
      const out = each.call.outputs[0]?.value;
      if (last)
        this.#chips(out, `${key} out`, bottom + SPACE.after, words?.same ?? this.#values(out));
      else if (isOpen(this.#use))
        this.#chips(out, `${key} after ${index}`, bottom + SPACE.step / 2, this.#values(out));
      // Layers that stand beside each other read the same: it goes on past the first.
      above = this.#beside && !last ? value : out;
      y = bottom;
      top = bottom;
    });
    this.#gap(this.#seen(above), this.#seen(call.outputs[0]?.value), y, y1);
    for (const mark of this.#aside) this.#loop(mark);
  }

  /** What is said of the value above this place inside; undefined where no chips stand there. */
  #noteAbove(index: number, each: string | null): string | null | undefined {
    if (!readsAbove(this.#use, this.#inner, index)) {
      return `reads ${this.#inner[index]?.call.inputs[0]?.name ?? ''}`;
    }
    if (index === 0) return this.#beside ? 'each reads this' : each;
    return this.#beside || isOpen(this.#use) ? undefined : null;
  }

  /** The values of an opened card are counted beside its chips. */
  #values(value: number | undefined): 'values' | null {
    return isOpen(this.#use) && value !== undefined ? 'values' : null;
  }

  /** The card of what is inside, or of a layer that its input also passes by. */
  #card(use: Use, key: string, top: number, bottom: number, passed: boolean): void {
    const drawer = this.#drawer;
    const { x, depth } = this.#place;
    const inset = SPACE.inset + depth * SPACE.deeper;
    const opened = drawer.traced.inner(use).length > 0;
    drawer.drawing.boxes.push({
      key,
      kind: opened ? 'inner wrapper' : 'inner',
      use,
      x: x + inset,
      y: top,
      width: drawer.width - 2 * inset,
      height: bottom - top,
      text: x + drawer.lanes.text,
      margin: Math.max(SPACE.inset, drawer.margin - inset),
      thumbnail: null,
      notes: [],
    });
    if (opened) {
      drawWrapper(drawer, use, { key, x, y0: top, top, y1: bottom, depth: depth + 1 });
    } else if (passed) {
      for (const lane of this.#seen(use.call.inputs[0]?.value)) drawer.pass(lane, x, top, bottom);
    } else {
      const marks = marksOf(drawer.traced, use.call).filter(({ lane }) => !this.#hides(lane));
      drawer.marks(marks, x, top, bottom);
    }
  }

  #hides(lane: string): boolean {
    return this.#aside.some((mark) => mark.lane === lane);
  }

  /** How often the inner layer is used, on the lane that is put aside. */
  #loop(mark: Extract<Mark, { kind: 'aside' }>): void {
    const drawer = this.#drawer;
    const { key, x, top, y1 } = this.#place;
    const value = this.#use.call.inputs[0]?.value;
    if (value === undefined) return;
    const shape = drawer.traced.value(value)?.shape ?? [];
    const index = laneKeys(shape).indexOf(mark.lane);
    const axis = shape[index];
    if (!axis) return;
    const y = (top + SPACE.top + y1 - SPACE.bottom) / 2;
    const at = x + drawer.x(mark.lane);
    drawer.drawing.loops.push({ key: `${key} ${mark.lane}`, x: at, y, axis, value, index });
  }

  /** The lanes of a value, without those put aside. */
  #seen(value: number | undefined): string[] {
    const shape = value === undefined ? [] : (this.#drawer.traced.value(value)?.shape ?? []);
    return laneKeys(shape).filter((lane) => !this.#hides(lane));
  }

  /** Strands where no layer stands: what both ends have goes through. */
  #gap(before: readonly string[], after: readonly string[], y0: number, y1: number): void {
    for (const lane of new Set([...before, ...after])) {
      const kind = !after.includes(lane) ? 'ended' : before.includes(lane) ? 'through' : 'added';
      this.#drawer.mark({ kind, lane }, this.#place.x, y0, y1);
    }
  }

  /** A row of chips; `note` is words, or `values` to count what is there. */
  #chips(value: number | undefined, key: string, y: number, note: string | null): void {
    const drawer = this.#drawer;
    const { x } = this.#place;
    const shape = value === undefined ? [] : (drawer.traced.value(value)?.shape ?? []);
    const keys = laneKeys(shape);
    drawer.drawing.edges.push({
      key,
      value: value ?? null,
      chips: shape.flatMap((axis, index) =>
        this.#hides(keys[index] ?? '')
          ? []
          : [{ x: x + drawer.x(keys[index]), axis, index, state: 'on' as const }],
      ),
      y,
      small: true,
      mask: null,
      note:
        note === null
          ? null
          : note === 'values'
            ? { kind: 'values' }
            : { kind: 'text', text: note },
      ports: '',
      text: x + drawer.lanes.text,
      end: x + drawer.width - drawer.margin + (drawer.masked ? 0 : 8),
    });
  }
}

/** One entry along an axis, in the words of the page. */
const entries: Record<string, string> = {
  time: 'step',
  source: 'step',
  rows: 'row',
  columns: 'column',
  batch: 'item',
};

/** What a wrapper does along the axis that it puts aside. */
function asideWords(lane: string, count: string): { each: string; same: string } {
  const entry = entries[lane] ?? 'entry';
  const all = /^\d+$/.test(count) ? `all ${count} ${entry}s` : `every ${entry}`;
  return { each: `one ${entry} at a time`, same: `same weights at ${all}` };
}

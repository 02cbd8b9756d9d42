// Owns the drawing of a card that holds cards: what the inner layers see stands between them, and the axis
// that they do not see is put aside. Must not know a layer by name.
import type { Axis } from '../../../bindings/report';
import type { Use } from '../document/traced-model';
import type { Drawer } from './drawer';
import { marksOf, type Mark } from './events';
import { laneKeys } from './lanes';

/** From the top to the first inner card, between two, and after the last. */
const SPACE = {
  top: 80,
  chips: 18,
  between: 36,
  beside: 10,
  bottom: 46,
  after: 20,
  inner: 58,
  inset: 14,
};

/** Whether several layers inside read what the wrapper reads, and none reads another. */
const areBeside = (use: Use, inner: readonly Use[]): boolean =>
  inner.length > 1 &&
  inner.every(({ call }) => call.inputs[0]?.value === use.call.inputs[0]?.value);

/** The height of a wrapper around these layers. */
export function wrapperHeight(use: Use, inner: readonly Use[]): number {
  const between = areBeside(use, inner) ? SPACE.beside : SPACE.between;
  return SPACE.top + inner.length * SPACE.inner + (inner.length - 1) * between + SPACE.bottom;
}

/** Where a wrapper stands; `top` is below what its own text needs more than usual. */
export interface WrapperPlace {
  key: string;
  x: number;
  y0: number;
  top: number;
  y1: number;
}

/** Draws what is inside the wrapper that `use` calls. */
export function drawWrapper(drawer: Drawer, use: Use, place: WrapperPlace): void {
  new WrapperDrawing(drawer, use, place).draw();
}

class WrapperDrawing {
  readonly #drawer: Drawer;
  readonly #use: Use;
  readonly #place: WrapperPlace;
  readonly #aside: Extract<Mark, { kind: 'aside' }>[];

  constructor(drawer: Drawer, use: Use, place: WrapperPlace) {
    this.#drawer = drawer;
    this.#use = use;
    this.#place = place;
    this.#aside = marksOf(drawer.traced, use.call).flatMap((mark) => this.#putAside(mark) ?? []);
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
    const unseen = traced
      .inner(this.#use)
      .every(({ call }) => [...call.inputs, ...call.outputs].every(({ value }) => !axisOf(value)));
    const count = axisOf(this.#use.call.inputs[0]?.value)?.text ?? '';
    return unseen ? { kind: 'aside', lane: mark.lane, count } : null;
  }

  draw(): void {
    const drawer = this.#drawer;
    const { key, x, y0, y1 } = this.#place;
    const { call } = this.#use;
    drawer.marks(this.#aside, x, y0, y1);
    const [first] = this.#aside;
    const words = first ? asideWords(first.lane, first.count) : null;
    let y = y0;
    let before = this.#seen(call.inputs[0]?.value);
    let top = this.#place.top + SPACE.top;
    const inner = drawer.traced.inner(this.#use);
    const beside = areBeside(this.#use, inner);
    inner.forEach((each, index) => {
      const value = each.call.inputs[0]?.value;
      const last = index === inner.length - 1;
      this.#gap(before, this.#seen(value), y, top);
      if (index === 0 || !beside) {
        const note = beside ? 'each reads this' : index === 0 ? (words?.each ?? null) : null;
        this.#chips(value, `${key} in ${index}`, top - SPACE.chips, note);
      }
      y = this.#inner(each, `${key} inner ${index}`, top, beside && !last);
      const out = each.call.outputs[0]?.value;
      if (last) this.#chips(out, `${key} out`, y + SPACE.after, words?.same ?? null);
      // Layers that stand beside each other read the same: it goes on past the first.
      before = this.#seen(beside && !last ? value : out);
      top = y + (beside ? SPACE.beside : SPACE.between);
    });
    this.#gap(before, this.#seen(call.outputs[0]?.value), y, y1);
    for (const mark of this.#aside) this.#loop(mark);
  }

  /** The card of a layer inside, or of one that its input also passes by; answers where it ends. */
  #inner(use: Use, key: string, top: number, passed: boolean): number {
    const drawer = this.#drawer;
    const { x } = this.#place;
    const bottom = top + SPACE.inner;
    drawer.drawing.boxes.push({
      key,
      kind: 'inner',
      use,
      x: x + SPACE.inset,
      y: top,
      width: drawer.width - 2 * SPACE.inset,
      height: SPACE.inner,
      text: x + drawer.lanes.text,
      margin: Math.max(SPACE.inset, drawer.margin - SPACE.inset),
      thumbnail: null,
      notes: [],
    });
    if (passed) {
      for (const lane of this.#seen(use.call.inputs[0]?.value)) drawer.pass(lane, x, top, bottom);
      return bottom;
    }
    const marks = marksOf(drawer.traced, use.call).filter(({ lane }) => !this.#hides(lane));
    drawer.marks(marks, x, top, bottom);
    return bottom;
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

  #chips(value: number | undefined, key: string, y: number, text: string | null): void {
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
      note: text === null ? null : { kind: 'text', text },
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

// Owns how blocks, rows of chips and strands are put onto a drawing, one below the other. Which block
// stands where, layout.ts and branches.ts say. Must not know a layer by name.
import type { Axis, Problem } from '../../../bindings/report';
import { axisStyle, axisWord } from '../axes/axes';
import { portWord, type TracedModel, type Use } from '../document/traced-model';
import { bundlesOf, type Block } from './blocks';
import type { BoxNote, Drawing, Edge, EdgeNote } from './drawing';
import { marksOf, maskMark, type Mark } from './events';
import { laneKeys, type Lanes } from './lanes';
import * as strands from './strands';
import { drawWrapper, wrapperHeight } from './wrapper';

/** Heights of what the flow is made of, in pixels: wide, and on a phone. */
const wideHeights = {
  head: 24,
  edge: 38,
  missingEdge: 64,
  input: 50,
  layer: 58,
  thumbnail: 42,
  flatThumbnail: 22,
  failed: 92,
  unreached: 54,
  output: 36,
};
const phoneHeights: typeof wideHeights = {
  ...wideHeights,
  head: 20,
  edge: 34,
  input: 38,
  thumbnail: 0,
  flatThumbnail: 0,
};
/** A wrapper on a phone is one card with two lines on what is inside. */
const PHONE_WRAPPER = 66;

/** From a card's right edge to its text, and where a mask runs, to the lane and to the text. */
const MARGIN = { text: 14, mask: 24, maskedText: 46 };
/** The width of a card that others may stand beside, and of the text that every card has room for. */
const BRANCH = 280;
const LEAST_TEXT = 130;
/** The width of a character of a note, with what is lost where lines break. */
const NOTE_CHARACTER = 7;
/** A character of the words above the lanes. */
const HEAD_CHARACTER = 6.2;
const HEAD_APART = 5;
/** A line of names of outputs in a card. */
const OUTPUTS = 17;

/** What the page has room for. */
export interface Room {
  width: number;
  phone: boolean;
  problems: readonly Problem[];
}

/** Puts blocks and edges onto a drawing. */
export class Drawer {
  readonly drawing: Drawing;
  readonly heights: typeof wideHeights;
  readonly lanes: Lanes;
  readonly traced: TracedModel;
  /** From a card's right edge to its text. */
  readonly margin: number;
  /** The width of every card. */
  readonly width: number;
  readonly #room: Room;
  /** Whether the drawing has a lane for a mask. */
  readonly masked: boolean;

  constructor(
    traced: TracedModel,
    lanes: Lanes,
    room: Room,
    { masked, branches }: { masked: boolean; branches: boolean },
  ) {
    this.traced = traced;
    this.lanes = lanes;
    this.#room = room;
    this.masked = masked;
    this.margin = masked ? MARGIN.maskedText : MARGIN.text;
    this.heights = room.phone ? phoneHeights : wideHeights;
    this.width = Math.max(branches ? BRANCH : room.width, lanes.text + LEAST_TEXT + this.margin);
    const { width } = this;
    this.drawing = {
      boxes: [],
      edges: [],
      loops: [],
      strokes: [],
      heads: [],
      width: branches ? room.width : width,
      height: 0,
    };
  }

  /** One column: cards and edges in turn. */
  chain(blocks: readonly Block[]): void {
    let y = this.heights.head;
    this.heads(0);
    blocks.forEach((block, index) => {
      const before = blocks[index - 1];
      if (before) {
        const [bundle] = bundlesOf(this.traced, blocks, before);
        y = this.edge(bundle?.values ?? [], block, 0, y);
      }
      y = this.block(block, 0, y);
    });
    this.drawing.height = y;
  }

  /** Where the mask runs, from a card's left edge. */
  get maskLane(): number {
    return this.width - MARGIN.mask;
  }

  /** The words above the lanes of a card. */
  heads(x: number): void {
    let end = -Infinity;
    for (const lane of this.lanes.lanes) {
      const word = axisWord(lane.role);
      const half = (word.length * HEAD_CHARACTER) / 2;
      // A word that would touch the one before stands higher.
      const up = lane.x - half < end + HEAD_APART;
      this.drawing.heads.push({ key: lane.key, x: x + lane.x, word, up });
      end = up ? -Infinity : lane.x + half;
    }
    if (this.masked) {
      this.drawing.heads.push({ key: 'mask lane', x: x + this.maskLane, word: 'mask', up: false });
    }
  }

  /** Whether a wrapper is one card without what is inside: on a phone, until it is opened. */
  #folds(block: Block): boolean {
    return this.#room.phone && block.use?.layer.inside !== 'open';
  }

  /** The height of a block, before it is placed. */
  heightOf(block: Block): number {
    const { heights } = this;
    switch (block.kind) {
      case 'input':
        return heights.input;
      case 'output':
        return heights.output;
      case 'failed':
        return heights.failed;
      case 'unreached':
        return heights.unreached;
      case 'wrapper': {
        if (!block.use) return heights.layer;
        const inner = this.#folds(block) ? PHONE_WRAPPER : wrapperHeight(this.traced, block.use);
        return inner + this.#above(block);
      }
      default:
        return (
          heights.layer + this.#above(block) + (this.#missed(block) ? 0 : this.#thumbnail(block))
        );
    }
  }

  /** The height of a card's picture: one row of cells for a vector. */
  #thumbnail(block: Block): number {
    const [value] = block.outputs;
    const shape = value === undefined ? [] : (this.traced.value(value)?.shape ?? []);
    const axes = shape.filter(({ role }) => role !== 'batch').length;
    return axes < 2 ? this.heights.flatThumbnail : this.heights.thumbnail;
  }

  /** Places a block; answers where it ends. */
  block(block: Block, x: number, y: number): number {
    const { width } = this;
    const height = this.heightOf(block);
    const notes = this.#notes(block);
    const shows = block.kind === 'layer' && !this.#missed(block) && !this.#room.phone;
    this.drawing.boxes.push({
      key: block.key,
      kind: block.kind,
      use: block.use,
      x,
      y,
      width,
      height,
      text: x + this.lanes.text,
      margin: this.margin,
      thumbnail: shows ? (block.outputs[0] ?? null) : null,
      notes,
    });
    const wrapped = block.kind === 'wrapper' && !this.#folds(block);
    this.#maskIn(block, x + this.maskLane, y, y + height);
    if (wrapped && block.use) {
      drawWrapper(this, block.use, {
        key: block.key,
        x,
        top: y + this.#above(block),
        y0: y,
        y1: y + height,
        depth: 0,
      });
    } else if (block.kind === 'wrapper' && block.use)
      this.marks(this.#folded(block.use), x, y, y + height);
    else this.marks(this.#blockMarks(block), x, y, y + height);
    const [end] = block.inputs;
    if (block.kind === 'output' && end !== undefined) this.close(end, x, y, y + height);
    return y + height;
  }

  /** The row of chips of a bundle of values above the block that takes it; answers where it ends. */
  edge(values: readonly number[], taker: Block | null, x: number, y: number): number {
    const value = values[0] ?? null;
    const lane = x + this.maskLane;
    const shape = value === null ? null : (this.traced.value(value)?.shape ?? null);
    const needs = taker?.kind === 'failed' ? this.#needs(taker) : [];
    const keys = shape ? laneKeys(shape) : [];
    const missing = needs.filter((role) => !keys.includes(role));
    const height = shape && missing.length > 0 ? this.heights.missingEdge : this.heights.edge;
    const middle = y + height / 2;
    const chips: Edge['chips'] = [];
    shape?.forEach((axis, index) => {
      const at = x + this.x(keys[index]);
      this.drawing.strokes.push(...strands.strand(axisStyle(axis.role), at, y, y + height));
      chips.push({ x: at, axis, index, state: 'on' });
    });
    if (shape) {
      for (const role of missing) {
        const at = x + this.x(role);
        this.drawing.strokes.push({ kind: 'missing', x: at, y0: y, y1: y + height, ring: false });
        chips.push({ x: at, axis: absent(role), index: -1, state: 'missing' });
      }
    } else {
      for (const lane of this.lanes.lanes) {
        const at = x + lane.x;
        this.drawing.strokes.push({ kind: 'unreached', x: at, y0: y, y1: y + height });
        chips.push({ x: at, axis: absent(lane.role), index: -1, state: 'off' });
      }
    }
    const masked = value !== null && this.traced.value(value)?.mask !== undefined;
    if (masked) this.drawing.strokes.push(...strands.strand('m', lane, y, y + height));
    this.drawing.edges.push({
      key: `edge ${value ?? ''} ${taker?.key ?? ''}`,
      value,
      chips: chips.sort((a, b) => a.x - b.x),
      y: middle,
      small: false,
      mask: masked ? lane : null,
      note: this.#edgeNote(value, missing, taker),
      ports: this.#portWords(values),
      text: x + this.lanes.text,
      end: masked ? lane - MARGIN.text : x + this.width,
    });
    return y + height;
  }

  #edgeNote(
    value: number | null,
    missing: readonly string[],
    taker: Block | null,
  ): EdgeNote | null {
    const [role] = missing;
    if (value === null) {
      return taker?.kind === 'output' ? null : { kind: 'text', text: 'not reached' };
    }
    if (role !== undefined) return { kind: 'error', text: `no ${axisWord(role)} axis` };
    return { kind: 'values' };
  }

  /** The names of these among several outputs of a call: `out, h = out`. */
  #portWords(values: readonly number[]): string {
    const call = values[0] === undefined ? undefined : this.traced.maker(values[0])?.call;
    if (!call || call.outputs.length < 2) return '';
    return call.outputs
      .filter((port) => values.includes(port.value))
      .map(portWord)
      .join(', ');
  }

  /** What a call does to the mask, on its lane. */
  #maskIn(block: Block, x: number, y0: number, y1: number): void {
    const { strokes } = this.drawing;
    const comes = block.inputs.some((value) => this.traced.value(value)?.mask !== undefined);
    if (block.kind === 'output' && comes) strokes.push(...strands.closed('m', x, y0, y1));
    else if (block.kind === 'failed' && comes) strokes.push(...strands.stopped('m', x, y0));
    if (!block.use || block.kind === 'failed' || block.kind === 'unreached') return;
    const mark = maskMark(this.traced, block.use.call);
    if (mark === 'through') strokes.push(...strands.strand('m', x, y0, y1));
    else if (mark !== null) strokes.push(...strands[mark]('m', x, y0, y1));
  }

  /** Whether an axis ends here that a layer further down misses. */
  #missed(block: Block): boolean {
    return this.#notes(block).some(({ role }) => role !== null);
  }

  /** Sentences on axes that end here and are missed by a layer that fails, and on what ends the mask. */
  #notes(block: Block): BoxNote[] {
    if (!block.use || block.kind === 'input') return [];
    const { events, mask } = block.use.call;
    const missed = new Set(this.#room.problems.flatMap((problem) => problem.needs ?? []));
    const notes = events
      .filter((event) => event.kind === 'ended' && missed.has(event.role))
      .map((event): BoxNote => ({ role: event.role, lead: 'ends here.', text: event.why }));
    if (mask && (mask.kind === 'ended' || mask.releases !== undefined)) {
      const lead = mask.kind === 'ended' ? 'ends here.' : 'goes on.';
      const why = mask.kind === 'ended' ? mask.why : '';
      const text = this.#room.phone ? '' : [why, mask.releases].filter(Boolean).join(' ');
      notes.push({ role: null, lead, text });
    }
    return notes;
  }

  /** What stands in a card between its name and its values: names of outputs, notes. */
  #above(block: Block): number {
    const outputs = block.use && block.use.call.outputs.length > 1 ? OUTPUTS : 0;
    const room = (this.width - this.lanes.text - this.margin) / NOTE_CHARACTER;
    const lines = this.#notes(block).map(({ lead, text }) =>
      Math.ceil((lead.length + text.length + 4) / room),
    );
    return lines.reduce((sum, count) => sum + 2 + 16 * count, outputs);
  }

  #needs(block: Block): string[] {
    const { layer } = block.use ?? {};
    const problem = this.#room.problems.find((found) => found.layer?.name === layer?.name);
    return [...(problem?.needs ?? [])];
  }

  x(key: string | undefined): number {
    return (key === undefined ? undefined : this.lanes.byKey.get(key)?.x) ?? this.lanes.text - 24;
  }

  #blockMarks(block: Block): Mark[] {
    if (block.kind === 'output') return [];
    if (block.kind === 'failed') {
      const [value] = block.inputs;
      const keys = laneKeys(value === undefined ? [] : (this.traced.value(value)?.shape ?? []));
      const missing = this.#needs(block).filter((role) => !keys.includes(role));
      return [
        ...keys.map((lane): Mark => ({ kind: 'stopped', lane })),
        ...missing.map((lane): Mark => ({ kind: 'missing', lane })),
      ];
    }
    return block.use && block.kind !== 'unreached' ? marksOf(this.traced, block.use.call) : [];
  }

  /** A wrapper in one card: its own marks, and those of the one layer inside. */
  #folded(use: Use): Mark[] {
    const inner = this.traced.inner(use);
    const first = inner.length === 1 ? inner[0] : undefined;
    const within = first ? marksOf(this.traced, first.call) : [];
    return marksOf(this.traced, use.call).map(
      (mark) =>
        within.find(
          ({ lane, kind }) => lane === mark.lane && mark.kind !== 'aside' && kind !== 'through',
        ) ?? mark,
    );
  }

  marks(marks: readonly Mark[], x: number, y0: number, y1: number): void {
    for (const mark of marks) this.mark(mark, x, y0, y1);
  }

  /** Draws one mark on its lane between two heights. */
  mark(mark: Mark, x: number, y0: number, y1: number): void {
    const lane = this.lanes.byKey.get(mark.lane);
    if (!lane) return;
    const at = x + lane.x;
    const style = axisStyle(lane.role);
    const { strokes } = this.drawing;
    if (mark.kind === 'through') strokes.push(...strands.strand(style, at, y0, y1));
    else if (mark.kind === 'moved') {
      strokes.push({ kind: 'strand', style, x: at, x1: x + this.x(mark.to), y0, y1 });
    } else if (mark.kind === 'missing')
      strokes.push({ kind: 'missing', x: at, y0, y1, ring: true });
    else if (mark.kind === 'stopped') strokes.push(...strands.stopped(style, at, y0));
    else if (mark.kind === 'aside') strokes.push(...strands.aside(style, at, y0, y1));
    else strokes.push(...strands[mark.kind](style, at, y0, y1));
  }

  /** A lane that goes on behind a card. */
  pass(key: string, x: number, y0: number, y1: number): void {
    const lane = this.lanes.byKey.get(key);
    if (!lane) return;
    const style = axisStyle(lane.role);
    this.drawing.strokes.push({ kind: 'dotted', style, x: x + lane.x, y0, y1 });
  }

  /** The ends of strands in the card that closes the model. */
  close(value: number, x: number, y0: number, y1: number): void {
    const shape = this.traced.value(value)?.shape ?? [];
    laneKeys(shape).forEach((key, index) => {
      const style = axisStyle(shape[index]?.role ?? 'other');
      this.drawing.strokes.push(...strands.closed(style, x + this.x(key), y0, y1));
    });
  }
}

/** An axis that is not there. */
function absent(role: string): Axis {
  return { size: null, text: '', role, ids: [] };
}

// Owns what a drawing of the flow is made of: boxes, rows of chips and strokes, at places in pixels.
import type { Axis, Role } from '../../../bindings/report';
import type { Use } from '../document/traced-model';
import type { Stroke } from './strands';

/** A card. */
export interface Box {
  key: string;
  kind:
    'input' | 'layer' | 'wrapper' | 'inner' | 'inner wrapper' | 'output' | 'failed' | 'unreached';
  /** The use that it shows; null for the model's output. */
  use: Use | null;
  x: number;
  y: number;
  width: number;
  height: number;
  /** Left edge of the text, from the drawing's left. */
  text: number;
  /** From the text's right edge to the card's: wider where a mask runs. */
  margin: number;
  /** Index into `Report.values` of what comes out, for the thumbnail; null without one. */
  thumbnail: number | null;
  /** Sentences below the name: what ends here. */
  notes: BoxNote[];
}

/** What becomes of an axis, or of the mask (null), in a card. */
export interface BoxNote {
  role: Role | null;
  lead: string;
  /** May be empty. */
  text: string;
}

/** A row of chips: a shape cut across the strands. */
export interface Edge {
  key: string;
  /** Index into `Report.values`; null where nothing is reached. */
  value: number | null;
  chips: { x: number; axis: Axis; index: number; state: 'on' | 'off' | 'missing' }[];
  y: number;
  small: boolean;
  /** Where the chip of the mask stands; null where none travels with the value. */
  mask: number | null;
  note: EdgeNote | null;
  /** Which of several outputs these are: `h, c`; empty for the only one. */
  ports: string;
  /** Left edge of the note, and its right one. */
  text: number;
  end: number;
}

/** What stands beside the chips of an edge. */
export type EdgeNote =
  { kind: 'values' } | { kind: 'text'; text: string } | { kind: 'error'; text: string };

/** The sign of an axis that is put aside: how often the inner layer is used. */
export interface Loop {
  key: string;
  x: number;
  y: number;
  axis: Axis;
  value: number;
  index: number;
}

/** A whole drawing of a model. */
export interface Drawing {
  boxes: Box[];
  edges: Edge[];
  loops: Loop[];
  strokes: Stroke[];
  heads: { key: string; x: number; word: string; up: boolean }[];
  width: number;
  height: number;
}

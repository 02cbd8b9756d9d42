// Owns the types of what is asked of the engine in JSON and of its answers, but for the report: the
// document, the description of its tables, runs, edits, exports and completions. Must not know how an
// answer travels, nor any layer by name. tests/wasm checks the answers against these declarations.
import type { EventKind, TextEdit } from './report';

// ---- describe -------------------------------------------------------------------------------

/** How a form shows a field. */
export type FieldKind =
  'integer' | 'sizes' | 'number' | 'boolean' | 'choice' | 'text' | 'layer' | 'shape' | 'code';

export interface Field {
  name: string;
  kind: FieldKind;
  /** As Python source; null where the argument is required. */
  default: string | null;
  choices: string[];
  min: number | null;
  max: number | null;
  /** One sentence. */
  doc: string;
  /** Shown before the rest. */
  primary: boolean;
  /** Bears on training alone: accepted, and without effect here. */
  training_only: boolean;
  /** One short clause on what a value (Python source) does here. */
  effects: { value: string; text: string }[];
}

/** A layer of the table with its documentation: `loadLayers` of layers.ts gives them all. */
export interface LayerClass {
  name: string;
  group: string;
  summary: string;
  /** The paper or book that it comes from: authors, title, year; empty where there is none. */
  paper: string;
  /** A whole program with the layer at work. */
  example: string;
  /** The number of parameters over arguments, weights and `features`; empty where inner layers tell. */
  formula: string;
  /** What it does to axes: `text` has `{field}`, `{from}` and `{to}` for numbers. */
  axes: { change: EventKind; role: string; text: string; field?: string; value?: string }[];
  fields: Field[];
}

export interface Description {
  version: string;
  build: 'native' | 'simd' | 'relaxed';
  ops: { name: string; class: string }[];
  limits: Record<string, number>;
}

// ---- run ------------------------------------------------------------------------------------

export interface BindRequest {
  /** Index into `Report.models`; −1 for the draft. */
  model: number;
  /** Sizes of the symbols: `{B: 2, T: 10}`. */
  dims: Record<string, number>;
  seed: number;
  /** Begins with the arrays that the program calls the model on (`Model.data`), at their sizes. */
  own_data?: boolean;
  /** Which inputs carry a mask; none where left out. */
  input_masks?: boolean[];
  /** Goes on from the states that the last run left, where the model is stateful. */
  keep_states?: boolean;
  /** Layers whose inner steps are recorded, by `Layer.id`; a wrapper's stand for those inside it. */
  record?: number[];
}

/** A value of a layer's step: a gate, a state. `read('record', value)` gives it for every step. */
export interface StepRecord {
  /** The layer that runs the steps, and which of its calls in the model (from 0). */
  layer: number;
  call: number;
  /** The cell that made it. */
  cell: number;
  /** `i`, `candidate`, `c`, `h`, ... */
  name: string;
  value: number;
  /** The record of what its activation was applied to, null where it has none. */
  before: number | null;
  /**
   * `[batch, time, units]`, in the order in which the steps are worked on. Where a step is masked, a
   * state is carried over and anything else is not a number.
   */
  sizes: number[];
}

export interface Bound {
  /** Bytes that a run needs. */
  bytes: number;
  flops: number;
  /** Sizes of every value of the model, by `ValueInfo.id`. */
  sizes: Record<number, number[]>;
  /** Values that enter and leave, by id, and the masks that they carry; null for none. */
  inputs: number[];
  input_masks: (number | null)[];
  outputs: number[];
  output_masks: (number | null)[];
  records: StepRecord[];
  /** The plan of the former run stands, with all numbers that were written since it was made. */
  kept: boolean;
}

export interface Progress {
  done: boolean;
  /** Steps of the plan that are done, and how many there are. */
  step: number;
  steps: number;
  /** Milliseconds spent so far. */
  time: number;
}

export interface TensorData {
  sizes: number[];
  dtype: 'float32' | 'int32' | 'bool';
  data: Float32Array | Int32Array | Uint8Array;
}

// ---- edit -----------------------------------------------------------------------------------

export type EditRequest =
  /** `value` is Python source. `at` chooses the call even where a variable holds the value. */
  | { kind: 'set_argument'; layer: number; name: string; value: string; at?: 'definition' | 'call' }
  | { kind: 'unset_argument'; layer: number; name: string };

export interface EditAnswer {
  edits: TextEdit[];
  /** What the edit writes and where: `writes line 5`. */
  effect: string;
}

/** Asks for a model in another form: Keras's JSON, or a Keras program. */
export interface ExportRequest {
  /** Its place in `Report.models`. */
  model: number;
  as: 'json' | 'program';
}

export interface Exported {
  text: string;
  /** What the form has no words for, a sentence each. */
  left_out: string[];
}

export interface Completion {
  /** What is typed: `LSTM`, `units=`, `"tanh"`. */
  label: string;
  kind: 'layer' | 'variable' | 'argument' | 'value';
  /** A variable's type; an argument's kind and default: `integer, required`. */
  detail: string;
  /** The `LayerClass` whose documentation speaks of it, null where there is none. */
  of: string | null;
}

/** What is looked at. The engine reads `opened` alone. */
export interface View {
  /** Names of layers whose insides are looked at. */
  opened?: string[];
  [unknown: string]: unknown;
}

/** What is linked, embedded and restored. Fields that are not known are kept as they are. */
export interface Document {
  program: string;
  /** A model as Keras saves it (`model.to_json()`), text or object, which then stands for the program. */
  model?: string | Record<string, unknown>;
  holes?: Record<string, unknown>;
  batch?: number;
  dims?: Record<string, number>;
  seed?: number;
  keras?: '3.15' | '3.16';
  data?: unknown;
  weights?: unknown;
  view?: View;
  [unknown: string]: unknown;
}

// Owns the types of the report: all that the engine tells of a document at once, in JSON. Must not know
// how it travels, nor any layer by name. tests/wasm checks these declarations against what the engine
// really sends.

/** A half-open range `[from, to)` of the program, in UTF-16 code units. */
export type Span = [from: number, to: number];

/** What an axis means. A name outside the known ones is the user's own and is drawn as "other". */
export type Role =
  'batch' | 'time' | 'features' | 'source' | 'heads' | 'rows' | 'columns' | 'other' | (string & {});

/** One axis of a shape, with its size, its meaning and where the size came from. */
export interface Axis {
  /** The size where it is a plain number, null where it is symbolic. */
  size: number | null;
  /** The size as an expression: `10`, `B`, `T`, `floor((T-3)/2)+1`. */
  text: string;
  role: Role;
  /** Identities of the sizes that this one is made of; indexes into `Report.sizes`. */
  ids: number[];
}

/** Keras's spelling of a shape: null for an unknown size. */
export type KerasShape = (number | null)[];
/** The same with names: `["B", 10, 32]`. */
export type SymbolicShape = (number | string)[];

/** A size that entered the program, and every place in the text that carries it. */
export interface SizeIdentity {
  /** What made it: `literal`, `input` (an axis without a number), `hole`, `computed`. */
  kind: 'literal' | 'input' | 'hole' | 'computed';
  /** `32`, `B`, `max_len`. */
  text: string;
  /** The place that decides it (the literal itself), null where the text has none. */
  span: Span | null;
  /** 1-based line of `span`, null where there is none. */
  line: number | null;
  /** Every token that carries it, the deciding one first. */
  spans: Span[];
  /** The name it is held in, if any: `hidden_size`. */
  name: string | null;
  /** Role of the axis that it sizes (the first one met), for its colour in the code. */
  role: Role;
}

/** A tensor of the traced program. `id` is what `read` takes. */
export interface ValueInfo {
  id: number;
  shape: Axis[];
  keras_shape: KerasShape;
  dtype: 'float32' | 'int32' | 'bool';
  /** The id of its mask (bool, one for each step), which `read` takes; missing where it has none. */
  mask?: number;
}

/** A named input or output of a call. */
export interface Port {
  /** `inputs`, `initial_state`, `out`, `h`, ... */
  name: string;
  /** Index into `Report.values`. */
  value: number;
  /** The output before it that holds the same numbers, whatever the inputs are; missing where none does. */
  equals?: string;
}

export type EventKind =
  'kept' | 'replaced' | 'added' | 'ended' | 'set_aside' | 'restored' | 'missing';

/** What a call did to one axis. `from`/`to` are `[port, axis]`, null on the side where it is not. */
export interface AxisEvent {
  kind: EventKind;
  role: Role;
  from: [port: number, axis: number] | null;
  to: [port: number, axis: number] | null;
  /** One or two sentences; `code` between backticks. */
  why: string;
}

/** One use of a layer or of a bare op: Keras's Node. */
export interface Call {
  inputs: Port[];
  outputs: Port[];
  events: AxisEvent[];
  /** What it does with a mask; missing where neither its input nor its output has one. */
  mask?: MaskEvent;
  /** The expression of the call, null where the text has none. */
  span: Span | null;
  line: number | null;
  /**
   * Calls of layers inside this one (a wrapper's inner layer, a custom layer's sublayers, ...). Where the
   * document opens the layer (`View.opened`), the ops between them as well: all in order, at most 200.
   */
  inner: InnerCall[];
}

/** A mask comes into being, is handed on, or ends. */
export interface MaskEvent {
  kind: 'made' | 'kept' | 'ended';
  /** One sentence; `code` between backticks. */
  why: string;
  /** A sentence on what other releases of Keras do; missing where they do the same. */
  releases?: string;
}

export interface InnerCall {
  /** The layer that is called, as an id of `Layer.id`. */
  layer: number;
  /** Which of its calls. */
  call: number;
}

export interface Weight {
  /** What `read` takes; its place in `Report.weights` as well. */
  id: number;
  /** Keras's path: `simple_rnn/simple_rnn_cell/kernel`. */
  path: string;
  /** Last part of the path. */
  name: string;
  shape: Axis[];
  trainable: boolean;
  params: number;
}

/** A piece of a formula: plain text, or a size with the identities that light it up. */
export type FormulaPart = string | { text: string; ids: number[]; role: Role };

/** How `Layer.params` is counted. */
export interface Formula {
  /** `units · (features + units + 1)` */
  names: FormulaPart[];
  /** `32 · (20 + 32 + 1)` */
  numbers: FormulaPart[];
}

/** An argument that the program gives. What the others are by default, the field of `Layer.base` tells. */
export interface Argument {
  name: string;
  /** The value as Python source: `32`, `True`, `"tanh"`, `None`. */
  text: string;
  /** The same as JSON where it has a form (number, string, boolean, null, list). */
  value: unknown;
  /** The argument's expression in the call, null where the text has none. */
  span: Span | null;
  line: number | null;
  /** Where a form writes, if not at `span`: the definition of the variable that the argument is. */
  target: { span: Span; line: number; name: string | null } | null;
  ids: number[];
}

/** What the command line and the tables tell of a layer. */
interface LayerFacts {
  name: string;
  class: string;
  /** A list of shapes for several outputs; null if not built. */
  output_shape: KerasShape | KerasShape[] | null;
  symbolic_shape: SymbolicShape | SymbolicShape[] | null;
  params: number;
  /** Keras's number of nodes: all calls on symbolic tensors. `Layer.nodes` are those in this model. */
  calls: number;
  /** Line of the expression that makes it, null where the text has none. */
  line: number | null;
}

/** A layer as Keras lists it in `model.layers`. */
export interface LayerRow extends LayerFacts {
  /** Where all that is known of it stands: index into `Model.operations`. */
  operation: number;
}

export interface Layer extends LayerFacts {
  id: number;
  /** The `LayerClass` that its arguments are of; null where it has none of Keras's. */
  base: string | null;
  /** Family, from the layer table: `recurrent`, `core`, `reshaping`, ... `custom` for the user's own. */
  group: string;
  /** One plain sentence on what it does; null where `base` has one in the description. */
  summary: string | null;
  /** Its settings in a few words: `tanh, all steps`. */
  settings: string;
  built: boolean;
  /** There for a bare op (`Mean`, `GetItem`), which Keras does not list among the layers, and for an op inside a call. */
  op?: true;
  /**
   * What is shown of its inside: ops and layers (`open`), the layers alone (`shown`, as a wrapper's), or
   * nothing until the document opens it. Missing where nothing is inside.
   */
  inside?: 'open' | 'shown' | 'closed';
  trainable_params: number;
  nodes: Call[];
  /** The expression that makes it, null where the text has none. */
  span: Span | null;
  arguments: Argument[];
  /** Its own and those of the layers that it holds, in Keras's order; indexes into `Report.weights`. */
  weights: number[];
  /** Missing where the layer has none. */
  formula?: Formula;
  /** Ids of layers that it holds (a wrapper's, a custom layer's, a nested model's). */
  layers: number[];
  /** `done`, `failed` (see problems), `not_reached`. */
  state: 'done' | 'failed' | 'not_reached';
}

/** A call of a model on arrays of the program, the last one. */
export interface OwnData {
  span: Span | null;
  line: number | null;
  /** The sizes that the arrays give to `Model.symbols`. */
  sizes: Record<string, number>;
}

export interface Params {
  total: number;
  trainable: number;
  non_trainable: number;
}

export interface Model {
  id: number;
  /** First name or attribute path that holds it, null if none. */
  var: string | null;
  name: string;
  class: string;
  kind: 'sequential' | 'functional' | 'subclassed';
  built: boolean;
  inputs: KerasShape[];
  outputs: KerasShape[];
  params: Params;
  /** Keras's `model.layers`, as it lists them. */
  layers: LayerRow[];
  /** Those in full, with the InputLayer of a Sequential and the bare ops. */
  operations: Layer[];
  /**
   * Layers inside others (wrappers, custom layers), which `layers` does not list, and the ops inside
   * those that are opened: each is called once, and its name begins with its owner's, `head/mean`.
   */
  inner_layers: Layer[];
  /** What the last call of a subclassed model does, in order; missing where it is not called, and in others. */
  body?: InnerCall[];
  /** The program's own data for it; null where it calls the model on none. */
  data: OwnData | null;
  /** Values that enter and leave, indexes into `Report.values`. */
  input_values: number[];
  output_values: number[];
  /** The symbols that a run has to bind: `B`, `T`. */
  symbols: string[];
  /** What `model.summary()` prints. */
  summary: string;
  span: Span | null;
  line: number | null;
}

export interface Problem {
  severity: 'error' | 'warning' | 'note';
  /** A stable short name: `unknown_argument`, `rank`, `syntax`, `limit_steps`, ... */
  code: string;
  message: string;
  /** What Keras says, where it says something else. */
  keras: string | null;
  line: number;
  column: number;
  span: Span;
  layer: { class: string; name: string | null } | null;
  /** Axes that a layer needs and got, for the drawing; null where the problem is of another kind. */
  needs: Role[] | null;
  got: number | null;
  fixes: Fix[];
  related: { message: string; line: number; column: number; span: Span }[];
}

export interface Fix {
  /** What the button says: `Set return_sequences=True on lstm_1`. */
  title: string;
  /** When one would want it. */
  reason: string;
  edits: TextEdit[];
}

/** Replaces `[from, to)` of the program by `insert`. */
export type TextEdit = [from: number, to: number, insert: string];

export interface Printed {
  line: number;
  text: string;
  /** True for `model.summary()`, which the page shows beside. */
  summary: boolean;
}

export interface Hole {
  name: string;
  value: unknown;
  given: boolean;
  /** Identities of the size that it is; indexes into `Report.sizes`. */
  ids: number[];
  /** What it is used for: `length`, `width`, `vocabulary`, `classes`, `value`. */
  use: string;
  spans: Span[];
}

/** An array or symbolic tensor that a variable of the program holds. */
export type TensorShapes = Record<string, KerasShape>;

/** A layer called on arrays outside a model. */
export interface EagerCall {
  layer: string;
  class: string;
  output_shape: KerasShape | KerasShape[];
  line: number | null;
}

/** A part of the program that was passed over, with the reason. */
export interface Skipped {
  span: Span;
  reason: string;
}

/** A shape shown at the end of a line of code. */
export interface Hint {
  /** After this offset, at the end of its line. */
  at: number;
  line: number;
  /** Index into `Report.values`; null where nothing was reached. */
  value: number | null;
  /** Words instead of a shape: `needs time`, `not reached`. */
  text: string | null;
  layer: number | null;
}

export interface Report {
  format: 1;
  keras: '3.15' | '3.16';
  models: Model[];
  /** Layers that belong to no model yet, in the form of a model without a name (id −1); null where there are none. */
  draft: Model | null;
  values: ValueInfo[];
  weights: Weight[];
  /** By identity; null for a number that sizes no axis. */
  sizes: (SizeIdentity | null)[];
  hints: Hint[];
  eager_calls: EagerCall[];
  tensors: TensorShapes;
  console: Printed[];
  holes: Hole[];
  skipped: Skipped[];
  problems: Problem[];
  /** The program ran up to this offset. */
  reached: number;
  /** Milliseconds. */
  timings: { parse: number; trace: number; report: number };
}

// Owns the state of one playground: the document, what the engine answered to it, and what is looked
// at. Components read it and call its methods. Must not know a component, nor how the engine is reached.
import type { EditorView } from '@codemirror/view';
import { flushSync } from 'svelte';
import type { Client } from '../../../bindings/client';
import { reasonOf, Superseded } from '../../../bindings/client';
import { loadLayers } from '../../../bindings/layers';
import type { Layer, OwnData, Problem, Report, TextEdit } from '../../../bindings/report';
import type { Description, Document, EditRequest, LayerClass } from '../../../bindings/requests';
import { documentOf, type Example } from '../gallery/gallery';
import { Theme } from '../layout/theme.svelte';
import { Linking } from '../linking/linking.svelte';
import { Running } from '../values/running.svelte';
import { DATA, DEFAULTS, isOwn, moved, RELEASES, settingsOf, type Settings } from './document';
import { Engines } from './engines';
import { editStep, openingStep, readingStep, settingsField, settingsStep } from './history';
import { brokenOff, newest } from './shown';
import { keyOf, TracedModel } from './traced-model';
import { viewOf, type View } from './view';

const TEXTLESS = 'The texts of the layers did not load: forms and the reference are empty.';

/** A report answers the program as it stood; `version` says which. */
interface Answer {
  report: Report;
  version: number;
}

export class Playground {
  readonly engines: Engines;
  /** The engine that has the document. */
  readonly client: Client;
  readonly theme = new Theme();
  readonly linking = new Linking();
  readonly running: Running;

  /** The newest answer of the engine. */
  report = $state.raw<Report | null>(null);
  /** What flow and inspector draw: the newest answer, or the last good one while a line does not parse. */
  shown = $state.raw<Report | null>(null);
  description = $state.raw<Description | null>(null);
  /** The table of layers with its texts; empty until it is loaded. */
  layers = $state.raw<readonly LayerClass[]>([]);
  /** Whether the table did not load. */
  textless = $state(false);
  /** The layer whose page of the reference is open; empty for the list of them, null for none. */
  reference = $state<string | null>(null);
  engine = $state<'loading' | 'ready' | 'lost'>('loading');
  /** A sentence for the reader on what could not be done, and why. */
  notice = $state<string | null>(null);
  /** A sentence on what was opened: what of a file was left out. */
  remark = $state<string | null>(null);
  /** The newest link to the document that was handed out, by its fragment. */
  linked = $state.raw<{ fragment: string } | null>(null);
  /** Why the engine is lost. */
  fault = $state<string | null>(null);
  settings = $state.raw<Settings>({});
  view = $state.raw<View>({});
  /** Whether the answer is later than a tenth of a second. */
  late = $state(false);
  /** Counts the documents that were opened anew (gallery, link): views start over with each. */
  opened = $state(0);
  /** The layer whose card is under the pointer. */
  hovered = $state.raw<Layer | null>(null);
  /** The item of the batch whose values are shown. */
  item = $state(0);
  /** Whether chips show the numbers that axes are bound to. */
  numbers = $state(false);

  /** The editor, once it stands; it holds the program, the settings and their history. */
  editor: EditorView | null = null;
  #document: Document;
  #openings = 0;
  #version = 0;
  #answered = 0;

  /** `connect` makes an engine. */
  constructor(connect: () => Client, document: Document) {
    this.engines = new Engines(connect);
    this.client = this.engines.client;
    this.running = new Running(this.client);
    this.#document = document;
    this.settings = settingsOf(document);
    this.view = viewOf(document);
    void this.client.describe().then(
      (description) => (this.description = description),
      (error: unknown) => this.#lost(error),
    );
    void this.loadTexts();
  }

  /** Loads the table of layers with its texts, or tries again where it did not load. */
  async loadTexts(): Promise<void> {
    this.textless = false;
    try {
      this.layers = await loadLayers();
      if (this.notice === TEXTLESS) this.notice = null;
    } catch {
      this.textless = true;
      this.notice = TEXTLESS;
    }
  }

  // ---- the document ---------------------------------------------------------------------------

  /** The document as it stands, view and all. */
  document(): Document {
    return {
      ...this.settings,
      program: this.program(),
      view: this.view,
    };
  }

  program(): string {
    return this.editor?.state.doc.toString() ?? this.#document.program;
  }

  /** Begins an opening that takes a while. It answers whether no other was begun or done since. */
  beginOpening(): () => boolean {
    const begun = ++this.#openings;
    return () => begun === this.#openings;
  }

  /** Opens another document in the place of this one: a step of the undo history. */
  open(document: Document): void {
    this.#openings += 1;
    this.#document = document;
    this.notice = null;
    this.remark = null;
    this.view = viewOf(document);
    this.shown = null;
    this.item = 0;
    this.linking.clear();
    this.opened += 1;
    const { editor } = this;
    if (!editor) return;
    editor.dispatch(readingStep(this.readonly));
    editor.dispatch(openingStep(editor.state, document.program, settingsOf(document)));
    // The same program and settings again make no change that the editor would tell of.
    void this.trace();
  }

  /** Opens the same document for editing, where it came as one to be read. */
  openCopy(): void {
    this.look({ readonly: false });
    this.editor?.dispatch(readingStep(false));
  }

  openExample(example: Example): void {
    this.open(documentOf(example));
  }

  get name(): string {
    return this.view.name ?? 'untitled';
  }

  get readonly(): boolean {
    return this.view.readonly === true;
  }

  look(view: Partial<View>): void {
    this.view = { ...this.view, ...view };
  }

  /** Looks at another model of the program. */
  lookAt(model: string): void {
    this.look({ model, layer: undefined, cell: undefined });
    this.run();
  }

  get batch(): number {
    return this.settings.batch ?? DEFAULTS.batch;
  }

  get seed(): number {
    return this.settings.seed ?? DEFAULTS.seed;
  }

  /** The release of Keras whose rules are followed. */
  get keras(): (typeof RELEASES)[number] {
    return this.settings.keras ?? DEFAULTS.keras;
  }

  set keras(release: (typeof RELEASES)[number]) {
    if (release !== this.keras) {
      this.set({ keras: release === DEFAULTS.keras ? undefined : release });
    }
  }

  /** The program's own data, while it is what the values are made of; null where inputs are drawn. */
  get ownData(): OwnData | null {
    const { traced } = this;
    return traced && isOwn(this.settings) ? traced.model.data : null;
  }

  /**
   * Moves what the values are made of: from then on inputs are drawn. Sizes that are not moved stay,
   * those of the program's own data too, as far as a document may carry them.
   */
  draw({ batch, dims, seed }: Pick<Settings, 'batch' | 'dims' | 'seed'>): void {
    const { traced, ownData } = this;
    const own: Settings = ownData ? { data: DATA.drawn } : {};
    for (const [symbol, size] of Object.entries(ownData?.sizes ?? {})) {
      if (traced?.roleOf(symbol) === 'batch') own.batch = size;
      else own.dims = { ...own.dims, [symbol]: size };
    }
    this.set(moved(moved(this.settings, own), { batch, dims, seed }));
  }

  /** Changes settings: one step of the undo history. */
  set(change: Partial<Settings>): void {
    this.editor?.dispatch(settingsStep({ ...this.settings, ...change }));
  }

  /** Applies the engine's text edits: one step of the undo history. */
  apply(edits: readonly TextEdit[]): void {
    this.editor?.dispatch(editStep(edits));
  }

  /** Asks the engine for an edit in its own terms and applies it. */
  async edit(request: EditRequest): Promise<void> {
    const version = this.#version;
    try {
      const answer = await this.client.edit(request);
      if (version === this.#version) this.apply(answer.edits);
    } catch (error) {
      if (!(error instanceof Superseded)) this.notice = reasonOf(error);
    }
  }

  // ---- tracing --------------------------------------------------------------------------------

  /** Called by the editor after each change of text or settings: asks for a new answer at once. */
  changed(): void {
    this.notice = null;
    void this.trace();
  }

  /** Asks for an answer to the program as it stands. */
  async trace(): Promise<void> {
    if (this.editor) this.settings = this.editor.state.field(settingsField);
    const version = ++this.#version;
    const slow = setTimeout(() => (this.late = version === this.#version), 100);
    try {
      const report = await this.client.open(this.#request());
      if (version !== this.#version) return;
      this.engine = 'ready';
      this.late = false;
      const answer = { report, version };
      if (document.visibilityState === 'hidden') this.#show(answer);
      else requestAnimationFrame(() => this.#show(answer));
    } catch (error) {
      if (!(error instanceof Superseded)) this.#lost(error);
    } finally {
      clearTimeout(slow);
    }
  }

  #request(): Document {
    return { ...this.document(), batch: this.batch, seed: this.seed };
  }

  #show({ report, version }: Answer): void {
    if (version !== this.#version) return;
    this.#answered = version;
    flushSync(() => {
      this.report = report;
      if (!brokenOff(report, this.shown)) this.shown = report;
      this.linking.paused = this.held;
      this.running.frozen = this.held;
      if (this.held) this.linking.clear();
    });
    this.run();
  }

  /** Whether the newest answer is on the program as it stands. */
  get current(): boolean {
    return this.#answered === this.#version;
  }

  /** Whether the flow is older than the text, because the text does not parse. */
  get held(): boolean {
    return this.shown !== this.report;
  }

  #lost(error: unknown): void {
    this.engine = 'lost';
    this.late = false;
    this.fault = reasonOf(error);
  }

  /** Computes the values of the model that is looked at. */
  run(): void {
    const traced = this.traced;
    if (this.held || traced === null) return;
    void this.running.start(traced, {
      dims: this.dims(traced),
      seed: this.seed,
      own_data: this.ownData !== null,
    });
  }

  /** The sizes that the model's symbols are bound to. */
  dims(traced: TracedModel): Record<string, number> {
    return Object.fromEntries(
      traced.symbols.map((symbol) => [symbol, this.sizeOf(traced, symbol)]),
    );
  }

  sizeOf(traced: TracedModel, symbol: string): number {
    const own = this.ownData?.sizes[symbol];
    if (own !== undefined) return own;
    if (traced.roleOf(symbol) === 'batch') return this.batch;
    return this.settings.dims?.[symbol] ?? DEFAULTS.length;
  }

  /** What the engine would answer to another program with the same settings. */
  preview(program: string): Promise<Report> {
    return this.engines.preview({ ...this.#request(), program });
  }

  // ---- what is looked at ----------------------------------------------------------------------

  readonly #traced = $derived.by(() => {
    const report = this.shown;
    if (report === null) return null;
    const key = this.view.model;
    const chosen =
      key === undefined
        ? undefined
        : (report.models.find((model) => keyOf(report, model) === key) ??
          report.models.find(({ var: held, name }) => held === key || name === key));
    const model = chosen ?? newest(report);
    return model && model.operations.length > 0 ? new TracedModel(report, model) : null;
  });

  /** The model that is looked at: the one chosen, else the last one made. */
  get traced(): TracedModel | null {
    return this.#traced;
  }

  readonly #layer = $derived.by((): Layer | null => {
    const traced = this.#traced;
    return traced?.named(this.view.layer ?? null) ?? traced?.first() ?? null;
  });

  /** The layer that is looked at. */
  get layer(): Layer | null {
    return this.#layer;
  }

  /** What the engine's table tells of the layer's class; undefined where it is of the program's own. */
  classOf(layer: Layer): LayerClass | undefined {
    return this.layers.find(({ name }) => name === layer.base);
  }

  /** Opens a layer, to show what is inside, or closes it. */
  toggle(layer: Layer): void {
    const { opened = [] } = this.view;
    const others = opened.filter((name) => name !== layer.name);
    this.look({ opened: layer.inside === 'open' ? others : [...others, layer.name] });
    void this.trace();
  }

  select(layer: Layer): void {
    const cell = layer.id === this.layer?.id ? this.view.cell : [];
    if (layer.name !== this.view.layer) this.look({ layer: layer.name, cell });
  }

  /** Selects the next layer down (1) or up (-1). */
  step(by: 1 | -1): void {
    const order = this.traced?.inOrder() ?? [];
    const at = order.findIndex((layer) => layer.id === this.layer?.id);
    const next = order[at + by];
    if (next) this.select(next);
  }

  /** Shows the next item of the batch; after the last one the first. */
  nextItem(): void {
    const { traced } = this;
    const batch = traced?.inputs.flatMap(({ shape }) => shape).find(({ role }) => role === 'batch');
    if (!traced || !batch) return;
    const size = batch.size ?? this.sizeOf(traced, batch.text);
    this.item = (Math.min(this.item, size - 1) + 1) % size;
  }

  /** Problems of the program, the worst first. */
  readonly problems = $derived.by((): Problem[] => {
    const rank = { error: 0, warning: 1, note: 2 };
    return [...(this.report?.problems ?? [])].sort((a, b) => rank[a.severity] - rank[b.severity]);
  });

  /** The problem of this layer, if it has one. */
  problemOf(layer: Layer): Problem | null {
    if (layer.state !== 'failed') return null;
    const errors = this.problems.filter((problem) => problem.severity === 'error');
    return errors.find((problem) => problem.layer?.name === layer.name) ?? errors[0] ?? null;
  }

  /** Goes to where the first of these sizes comes from. */
  follow(ids: readonly number[]): void {
    if (this.held) return;
    const source = ids.map((id) => this.report?.sizes[id]?.span).find((span) => span);
    if (source) this.goTo(source[0]);
  }

  /** Moves the caret to an offset of the program and shows it. */
  goTo(offset: number): void {
    const { editor } = this;
    if (!editor) return;
    editor.dispatch({
      selection: { anchor: Math.min(offset, editor.state.doc.length) },
      scrollIntoView: true,
    });
    editor.focus();
  }
}

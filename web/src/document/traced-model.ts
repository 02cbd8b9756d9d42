// Owns the look-ups into one model of a report: layers by id and by place, who makes a value and who
// takes it. Must not know how any of it is drawn.
import type {
  Axis,
  Call,
  InnerCall,
  Layer,
  Model,
  Port,
  Report,
  Role,
  ValueInfo,
  Weight,
} from '../../../bindings/report';

/** A call together with the layer that is called. */
export interface Use {
  layer: Layer;
  call: Call;
  /** Index of the call among the layer's. */
  index: number;
}

/** What a view calls a model: the variable that holds it or its name, numbered where several share one. */
export function keyOf(report: Report, model: Model): string {
  const word = ({ var: held, name }: Model): string => held ?? name;
  const same = report.models.filter((other) => word(other) === word(model));
  return same.length > 1 && same[0] !== model
    ? `${word(model)} (${same.indexOf(model) + 1})`
    : word(model);
}

/** A port by its name, with the output that it equals: `h = out`. */
export const portWord = ({ name, equals }: Port): string =>
  equals === undefined ? name : `${name} = ${equals}`;

/** A model of a report, with what the page asks of it again and again. */
export class TracedModel {
  readonly report: Report;
  readonly model: Model;
  /** Every layer of the model by id: its operations and the layers inside others. */
  readonly layers: ReadonlyMap<number, Layer>;
  /** Bare ops that only make a mask, which values carry anyway. */
  readonly #unseen: ReadonlySet<Layer> = new Set();
  /** The use that makes a value (index into `Report.values`). */
  readonly #makers = new Map<number, Use>();

  constructor(report: Report, model: Model) {
    this.report = report;
    this.model = model;
    const all = [...model.operations, ...model.inner_layers];
    this.layers = new Map(all.map((layer) => [layer.id, layer]));
    for (const use of this.uses) {
      for (const port of use.call.outputs) this.#makers.set(port.value, use);
    }
    this.#unseen = this.#maskMakers();
  }

  /** What the model does, one use after the other: as its last call told, or all calls of its layers. */
  get uses(): Use[] {
    const { body, operations } = this.model;
    const all = body
      ? this.#usesOf(body)
      : operations.flatMap((layer) => layer.nodes.map((call, index) => ({ layer, call, index })));
    return all.filter(({ layer }) => !this.#unseen.has(layer));
  }

  #usesOf(calls: readonly InnerCall[]): Use[] {
    return calls.flatMap(({ layer: id, call: index }) => {
      const layer = this.layers.get(id);
      const call = layer?.nodes[index];
      return layer && call ? [{ layer, call, index }] : [];
    });
  }

  /** The model's operations, without those that only make a mask. */
  get operations(): Layer[] {
    return this.model.operations.filter((layer) => !this.#unseen.has(layer));
  }

  /** Whether this port takes the mask that another of the call's inputs carries. */
  #carried(call: Call, port: Port): boolean {
    const id = this.value(port.value)?.id;
    return call.inputs.some(({ value }) => this.value(value)?.mask === id);
  }

  /** The inputs of a call without the masks that they carry. */
  inputsOf(call: Call): Port[] {
    return call.inputs.filter((port) => !this.#carried(call, port));
  }

  /** Bare ops whose results are read as the masks of other values, and for nothing else. */
  #maskMakers(): Set<Layer> {
    const { operations, output_values } = this.model;
    const masks = new Set(this.report.values.flatMap(({ mask }) => mask ?? []));
    const found = new Set<Layer>();
    if (masks.size === 0) return found;
    const read = (value: number): boolean =>
      output_values.includes(value) ||
      operations.some(
        (layer) =>
          !found.has(layer) &&
          layer.nodes.some((call) =>
            call.inputs.some((port) => port.value === value && !this.#carried(call, port)),
          ),
      );
    const taken = (value: number): boolean =>
      masks.has(this.value(value)?.id ?? -1) ||
      [...found].some((layer) =>
        layer.nodes.some((call) => call.inputs.some((port) => port.value === value)),
      );
    for (let before = -1; before < found.size;) {
      before = found.size;
      for (const layer of operations) {
        if (!layer.op || found.has(layer)) continue;
        const made = layer.nodes.flatMap((call) => call.outputs.map(({ value }) => value));
        if (made.length > 0 && made.every((value) => taken(value) && !read(value)))
          found.add(layer);
      }
    }
    return found;
  }

  value(index: number): ValueInfo | undefined {
    return this.report.values[index];
  }

  weightsOf(layer: Layer): Weight[] {
    return layer.weights.flatMap((index) => this.report.weights[index] ?? []);
  }

  /** The use that makes this value, undefined where the model is given it. */
  maker(value: number): Use | undefined {
    return this.#makers.get(value);
  }

  /** The values that enter: the model's own, or what its input layers give where it is not made yet. */
  get inputs(): ValueInfo[] {
    const { input_values } = this.model;
    const given = this.operations.flatMap(({ nodes }) =>
      nodes.flatMap((call) => (call.inputs.length === 0 ? call.outputs : [])),
    );
    const indexes = input_values.length > 0 ? input_values : given.map(({ value }) => value);
    return indexes.flatMap((index) => this.value(index) ?? []);
  }

  /** The values that leave, by index; none where a layer failed, so that the end is not reached. */
  get outputs(): readonly number[] {
    const failed = this.operations.some(({ state }) => state === 'failed');
    return failed ? [] : this.model.output_values;
  }

  /** The symbols that a run has to bind. */
  get symbols(): string[] {
    if (this.model.symbols.length > 0) return this.model.symbols;
    const open = this.inputs.flatMap(({ shape }) => shape.filter(({ size }) => size === null));
    return [...new Set(open.map(({ text }) => text))];
  }

  /** The axis of the model's inputs that carries this symbol. */
  axisOf(symbol: string): Axis | undefined {
    return this.inputs.flatMap(({ shape }) => shape).find((axis) => axis.text === symbol);
  }

  roleOf(symbol: string): Role | undefined {
    return this.axisOf(symbol)?.role;
  }

  /** What is shown inside this use, one after the other; nothing where the layer is closed. */
  inner(use: Use): Use[] {
    return use.layer.inside === 'closed' ? [] : this.#usesOf(use.call.inner);
  }

  /** The layer that is shown for this one: itself, or the closed one around it. */
  shownFor(layer: Layer | null): Layer | null {
    if (layer === null) return null;
    const shown = this.inOrder();
    for (let at: Layer | undefined = layer; at; at = this.#around(at)) {
      if (shown.includes(at)) return at;
    }
    return null;
  }

  /** The layer that calls this one inside. */
  #around({ id }: Layer): Layer | undefined {
    return [...this.layers.values()].find(({ nodes }) =>
      nodes.some(({ inner }) => inner.some((call) => call.layer === id)),
    );
  }

  named(name: string | null): Layer | undefined {
    if (name === null) return undefined;
    for (const layer of this.layers.values()) if (layer.name === name) return layer;
    return undefined;
  }

  /** The layer whose own text is the smallest around this offset of the program. */
  at(offset: number): Layer | undefined {
    let best: Layer | undefined;
    let size = Infinity;
    for (const layer of this.layers.values()) {
      if (this.#unseen.has(layer)) continue;
      for (const span of [layer.span, ...layer.nodes.map((call) => call.span)]) {
        if (!span || offset < span[0] || offset > span[1] || span[1] - span[0] >= size) continue;
        best = layer;
        size = span[1] - span[0];
      }
    }
    return best;
  }

  /** What is looked at where nothing was chosen: the layer that fails, else the first that computes. */
  first(): Layer | undefined {
    const { operations } = this;
    return (
      operations.find((layer) => layer.state === 'failed') ??
      operations.find((layer) => layer.nodes.some((call) => call.inputs.length > 0)) ??
      operations[0]
    );
  }

  /** Layers from top to bottom, each followed by those inside it: the order of `[` and `]`. */
  inOrder(): Layer[] {
    const order = new Set<Layer>();
    const add = (layer: Layer): void => {
      if (order.has(layer)) return;
      order.add(layer);
      layer.nodes.forEach((call, index) => {
        this.inner({ layer, call, index }).forEach((use) => add(use.layer));
      });
    };
    this.uses.forEach(({ layer }) => add(layer));
    this.operations.forEach(add);
    return [...order];
  }
}

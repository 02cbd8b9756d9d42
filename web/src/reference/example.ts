// Owns what the engine tells of a layer's example: shapes, parameters, and the numbers that the texts of
// the table leave open. Must not know a layer by name, nor how it is shown.
import type { Client } from '../../../bindings/client';
import { chooseModel } from '../../../bindings/models';
import type { Axis, Formula, Port } from '../../../bindings/report';
import type { LayerClass } from '../../../bindings/requests';
import { axisLetter } from '../axes/axes';
import { TracedModel } from '../document/traced-model';

type Note = LayerClass['axes'][number];

/** An example after its trace. Axes carry no identities: they light with nothing on the page. */
export interface TracedExample {
  inputs: Axis[][];
  outputs: Axis[][];
  params: number;
  formula: Formula | null;
  /** The text of a note with the example's numbers in it; a size that it does not have is a letter. */
  filled(note: Note): string;
}

/** Traces a layer's example. Null where the layer is not in it. */
export async function traceExample(
  client: Client,
  { name, example, fields }: LayerClass,
): Promise<TracedExample | null> {
  const report = await client.open({ program: example });
  const model = chooseModel(report);
  if (!model) return null;
  const traced = new TracedModel(report, model);
  const layer = [...traced.layers.values()].find((made) => made.class === name);
  const call = layer?.nodes[0];
  if (!layer || !call) return null;
  const shapeOf = (value: number): Axis[] =>
    (traced.value(value)?.shape ?? []).map((axis) => ({ ...axis, ids: [] }));
  const inputs = traced.inputsOf(call).map(({ value }) => shapeOf(value));
  const outputs = call.outputs.map(({ value }) => shapeOf(value));

  const valueOf = (argument: string): string | undefined =>
    layer.arguments.find((given) => given.name === argument)?.text ??
    fields.find((field) => field.name === argument)?.default ??
    undefined;

  /** With the example's own numbers where the note is about it; else with what it would be about. */
  function filled({ change, role, text }: Note): string {
    const events = call!.events.filter(({ kind }) => kind === change);
    const event = events.find((other) => other.role === role) ?? events[0];
    const sizeAt = (ports: readonly Port[], place: [number, number] | null | undefined) =>
      place ? shapeOf(ports[place[0]]?.value ?? -1)[place[1]]?.text : undefined;
    const own = put(text, (key) => {
      if (key === 'from') return sizeAt(call!.inputs, event?.from);
      return key === 'to' ? sizeAt(call!.outputs, event?.to) : valueOf(key);
    });
    if (events.some(({ why }) => why === own)) return own;
    return put(text, (key) => {
      if (key === 'from' || key === 'to') return axisLetter(role);
      const value = valueOf(key);
      return value === 'None' ? '...' : value;
    });
  }
  return { inputs, outputs, params: layer.params, formula: layer.formula ?? null, filled };
}

/** A text with values in the place of `{name}`; a name stays where there is none. */
function put(text: string, valueOf: (name: string) => string | undefined): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => valueOf(name) ?? name);
}

// Owns what the engine tells of a layer's example: shapes, parameters, and the numbers that the texts of
// the table leave open. Must not know a layer by name, nor how it is shown.
import type { Client } from '../../../bindings/client';
import { chooseModel } from '../../../bindings/models';
import type { Axis, Formula } from '../../../bindings/report';
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

  function filled({ change, role, text }: Note): string {
    const events = call!.events.filter(({ kind }) => kind === change);
    const event = events.find((other) => other.role === role) ?? events[0];
    const from = event?.from && shapeOf(call!.inputs[event.from[0]]?.value ?? -1)[event.from[1]];
    const to = event?.to && shapeOf(call!.outputs[event.to[0]]?.value ?? -1)[event.to[1]];
    return text.replace(/\{(\w+)\}/g, (_, key: string) => {
      if (key === 'from') return from?.text ?? axisLetter(role);
      if (key === 'to') return to?.text ?? axisLetter(role);
      return valueOf(key) ?? key;
    });
  }
  return { inputs, outputs, params: layer.params, formula: layer.formula ?? null, filled };
}

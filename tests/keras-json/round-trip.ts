// Writes a model out and reads it again: the two must be the same. Must not know files, nor how the
// engine is reached.
import { type Client, EngineError } from '../../bindings/client';
import { chooseModel, weightsOf } from '../../bindings/models';
import type { Report } from '../../bindings/report';
import type { Document, ExportRequest } from '../../bindings/requests';
import { expectEqual, Mismatch, show } from '../runner/compare';
import { errorsOf } from '../runner/refusals';

type Form = ExportRequest['as'];

/** What has to be the same again. */
interface Facts {
  layers: string[];
  params: unknown;
  weights: string[];
  inputs: unknown;
  outputs: unknown;
}

/** A model in another form, with the facts that are to be found in it again. */
export interface Written {
  text: string;
  leftOut: string[];
  facts: Facts;
}

/** Opens the document and writes its model. Rejects with `Mismatch` where the document is wrong. */
export async function write(client: Client, document: Document, as: Form): Promise<Written> {
  const report = await client.open(document);
  const facts = factsOf(report, as);
  const model = report.models.indexOf(chooseModel(report)!);
  const { text, left_out: leftOut } = await client.export({ model, as });
  return { text, leftOut, facts };
}

/** Rejects with `Mismatch` where the written model, read again, is another one. */
export async function expectSame(client: Client, written: Written, as: Form): Promise<void> {
  const { text, facts } = written;
  const report = await client.open(
    as === 'json' ? { program: '', model: text } : { program: text },
  );
  const again = factsOf(report, as);
  for (const fact of Object.keys(facts) as (keyof Facts)[]) {
    expectEqual(fact, again[fact], facts[fact]);
  }
}

/** Whether the engine says that a form cannot hold the model. */
export function isRefusal(error: unknown): boolean {
  return error instanceof EngineError && error.code === 'not_exportable';
}

function factsOf(report: Report, as: Form): Facts {
  const [error] = errorsOf(report);
  if (error) throw new Mismatch(`line ${error.line}: ${error.message}`);
  const model = chooseModel(report);
  if (!model) throw new Mismatch('the engine reads no model from it');
  // A program leaves the names to Keras that Keras made: `lstm_3` may come back as `lstm`.
  const name = (text: string) =>
    as === 'json' ? text : text.replace(/_\d+(?=\/|$)/g, '').replace(/^model$/, 'functional');
  return {
    layers: model.operations.map((layer) => {
      const shapes = layer.nodes.map(({ outputs }) =>
        outputs.map(({ value }) => report.values[value]!.keras_shape),
      );
      return `${name(layer.name)} (${layer.class}) ${layer.params} ${show(shapes)}`;
    }),
    params: model.params,
    weights: weightsOf(report, model).map(
      ({ path, shape }) => `${name(path)} ${show(shape.map(({ size }) => size))}`,
    ),
    inputs: model.inputs,
    outputs: model.outputs,
  };
}

// Which model of a report is meant, and its weights. Must not know what is done with them.
import type { Model, Report, Weight } from './report';

/**
 * The model held by the variable `name`, else the one of that Keras name. Without a name: the one
 * held by `model`, else the last. Undefined if there is none.
 */
export function chooseModel(report: Report, name?: string): Model | undefined {
  const wanted = name ?? 'model';
  const held = report.models.findLast((model) => model.var === wanted);
  if (held || name === undefined) return held ?? report.models.at(-1);
  return report.models.findLast((model) => model.name === name);
}

/** The weights of the model's layers, each once. */
export function weightsOf(report: Report, model: Model): Weight[] {
  const held = [...model.operations, ...model.inner_layers].flatMap(({ weights }) => weights);
  return [...new Set(held)].map((index) => report.weights[index]!);
}

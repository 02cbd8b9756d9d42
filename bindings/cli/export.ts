// `unroll export`: a model in another form.
import type { Client } from '../client';
import { type Options, UsageError } from './arguments';
import { chooseModel } from '../models';
import { isFine, printProblems, tellLeftOut } from './problems';

export async function exportModel(client: Client, options: Options): Promise<boolean> {
  const report = await client.open(options.document);
  printProblems(report, options);
  tellLeftOut(options);
  // Of a model that is not read to its end there may be another one inside.
  if (options.document.model !== undefined && !isFine(report)) return false;
  const model = chooseModel(report, options.model);
  if (!model) {
    if (options.model === undefined) {
      if (isFine(report)) process.stderr.write('unroll: the program makes no model.\n');
      return false;
    }
    const known = report.models.map(({ var: held, name }) => held ?? name).join(', ') || 'none';
    throw new UsageError(`There is no model "${options.model}"; the program makes: ${known}.`);
  }
  const { text, left_out: leftOut } = await client.export({
    model: report.models.indexOf(model),
    as: options.as,
  });
  for (const sentence of leftOut) process.stderr.write(`unroll: ${sentence}\n`);
  process.stdout.write(text);
  return isFine(report);
}

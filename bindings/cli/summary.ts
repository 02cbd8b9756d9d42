// `unroll summary`: what model.summary() prints, for every model of the program.
import type { Client } from '../client';
import type { Options } from './arguments';
import { isFine, printProblems } from './problems';

export async function summary(client: Client, { document }: Options): Promise<boolean> {
  const report = await client.open(document);
  printProblems(report, { document });
  process.stdout.write(report.models.map((model) => withNewline(model.summary)).join('\n'));
  return isFine(report);
}

function withNewline(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

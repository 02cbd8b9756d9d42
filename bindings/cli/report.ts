// `unroll report`: the engine's report as it is, with the places of problems told by cell too where the
// program is a notebook's.
import type { Client } from '../client';
import { cellPlace } from '../notebook';
import type { Report } from '../report';
import type { Options } from './arguments';
import { isFine } from './problems';

export async function report(client: Client, { document }: Options): Promise<boolean> {
  const answer = await client.open(document);
  const told = { ...answer, problems: answer.problems.map(withCell) };
  process.stdout.write(`${JSON.stringify(told, null, 1)}\n`);
  return isFine(answer);

  function withCell(problem: Report['problems'][number]) {
    const place = cellPlace(document.program, problem.line);
    return place ? { ...problem, cell: place.cell, cell_line: place.line } : problem;
  }
}

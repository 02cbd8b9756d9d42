// `unroll report`: the engine's report as it is.
import type { Client } from '../client';
import type { Options } from './arguments';
import { isFine } from './problems';

export async function report(client: Client, { document }: Options): Promise<boolean> {
  const answer = await client.open(document);
  process.stdout.write(`${JSON.stringify(answer, null, 1)}\n`);
  return isFine(answer);
}

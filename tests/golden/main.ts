// `npm run golden -- FILE.json ...`: asks a build of the engine every case of the files, and prints
// where it does not answer as Keras.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { OPTIONS, parseOptions, tally } from '../runner/tally';
import { goldenGroup } from './group';

const USAGE = `Usage: npm run golden -- FILE.json ... [OPTION ...]\n${OPTIONS}`;

/** npm runs this in the repository's root, wherever it was called. */
function fromCaller(path: string): string {
  return existsSync(path) ? path : resolve(process.env['INIT_CWD'] ?? '', path);
}

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  if (options && options.words.length > 0) {
    const groups = options.words.map((path) => goldenGroup(fromCaller(path)));
    return tally(groups, new URL('passing.json', import.meta.url), options);
  }
  process.stderr.write(USAGE);
  return 2;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}

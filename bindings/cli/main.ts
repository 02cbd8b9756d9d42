#!/usr/bin/env node
// The command `unroll`: parses its words, runs one command, and tells how it went by its exit status.
// Must not know what a report holds.
import { readFileSync } from 'node:fs';
import { EngineError } from '../client';
import { DirectClient } from '../direct-client';
import { wasm } from '../load';
import { type Options, parseCommandLine, USAGE, UsageError } from './arguments';
import { allowRelaxed } from './relaxed';
import { exportModel } from './export';
import { report } from './report';
import { summary } from './summary';
import { values } from './values';

/** Runs in the client on the options' document; answers whether no problem is an error. */
const COMMANDS: Record<
  Options['command'],
  (client: DirectClient, options: Options) => Promise<boolean>
> = {
  report,
  values,
  summary,
  export: exportModel,
};

/** 0 when no problem is an error, 1 otherwise, 2 for wrong usage. */
async function main(words: string[]): Promise<number> {
  try {
    const options = parseCommandLine(words, (file) => readFileSync(file === '-' ? 0 : file));
    if (options === 'help') {
      process.stdout.write(USAGE);
      return 0;
    }
    if (options.build === 'relaxed') allowRelaxed();
    const client = new DirectClient(wasm(options.build));
    const fine = await COMMANDS[options.command](client, options);
    client.close();
    return fine ? 0 : 1;
  } catch (error) {
    if (error instanceof UsageError) {
      const [synopsis] = USAGE.split('\n');
      process.stderr.write(`unroll: ${error.message}\n${synopsis}\nunroll --help tells more.\n`);
      return 2;
    }
    if (error instanceof EngineError) {
      process.stderr.write(`unroll: ${error.message}\n`);
      return 1;
    }
    throw error;
  }
}

// Who reads only the beginning (`| head`) is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});
process.exitCode = await main(process.argv.slice(2));

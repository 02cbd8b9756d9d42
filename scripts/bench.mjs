// `npm run bench -- FOLDER [OPTION ...]`: builds the engine and tests/bench/adapter.ts, and has the benchmark of peers in
// FOLDER (see tests/bench/README.md) run it as a contender.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { engineForTheBrowser } from './build.mjs';
import { build } from './folders.mjs';
import { withLock } from './processes.mjs';
import { setupStages } from './setup.mjs';
import { command, Failure, runStages } from './terminal.mjs';
import { buildBundle } from './vite.mjs';

const contender = {
  label: 'Contender',
  run: () =>
    buildBundle({
      name: 'bench',
      config: 'tests/bench/vite.config.ts',
      sources: [
        'tests/bench',
        'bindings',
        'build/wasm/unroll-simd.wasm',
        'build/wasm/unroll-relaxed.wasm',
      ],
    }),
};

await command(async () => {
  const [given = '', ...options] = process.argv.slice(2);
  const peers = resolve(process.env['INIT_CWD'] ?? '', given);
  if (!given || !existsSync(join(peers, 'run.mjs'))) {
    throw new Failure(
      'Usage: npm run bench -- FOLDER [OPTION ...], with the folder of the benchmark of peers, its packages installed: see tests/bench/README.md.',
    );
  }
  await withLock(join(build, 'lock'), () =>
    runStages([...setupStages(), engineForTheBrowser, contender]),
  );
  const program = [join(peers, 'run.mjs'), '--ours', join(build, 'bench/adapter.mjs'), ...options];
  process.exitCode = spawnSync(process.execPath, program, { stdio: 'inherit' }).status ?? 1;
});

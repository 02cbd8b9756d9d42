// `npm run golden -- FILE.json ... [--build simd|relaxed|native] [--keras 3.15|3.16]`: sets up, builds the engine that is
// asked for, and runs cases in the golden format against it.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { cmake, engineForTheBrowser } from './build.mjs';
import { build, repository } from './folders.mjs';
import { withLock } from './processes.mjs';
import { setupStages } from './setup.mjs';
import { command, runStages } from './terminal.mjs';

await command(async () => {
  const words = process.argv.slice(2);
  const native = /--build[ =]native/.test(words.join(' '));
  const engine = native
    ? { label: 'C++ engine, native', run: () => cmake('native', ['unroll-native']) }
    : engineForTheBrowser;
  await withLock(join(build, 'lock'), () => runStages([...setupStages({ test: native }), engine]));
  const program = [
    join(repository, 'scripts/typescript.mjs'),
    join(repository, 'tests/golden/main.ts'),
    ...words,
  ];
  process.exitCode = spawnSync(process.execPath, program, { stdio: 'inherit' }).status ?? 1;
});

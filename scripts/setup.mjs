// `npm run setup`: everything that builds and tests need on this machine. `npm start` and `npm test` begin with it.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from './folders.mjs';
import { withLock } from './processes.mjs';
import { installPackages } from './setup/apt.mjs';
import { chooseEmscripten } from './setup/emscripten.mjs';
import { checkNode } from './setup/node.mjs';
import { installNpmPackages } from './setup/npm.mjs';
import { command, runStages } from './terminal.mjs';

/**
 * The stages of the set-up; `test` also brings what only tests need (native compilers, the browser).
 * @param {{test?: boolean}} [options]
 */
export function setupStages({ test = false } = {}) {
  return [
    {
      label: 'Debian packages',
      run: () => {
        checkNode();
        return installPackages(test ? ['build', 'test'] : ['build']);
      },
    },
    { label: 'Emscripten', run: chooseEmscripten },
    { label: 'npm packages', run: installNpmPackages },
  ];
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await command(() => withLock(join(build, 'lock'), () => runStages(setupStages({ test: true }))));
}

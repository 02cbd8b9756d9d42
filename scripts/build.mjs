// `npm run build`: the engine's WASM modules and the reference of its layers into build/wasm/, the page that carries them into build/page/, and the npm
// package with the command line into build/npm/.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, repository } from './folders.mjs';
import { must, withLock } from './processes.mjs';
import { setupStages } from './setup.mjs';
import { command, runStages } from './terminal.mjs';
import { buildBundle } from './vite.mjs';

/** Configures a CMake preset and builds targets of it. @param {string} preset @param {string[]} targets */
export async function cmake(preset, targets) {
  await must(
    `CMake could not configure the preset ${preset} (see above).`,
    'cmake',
    ['--preset', preset],
    { cwd: repository },
  );
  await must(
    'The C++ sources do not compile (see above).',
    'ninja',
    ['--quiet', '-C', join(build, preset), ...targets],
    { cwd: repository },
  );
}

export const engineForTheBrowser = {
  label: 'C++ engine for the browser',
  run: () => cmake('wasm', ['unroll-simd', 'unroll-relaxed', 'reference']),
};

export const engineForTests = {
  label: 'C++ tests',
  run: async () => {
    await cmake('wasm', ['engine_tests_simd', 'engine_tests_relaxed']);
    await cmake('native-sanitize', ['all']);
  },
};

export const nativeForTests = {
  label: 'Native engine',
  run: () => cmake('native-sanitize', ['unroll-native']),
};

export const pageBundle = {
  label: 'Page',
  run: () =>
    buildBundle({
      name: 'page',
      config: 'web/vite.config.ts',
      sources: [
        'web',
        'bindings',
        'build/wasm/unroll-simd.wasm',
        'build/wasm/unroll-relaxed.wasm',
        'build/wasm/layers.json',
      ],
    }),
};

export const commandLine = {
  label: 'Command line',
  run: () =>
    buildBundle({
      name: 'npm',
      config: 'bindings/vite.config.ts',
      sources: ['bindings', 'build/wasm/layers.json'],
    }),
};

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const stages = [...setupStages(), engineForTheBrowser, pageBundle, commandLine];
  await command(() => withLock(join(build, 'lock'), () => runStages(stages)));
}

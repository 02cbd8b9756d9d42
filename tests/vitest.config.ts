// How the tests in TypeScript run: vitest, in Node, against the WASM builds in build/wasm/.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    include: ['tests/{wasm,golden,programs,snippets,python,links,keras-json}/**/*.test.ts'],
    testTimeout: 20_000,
    // Two cores: more would only take time from each other.
    maxWorkers: 2,
  },
});

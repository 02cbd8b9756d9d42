// Bundles the contender into build/bench/, for browsers, with the WASM modules beside it.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('.'),
  base: './',
  publicDir: false,
  logLevel: 'warn',
  build: {
    target: 'es2022',
    outDir: here('../../build/bench'),
    emptyOutDir: true,
    modulePreload: false,
    rolldownOptions: {
      input: here('adapter.ts'),
      preserveEntrySignatures: 'strict',
      output: { entryFileNames: '[name].mjs' },
    },
  },
});

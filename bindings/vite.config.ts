// Bundles the npm package: the typed client (index) and the command line (cli), for Node, beside the
// WASM modules of build/wasm/, which stay files of their own.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('.'),
  publicDir: false,
  logLevel: 'warn',
  build: {
    ssr: true,
    target: 'node20',
    outDir: here('../build/npm'),
    emptyOutDir: true,
    rolldownOptions: {
      input: { index: here('index.ts'), cli: here('cli/main.ts') },
      external: /\/build\/wasm\/unroll-\w+\.mjs$/,
      output: {
        entryFileNames: '[name].mjs',
        chunkFileNames: '[name].mjs',
        paths: (id: string) => id.replace(/^.*\/build\/wasm\//, '../wasm/'),
      },
    },
  },
});

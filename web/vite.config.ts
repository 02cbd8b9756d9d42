// How the page is built and served: its folders, its plugins, and the notices of third parties that go with it.
// Must not know what the page shows.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import { nativeNotices } from '../scripts/notices.mjs';

const NOTICES = 'third-party-notices.md';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Vite lists the licences of the JavaScript that it bundles; this adds those of the WASM modules. */
function noticesOfTheModules(): Plugin {
  return {
    name: 'notices-of-the-modules',
    apply: 'build',
    writeBundle({ dir }) {
      if (dir) appendFileSync(join(dir, NOTICES), `\n${nativeNotices()}`);
    },
  };
}

export default defineConfig({
  root: here('.'),
  base: './', // the page works under any address
  publicDir: here('./public'),
  plugins: [svelte({ configFile: false }), noticesOfTheModules()],
  worker: { format: 'es' },
  build: {
    outDir: here('../build/page'),
    emptyOutDir: true,
    assetsInlineLimit: 0, // WASM compiles while it streams; a data: address would forbid that
    license: { fileName: NOTICES },
  },
  server: { fs: { allow: [here('..')] } },
});

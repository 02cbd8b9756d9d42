// Runs a TypeScript file as Node would run JavaScript: `node scripts/typescript.mjs FILE.ts [WORD ...]`.
// (Node 20 does not read TypeScript itself.)
import { resolve } from 'node:path';
import { runnerImport } from 'vite';

const [file = ''] = process.argv.splice(2, 1);
await runnerImport(resolve(file), { configFile: false, logLevel: 'error' });

// Types of the page, the bindings and the tests (svelte-check) and of the scripts (tsc), and ESLint's rules.
import { join } from 'node:path';
import { repository } from '../folders.mjs';
import { collect } from '../processes.mjs';

/** @param {string} program a file in node_modules @param {string[]} args @returns {Promise<string[]>} its output, if it finds fault */
async function node(program, args) {
  const { status, output } = await collect(
    process.execPath,
    [join(repository, 'node_modules', program), ...args],
    { cwd: repository },
  );
  return status === 0 ? [] : [output.replaceAll(`${repository}/`, '')];
}

export const checkTypes = async () => [
  ...(await node('svelte-check/bin/svelte-check', [
    '--tsconfig',
    './tsconfig.json',
    '--output',
    'human',
    '--fail-on-warnings',
  ])),
  ...(await node('typescript/bin/tsc', ['-p', 'scripts'])),
];

export const checkRules = () =>
  node('eslint/bin/eslint.js', [
    '.',
    '--max-warnings',
    '0',
    '--cache',
    '--cache-strategy',
    'content',
    '--cache-location',
    'build/eslint.cache',
  ]);

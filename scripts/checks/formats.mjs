// Formats: clang-format for C++, Prettier for the rest. `npm run format` writes, the check only tells.
import { join } from 'node:path';
import { filesBelow } from '../fingerprint.mjs';
import { repository } from '../folders.mjs';
import { collect } from '../processes.mjs';

const cpp = () =>
  filesBelow(['engine', 'bindings', 'tests'].map((path) => join(repository, path))).filter((file) =>
    /\.(cpp|hpp|h)$/.test(file),
  );

/** @returns {Promise<string[]>} what is not formatted */
export async function checkFormats() {
  return run(['--dry-run', '--Werror'], ['--check', '--log-level', 'warn']);
}

/** Writes every file in its format. */
export async function writeFormats() {
  return run(['-i'], ['--write', '--log-level', 'warn']);
}

/** @param {string[]} clangFormat @param {string[]} prettier */
async function run(clangFormat, prettier) {
  const results = await Promise.all([
    collect('clang-format-19', [...clangFormat, ...cpp()]),
    collect(
      process.execPath,
      [join(repository, 'node_modules/prettier/bin/prettier.cjs'), ...prettier, '.'],
      { cwd: repository },
    ),
  ]);
  return results
    .filter(({ status }) => status !== 0)
    .map(({ output }) => output.replaceAll(`${repository}/`, ''));
}

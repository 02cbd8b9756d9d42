// Runs clang-tidy over the engine and the C boundary. A file that was clean with the same text, headers, configuration
// and compiler is not asked again, in any clone: what was clean is remembered in the user's cache folder.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { filesBelow } from '../fingerprint.mjs';
import { build, cache, repository } from '../folders.mjs';
import { collect, must } from '../processes.mjs';

const remembered = join(cache, 'clang-tidy');

/** @returns {Promise<string[]>} what clang-tidy says of each file that is not clean */
export async function checkTidy() {
  const base = createHash('sha256')
    .update(readFileSync(join(repository, '.clang-tidy')))
    .update(readFileSync(join(repository, 'cmake/options.cmake')))
    .update((await collect('clang-tidy-19', ['--version'])).output)
    .digest('hex');
  const waiting = filesBelow([join(repository, 'engine'), join(repository, 'bindings')])
    .filter((file) => file.endsWith('.cpp'))
    .map((file) => ({ file, stamp: join(remembered, keyOf(file, base)) }))
    .filter(({ stamp }) => !existsSync(stamp));
  mkdirSync(remembered, { recursive: true });
  // It writes compile_commands.json, which tells clang-tidy how each file is compiled.
  await must(
    'CMake could not configure the preset native (see above).',
    'cmake',
    ['--preset', 'native'],
    { cwd: repository },
  );
  /** @type {string[]} */
  const faults = [];
  const work = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const { status, output } = await collect('clang-tidy-19', [
        '--quiet',
        '-p',
        join(build, 'native'),
        next.file,
      ]);
      if (status === 0) writeFileSync(next.stamp, '');
      else faults.push(output.replaceAll(`${repository}/`, ''));
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return faults;
}

/** A hash of a file, of the project's headers that it includes, and of what judges it. @param {string} file @param {string} base */
function keyOf(file, base) {
  const hash = createHash('sha256').update(base);
  const seen = new Set([file]);
  for (const path of seen) {
    const text = readFileSync(path, 'utf8');
    hash.update(`${relative(repository, path)}\0${text}\0`);
    for (const [, header] of text.matchAll(/^\s*#\s*include\s*"([^"]+)"/gm)) {
      const found = [
        join(repository, 'engine', header),
        join(repository, header),
        join(dirname(path), header),
      ].find((candidate) => existsSync(candidate));
      if (found) seen.add(found);
    }
  }
  return hash.digest('hex');
}

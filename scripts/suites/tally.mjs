// Runs a folder of cases that real Keras answered (tests/golden, tests/programs, ...) against the list of those that
// pass: a listed case that fails and an unlisted one that passes both count as failed; an unlisted one that fails counts
// as nothing.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { build as buildFolder, repository } from '../folders.mjs';
import { collect } from '../processes.mjs';
import { sanitizers } from './doctest.mjs';

/** The native build is the one with sanitizers. */
const native = { UNROLL_NATIVE: join(buildFolder, 'native-sanitize/unroll-native'), ...sanitizers };

/**
 * The native run of the golden files is the slow one, so each half of them is a run of its own. Other folders have
 * cases that are in no file.
 * @param {string} folder @param {string} build
 */
export const takesBothCores = (folder, build) => folder === 'golden' && build === 'native';

/**
 * @param {string} folder below tests/, with a main.ts
 * @param {'simd' | 'relaxed' | 'native'} build
 * @param {string} keras
 * @returns {Promise<import('./doctest.mjs').Outcome>}
 */
export async function runTally(folder, build, keras) {
  const files = caseFiles(join(repository, 'tests', folder));
  // Files of one name are one group of the list.
  const names = [...new Set(files.map((file) => basename(file)))];
  const halves = [0, 1].map((half) =>
    files.filter((file) => names.indexOf(basename(file)) % 2 === half),
  );
  const parts = takesBothCores(folder, build) ? halves : [files];
  const outcomes = await Promise.all(parts.map((part) => runFiles(folder, part, build, keras)));
  return {
    passed: outcomes.reduce((sum, { passed }) => sum + passed, 0),
    failed: outcomes.reduce((sum, { failed }) => sum + failed, 0),
    details: outcomes.map(({ details = '' }) => details).join('') || undefined,
  };
}

/**
 * @param {string} folder @param {string[]} files @param {string} build @param {string} keras
 * @returns {Promise<import('./doctest.mjs').Outcome>}
 */
async function runFiles(folder, files, build, keras) {
  const { status, output } = await collect(
    process.execPath,
    [
      join(repository, 'scripts/typescript.mjs'),
      join('tests', folder, 'main.ts'),
      ...files,
      '--build',
      build,
      '--keras',
      keras,
      '--check',
      '--quiet',
    ],
    { cwd: repository, env: native },
  );
  const counts = /^(\d+) passed, (\d+) failed$/m.exec(output)?.slice(1).map(Number);
  const [passed = 0, notPassed = 0] = counts ?? [];
  const unlisted = output.match(/ passes and is not listed$/gm)?.length ?? 0;
  const lost = output.match(/ is listed and fails: /g)?.length ?? 0;
  const failed = unlisted + lost;
  const ranNone = passed + notPassed === 0;
  const wrong = failed === 0 && (status !== 0 || ranNone) ? 1 : failed;
  return { passed: passed - unlisted, failed: wrong, details: wrong > 0 ? output : undefined };
}

/** The files of cases in the golden format. @param {string} folder */
function caseFiles(folder) {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .map((name) => join(folder, name));
  return files
    .filter((file) => 'cases' in JSON.parse(readFileSync(file, 'utf8')))
    .map((file) => relative(repository, file));
}

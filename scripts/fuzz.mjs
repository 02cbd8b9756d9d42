// `npm run fuzz [-- SECONDS [TARGET ...]]`: sets up, builds the fuzzers of tests/fuzz/ and runs them for ten minutes, or
// SECONDS, in all: source text for most of the time, then documents and saved models. What ends one of them (a crash, a
// leak, a hang) is left in build/fuzz/ and told; mended, it belongs into tests/fuzz/found/.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cmake } from './build.mjs';
import { build, repository } from './folders.mjs';
import { withLock } from './processes.mjs';
import { setupStages } from './setup.mjs';
import { sanitizers } from './suites/doctest.mjs';
import { command, Failure, runStages } from './terminal.mjs';

/** The fuzzers: their part of the time, and the words that they may put into an input. */
const TARGETS = {
  program: { share: 0.6, words: 'python.dict' },
  document: { share: 0.2, words: 'json.dict' },
  model: { share: 0.2, words: 'json.dict' },
};
/** @typedef {keyof typeof TARGETS} Target */

const DEFAULT_SECONDS = 600;
/** Seconds that one input may take with the sanitizers, which slow everything down twentyfold. */
const HANG_SECONDS = 20;

/** The files of folders below the repository. @param {string} ending @param {string[]} folders */
const texts = (ending, ...folders) =>
  folders.flatMap((folder) =>
    readdirSync(join(repository, folder))
      .filter((name) => name.endsWith(ending))
      .sort()
      .map((name) => ({ name, text: readFileSync(join(repository, folder, name), 'utf8') })),
  );

/** What the fuzzers begin with. @returns {Record<Target, {name: string, text: string}[]>} */
function seeds() {
  const program = [
    ...texts('.py', 'tests/programs', 'tests/snippets', 'tests/python', 'web/src/gallery'),
    ...texts('', 'tests/fuzz/found/program'),
  ];
  const holes = {
    a: { __array__: [8, 10, 4] },
    b: { __len__: 3 },
    c: { __dict__: 2 },
    d: { __tuple__: [1, 'x', null] },
    e: { __attrs__: { units: 3, rate: 0.5 } },
    f: [1, 2],
  };
  const document = [
    ...program
      .filter((_, index) => index % 8 === 0)
      .map(({ name, text }) => ({
        name,
        text: JSON.stringify({ program: text, batch: 2, seed: 1, keras: '3.16', dims: { T: 4 } }),
      })),
    {
      name: 'holes',
      text: JSON.stringify({ program: 'print(a.shape, len(b), c, d, e.units, f)', holes }),
    },
    ...texts('', 'tests/fuzz/found/document'),
  ];
  /** @type {{cases: {model?: {config?: unknown}}[]}} */
  const golden = JSON.parse(readFileSync(join(repository, 'tests/golden/recurrent.json'), 'utf8'));
  const model = [
    ...golden.cases
      .filter((_, index) => index % 6 === 0)
      .map((one, index) => ({ name: `golden-${index}`, text: JSON.stringify(one.model ?? one) })),
    ...texts('', 'tests/fuzz/found/model'),
  ];
  return { program, document, model };
}

/** @param {Target} target @param {number} seconds @param {{name: string, text: string}[]} inputs */
function fuzz(target, seconds, inputs) {
  const folder = join(build, 'fuzz', target);
  const [begin, corpus] = [join(folder, 'seeds'), join(folder, 'corpus')];
  mkdirSync(begin, { recursive: true });
  mkdirSync(corpus, { recursive: true });
  for (const { name, text } of inputs) writeFileSync(join(begin, name), text);
  const { status, stderr } = spawnSync(
    join(build, 'fuzz', `fuzz-${target}`),
    [
      `-max_total_time=${seconds}`,
      `-timeout=${HANG_SECONDS}`,
      '-rss_limit_mb=3072',
      '-max_len=6000',
      '-print_final_stats=1',
      `-dict=${join(repository, 'tests/fuzz', TARGETS[target].words)}`,
      `-artifact_prefix=${folder}/found-`,
      corpus,
      begin,
    ],
    { encoding: 'utf8', maxBuffer: 2 ** 30, env: { ...process.env, ...sanitizers } },
  );
  if (status !== 0) {
    throw new Failure(
      `The fuzzer of ${target}s found something: its input lies in ${folder} as found-…`,
      stderr,
    );
  }
  const runs = /stat::number_of_executed_units:\s*(\d+)/.exec(stderr)?.[1] ?? '0';
  if (Number(runs) === 0) throw new Failure('The fuzzer tried nothing.', stderr);
  return `${runs} inputs tried, nothing found`;
}

await command(async () => {
  const [words, names] = [process.argv.slice(2), /** @type {Target[]} */ (Object.keys(TARGETS))];
  const seconds = words[0] === undefined ? DEFAULT_SECONDS : Number(words[0]);
  const asked = words.slice(1);
  if (!(seconds > 0) || asked.some((name) => !names.includes(/** @type {Target} */ (name)))) {
    throw new Failure(`Usage: npm run fuzz [-- SECONDS [${names.join('] [')}]]`);
  }
  const chosen = asked.length > 0 ? names.filter((name) => asked.includes(name)) : names;
  const total = chosen.reduce((sum, name) => sum + TARGETS[name].share, 0);
  const inputs = seeds();
  await withLock(join(build, 'lock'), () =>
    runStages([
      ...setupStages({ test: true }),
      {
        label: 'Fuzzers, native with sanitizers',
        run: () =>
          cmake(
            'fuzz',
            chosen.map((name) => `fuzz-${name}`),
          ),
      },
      ...chosen.map((name) => ({
        label: `Fuzzing ${name}s`,
        run: () =>
          Promise.resolve(
            fuzz(name, Math.ceil((seconds * TARGETS[name].share) / total), inputs[name]),
          ),
      })),
    ]),
  );
});

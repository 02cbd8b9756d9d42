// `npm test`: sets everything up, builds, and runs every check and test. Its last line is `N passed, M failed`.
// `npm test -- GROUP ...` runs only some of them: checks, cpp, node, keras, browser; and tidy, which runs only when asked
// for (`npm run lint`), as clang-tidy takes longer than all the rest together.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  commandLine,
  engineForTests,
  engineForTheBrowser,
  nativeForTests,
  pageBundle,
} from './build.mjs';
import { checkFormats } from './checks/formats.mjs';
import { checkIncludes } from './checks/includes.mjs';
import { checkNames } from './checks/names.mjs';
import { checkTidy } from './checks/tidy.mjs';
import { checkRules, checkTypes } from './checks/typescript.mjs';
import { build, repository } from './folders.mjs';
import { withLock } from './processes.mjs';
import { setupStages } from './setup.mjs';
import { runNative, runWasm } from './suites/doctest.mjs';
import { runPlaywright } from './suites/playwright.mjs';
import { runTally, takesBothCores } from './suites/tally.mjs';
import { runVitest } from './suites/vitest.mjs';
import { Failure, runStages } from './terminal.mjs';

let [passed, failed] = [0, 0];

/**
 * A stage that counts what a suite answers.
 * @param {string} label @param {() => Promise<import('./suites/doctest.mjs').Outcome>} run
 * @param {{oneCore?: boolean}} [how]
 */
const suite = (label, run, { oneCore = false } = {}) => ({
  label,
  oneCore,
  run: async () => {
    const outcome = await run();
    passed += outcome.passed;
    failed += outcome.failed;
    return {
      remark: `${outcome.passed} passed, ${outcome.failed} failed`,
      details: outcome.details,
    };
  },
});

/**
 * A stage that counts as one test, passed when the check finds no fault.
 * @param {string} label @param {() => string[] | Promise<string[]>} check
 */
const check = (label, check) =>
  suite(
    label,
    async () => {
      const faults = await check();
      return faults.length === 0
        ? { passed: 1, failed: 0 }
        : { passed: 0, failed: 1, details: faults.join('\n') };
    },
    { oneCore: true },
  );

/**
 * A stage whose failure is counted, and does not keep the later ones from running.
 * @param {import('./terminal.mjs').Stage} stage
 */
const counted = (stage) => ({
  ...stage,
  run: async () => {
    try {
      return await stage.run();
    } catch (error) {
      failed += 1;
      const details =
        error instanceof Failure
          ? `${error.details}\n${error.message}`
          : error instanceof Error
            ? (error.stack ?? '')
            : String(error);
      return { remark: 'failed', details };
    }
  },
});

/** @param {string} path below tests/ */
const exists = (path) => existsSync(join(repository, 'tests', path));

/** @param {string} folder @param {'simd' | 'relaxed' | 'native'} build @param {string} keras */
const tally = (folder, build, keras) =>
  suite(`tests/${folder}, ${build}, Keras ${keras}`, () => runTally(folder, build, keras), {
    oneCore: !takesBothCores(folder, build),
  });

/** What the chosen groups need built: the C++ tests hold the native engine as well. @param {string[]} chosen */
function testBuilds(chosen) {
  if (chosen.includes('cpp')) return [engineForTests];
  return chosen.includes('keras') ? [nativeForTests] : [];
}

/** The folders of cases that real Keras answered. */
const asked = ['golden', 'programs', 'snippets'].filter((folder) => exists(`${folder}/main.ts`));

/** @type {Record<string, import('./terminal.mjs').Stage[]>} */
const groups = {
  checks: [
    check('Order of #include lines', checkIncludes),
    check('Names in their places', checkNames),
    check('Formats', checkFormats),
    check('Types', checkTypes),
    check('ESLint', checkRules),
  ],
  tidy: [check('clang-tidy', checkTidy)],
  cpp: [
    suite('C++ tests, native with sanitizers', runNative),
    suite('C++ tests, WASM with SIMD', () => runWasm('simd'), { oneCore: true }),
    suite('C++ tests, WASM with relaxed SIMD', () => runWasm('relaxed'), { oneCore: true }),
  ],
  node: [suite('Tests in Node', runVitest)],
  keras: [
    ...asked.flatMap((folder) => [
      tally(folder, 'simd', '3.15'),
      tally(folder, 'relaxed', '3.15'),
      tally(folder, 'simd', '3.16'),
    ]),
    ...asked.map((folder) => tally(folder, 'native', '3.15')),
  ],
  browser: exists('e2e/playwright.config.ts') ? [suite('Tests in Chromium', runPlaywright)] : [],
};

try {
  const wanted = process.argv.slice(2);
  const unknown = wanted.find((name) => !(name in groups));
  if (unknown)
    throw new Failure(
      `There is no group of tests ${unknown}. Usage: npm test -- [${Object.keys(groups).join('] [')}]`,
    );
  const chosen = wanted.length > 0 ? wanted : Object.keys(groups).filter((name) => name !== 'tidy');
  const stages = [
    engineForTheBrowser,
    pageBundle,
    commandLine,
    ...testBuilds(chosen),
    ...chosen.flatMap((name) => groups[name]),
  ].map(counted);
  await withLock(join(build, 'lock'), () => runStages([...setupStages({ test: true }), ...stages]));
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  if (error.details) process.stdout.write(`${error.details.trimEnd()}\n`);
  process.stdout.write(`${error.message}\n`);
  failed += 1;
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;

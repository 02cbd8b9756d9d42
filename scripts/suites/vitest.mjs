// Runs the TypeScript tests in Node (tests/**/*.test.ts) with Vitest.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, repository } from '../folders.mjs';
import { collect } from '../processes.mjs';

/** @returns {Promise<import('./doctest.mjs').Outcome>} */
export async function runVitest() {
  const file = join(build, 'vitest.json');
  rmSync(file, { force: true });
  const { output } = await collect(
    process.execPath,
    [
      join(repository, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--config',
      'tests/vitest.config.ts',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
    ],
    { cwd: repository },
  );
  if (!existsSync(file)) return { passed: 0, failed: 1, details: output };
  /** @type {import('vitest/reporters').JsonTestResults} */
  const result = JSON.parse(readFileSync(file, 'utf8'));
  // A file that could not even be loaded has no tests that could fail.
  const unloaded = result.testResults.filter(
    (suite) => suite.status === 'failed' && suite.assertionResults.length === 0,
  ).length;
  const failed = result.numTotalTests - result.numPassedTests + unloaded;
  const wrong = failed === 0 && !result.success ? 1 : failed;
  return { passed: result.numPassedTests, failed: wrong, details: wrong > 0 ? output : undefined };
}

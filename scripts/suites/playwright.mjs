// Runs the tests in Debian's Chromium (tests/e2e/) with Playwright.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, repository } from '../folders.mjs';
import { collect } from '../processes.mjs';

/** @returns {Promise<import('./doctest.mjs').Outcome>} */
export async function runPlaywright() {
  const file = join(build, 'playwright.json');
  rmSync(file, { force: true });
  const { output } = await collect(
    process.execPath,
    [
      join(repository, 'node_modules/@playwright/test/cli.js'),
      'test',
      '--config',
      'tests/e2e/playwright.config.ts',
      '--reporter=line,json',
    ],
    { cwd: repository, env: { PLAYWRIGHT_JSON_OUTPUT_NAME: file } },
  );
  if (!existsSync(file)) return { passed: 0, failed: 1, details: output };
  const { stats, errors } = JSON.parse(readFileSync(file, 'utf8'));
  // A test that needed a second try is not a passed one.
  const failed = stats.unexpected + stats.flaky + stats.skipped + errors.length;
  const wrong = failed === 0 && stats.expected === 0 ? 1 : failed;
  return { passed: stats.expected, failed: wrong, details: wrong > 0 ? output : undefined };
}

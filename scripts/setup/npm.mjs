// The npm packages of package-lock.json, installed without running any package's own scripts.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../folders.mjs';
import { must } from '../processes.mjs';

// `npm ci` begins by removing node_modules/, and with it this stamp: an interrupted run is simply done again.
const stamp = join(repository, 'node_modules', '.unroll-stamp');

/** @returns {Promise<string | undefined>} a remark if something was installed */
export async function installNpmPackages() {
  const wanted = createHash('sha256')
    .update(readFileSync(join(repository, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return undefined;
  await must(
    'The npm packages could not be installed (see above): check the network and try again.',
    'npm',
    ['ci', '--ignore-scripts', '--no-audit', '--no-fund'],
    {
      cwd: repository,
      env: { PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1', PUPPETEER_SKIP_DOWNLOAD: '1' },
    },
  );
  writeFileSync(stamp, wanted);
  return 'installed';
}

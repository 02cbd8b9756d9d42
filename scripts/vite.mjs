// Builds a bundle with Vite into a folder of build/: beside its place, moved there when whole, and only when one of its
// sources changed.
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow, fingerprint, unlessDone } from './fingerprint.mjs';
import { build, repository } from './folders.mjs';
import { must } from './processes.mjs';

/**
 * @param {{name: string, config: string, sources: string[]}} bundle the folder's name in build/, Vite's configuration,
 *   and all that the bundle is made from (paths in the repository)
 * @returns {Promise<string | undefined>} a remark
 */
export function buildBundle({ name, config, sources }) {
  const inputs = fingerprint(
    filesBelow(
      [...sources, 'package-lock.json', 'scripts/notices.mjs'].map((path) =>
        join(repository, path),
      ),
    ),
  );
  const folder = join(build, name);
  return unlessDone(`${folder}.stamp`, inputs, async () => {
    const beside = `${folder}.partial`;
    const vite = join(repository, 'node_modules/vite/bin/vite.js');
    await must(
      'Vite could not build the bundle (see above).',
      process.execPath,
      [vite, 'build', '--config', config, '--outDir', beside],
      { cwd: repository },
    );
    rmSync(folder, { recursive: true, force: true });
    renameSync(beside, folder);
  });
}

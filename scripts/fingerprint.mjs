// Tells whether what a step is made from has changed since it was last done.
// It knows files and hashes; not what the steps are.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Every file below the given files and folders, in a fixed order; hidden ones and node_modules left out.
 * @param {string[]} roots paths of files or folders (those that don't exist are passed over)
 * @returns {string[]}
 */
export function filesBelow(roots) {
  return roots.flatMap((root) => {
    if (!existsSync(root)) return [];
    if (!statSync(root).isDirectory()) return [root];
    const names = readdirSync(root)
      .filter((name) => !name.startsWith('.') && name !== 'node_modules')
      .sort();
    return filesBelow(names.map((name) => join(root, name)));
  });
}

/**
 * A hash of files' paths and contents.
 * @param {string[]} files
 */
export function fingerprint(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

/**
 * Does work unless it was done for the same inputs; the stamp is written last, so an interrupted run is done again.
 * @param {string} stamp path of the file that remembers
 * @param {string} inputs what the work depends on, as one string
 * @param {() => unknown} work
 * @returns {Promise<string | undefined>} a remark if there was nothing to do
 */
export async function unlessDone(stamp, inputs, work) {
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === inputs) return 'unchanged';
  await work();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, inputs);
  return undefined;
}

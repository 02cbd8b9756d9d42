// Checks the version of Node that runs us against package.json.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../folders.mjs';
import { Failure } from '../terminal.mjs';

/** Throws a Failure if this Node is older than `engines.node` of package.json asks for (`>=major.minor.patch`). */
export function checkNode() {
  const wanted = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')).engines.node;
  if (isOlder(process.versions.node, wanted.replace('>=', ''))) {
    throw new Failure(
      `Unroll needs Node ${wanted}, this is Node ${process.versions.node}: install a newer one (nodejs.org).`,
    );
  }
}

/**
 * Whether one dotted version comes before another.
 * @param {string} version @param {string} than
 */
export function isOlder(version, than) {
  const [left, right] = [version, than].map((text) => text.split('.').map(Number));
  for (let i = 0; i < right.length; i += 1) {
    if ((left[i] ?? 0) !== right[i]) return (left[i] ?? 0) < right[i];
  }
  return false;
}

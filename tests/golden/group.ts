// Reads a file of golden format as a group of cases. Must not know how they are counted.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Group } from '../runner/tally';
import type { GoldenFile } from './case';
import { runCase } from './run-case';

/** The cases of a file; in lists they go by `name/case`, by default the group that the file names. */
export function goldenGroup(path: string, name?: string): Group {
  const file = JSON.parse(readFileSync(path, 'utf8')) as GoldenFile;
  if (!Array.isArray(file.cases)) throw new Error(`${path} has no list of cases.`);
  const cases = file.cases.map((test) => ({
    name: test.name,
    run: (...where: Parameters<Group['cases'][number]['run']>) => runCase(...where, test, file),
  }));
  return { title: basename(path), name: name ?? file.group, cases };
}

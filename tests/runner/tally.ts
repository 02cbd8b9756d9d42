// Owns a run of named cases against one build of the engine: its options, what it prints, and the
// list of the cases that pass. Must not know what a case asks.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { allowRelaxed } from '../../bindings/cli/relaxed';
import type { Client } from '../../bindings/client';
import { DirectClient } from '../../bindings/direct-client';
import { wasm } from '../../bindings/load';
import { nativeProgram } from './native-program';

const BUILDS = ['simd', 'relaxed', 'native'] as const;
type Build = (typeof BUILDS)[number];
export type KerasVersion = '3.15' | '3.16';

export const OPTIONS = `
  --build simd|relaxed|native  the build of the engine (simd if not given)
  --keras 3.15|3.16            whose rules of masks to follow (3.15 if not given)
  --check                      compare with passing.json: a listed case that fails and an unlisted
                               one that passes both fail the run
  --update                     write the cases that pass into that list
  --quiet                      do not print the reason of each failing case
`;

export interface Options {
  words: string[];
  build: Build;
  keras: KerasVersion;
  mode: 'plain' | 'check' | 'update';
  quiet: boolean;
}

export interface NamedCase {
  name: string;
  /** Rejects with the reason where the engine does not answer as Keras. */
  run: (client: Client, keras: KerasVersion) => Promise<void>;
}

/** Cases that are counted together. Their names in the list are `name/case`. */
export interface Group {
  title: string;
  name: string;
  cases: NamedCase[];
}

/** For each Keras version, the cases that pass. */
type PassingList = Partial<Record<KerasVersion, string[]>>;

/** The words of a command line; null for wrong usage. */
export function parseOptions(args: string[]): Options | null {
  try {
    const { values, positionals: words } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        build: { type: 'string', default: 'simd' },
        keras: { type: 'string', default: '3.15' },
        check: { type: 'boolean', default: false },
        update: { type: 'boolean', default: false },
        quiet: { type: 'boolean', default: false },
      },
    });
    const build = BUILDS.find((name) => name === values.build);
    const { keras, check, quiet, update } = values;
    if (!build || (keras !== '3.15' && keras !== '3.16') || (check && update)) return null;
    return { words, build, keras, mode: check ? 'check' : update ? 'update' : 'plain', quiet };
  } catch {
    return null;
  }
}

/**
 * Runs every case, prints each that fails with its reason, `N of M` for each group, and
 * `N passed, M failed`. Answers the exit status: 0 when all is as it should be, else 1.
 */
export async function tally(groups: Group[], list: URL, options: Options): Promise<number> {
  const { build, keras, mode, quiet } = options;
  const client = new DirectClient(connect(build));
  const described = await client.describe();
  print(`Unroll ${described.version}, build ${described.build}, Keras ${keras}`);
  if (described.build !== build) {
    print(`The build ${build} was asked for.`);
    return 1;
  }
  const reasons = new Map<string, string | null>();
  for (const { title, name, cases } of groups) {
    let passed = 0;
    for (const test of cases) {
      const reason = await reasonOf(test.run(client, keras));
      reasons.set(`${name}/${test.name}`, reason);
      if (reason === null) passed += 1;
      else if (!quiet) print(`  ${name}/${test.name}: ${reason}`);
    }
    print(`${title}: ${passed} of ${cases.length}`);
  }
  client.close();
  const failed = [...reasons.values()].filter((reason) => reason !== null).length;
  print(`${reasons.size - failed} passed, ${failed} failed`);
  if (mode === 'plain') return failed === 0 ? 0 : 1;
  if (mode === 'check') {
    const names = new Set(groups.map(({ name }) => name));
    const listed = (readList(list)[keras] ?? []).filter((name) => names.has(name.split('/')[0]!));
    return check(reasons, listed);
  }
  update(reasons, list, keras);
  return 0;
}

/** `UNROLL_NATIVE` is another native program than that of the preset `native`: one with sanitizers. */
function connect(build: Build) {
  const program = fileURLToPath(new URL('../../build/native/unroll-native', import.meta.url));
  if (build === 'native') return nativeProgram(process.env['UNROLL_NATIVE'] ?? program);
  if (build === 'relaxed') allowRelaxed();
  return wasm(build);
}

async function reasonOf(run: Promise<void>): Promise<string | null> {
  try {
    await run;
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function check(reasons: Map<string, string | null>, passing: string[]): number {
  const listed = new Set(passing);
  const surprises: string[] = [];
  for (const [name, reason] of reasons) {
    if (reason === null && !listed.has(name)) surprises.push(`${name} passes and is not listed`);
    if (reason !== null && listed.has(name))
      surprises.push(`${name} is listed and fails: ${reason}`);
  }
  for (const name of passing) {
    if (!reasons.has(name)) surprises.push(`${name} is listed and is not among the cases`);
  }
  for (const surprise of surprises) print(`  ${surprise}`);
  if (surprises.length === 0) print('As the list of passing cases says.');
  else
    print(`${surprises.length} not as the list of passing cases says (--update writes it anew).`);
  return surprises.length === 0 ? 0 : 1;
}

/** Leaves what this run did not try as it was. */
function update(reasons: Map<string, string | null>, file: URL, keras: KerasVersion): void {
  const list = readList(file);
  const kept = (list[keras] ?? []).filter((name) => !reasons.has(name));
  const passed = [...reasons].flatMap(([name, reason]) => (reason === null ? [name] : []));
  list[keras] = [...kept, ...passed].sort();
  writeFileSync(file, `${JSON.stringify(list, null, 1)}\n`);
}

function readList(file: URL): PassingList {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as PassingList) : {};
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

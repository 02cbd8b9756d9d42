// Programs of this folder print what CPython prints: compared on the spot where `python3` is there,
// with what was recorded (printed/, by record.py) elsewhere. Must not know the language.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { BUILDS, clientOf } from '../wasm/builds';

const here = fileURLToPath(new URL('.', import.meta.url));
const programs = readdirSync(here)
  .filter((name) => name.endsWith('.py') && name !== 'record.py')
  .map((name) => name.slice(0, -3));
const python = spawnSync('python3', ['--version']).status === 0;

const recorded = (name: string) => readFileSync(`${here}printed/${name}.txt`, 'utf8');

function cpython(name: string): string {
  const { status, stdout, stderr } = spawnSync('python3', ['-W', 'ignore', `${name}.py`], {
    cwd: here,
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

describe.each(BUILDS)('build %s', (build) => {
  test.each(programs)('%s.py', async (name) => {
    const client = await clientOf(build);
    const report = await client.open({ program: readFileSync(`${here}${name}.py`, 'utf8') });
    client.close();
    expect(report.problems).toEqual([]);
    const printed = report.console.map((one) => one.text).join('');
    expect(printed).toBe(python ? cpython(name) : recorded(name));
  });
});

// bindings/exports.ts, bindings/unroll.h and the built modules name the same functions.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ARITIES } from '../../bindings/exports';
import { BUILDS } from './builds';

/** The declarations of the header: name -> number of parameters. */
function declared(): Record<string, number> {
  const header = readFileSync(new URL('../../bindings/unroll.h', import.meta.url), 'utf8');
  const found: Record<string, number> = {};
  for (const [, name, parameters] of header.matchAll(
    /^UNROLL_EXPORT [^;]*?(unroll_\w+)\(([^)]*)\);/gm,
  )) {
    found[`_${name}`] = parameters!.trim() === '' ? 0 : parameters!.split(',').length;
  }
  return found;
}

test('the header and the types agree', () => {
  expect(Object.keys(declared()).length).toBeGreaterThanOrEqual(13);
  expect(declared()).toEqual(ARITIES);
});

describe.each(BUILDS)('build %s', (build) => {
  test('the module exports each with its arity, and no other', async () => {
    const path = new URL(`../../build/wasm/unroll-${build}.mjs`, import.meta.url).href;
    const { default: instantiate } = (await import(/* @vite-ignore */ path)) as {
      default: () => Promise<Record<string, unknown>>;
    };
    const module = await instantiate();
    const ours = Object.entries(module).filter(([name]) => name.startsWith('_unroll_'));
    const arities = ours.map(([name, value]) => [name, (value as () => void).length]);
    expect(Object.fromEntries(arities)).toEqual(ARITIES);
  });
});

// Every layer of the engine's table has golden cases and is documented. Must not know any layer by name.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadLayers } from '../../bindings/layers';
import { clientOf } from '../wasm/builds';

const layers = await loadLayers();

/** The classes that the golden files name, in Keras's JSON or in source. */
function classesInCases(): Set<string> {
  const found = new Set<string>();
  const folder = new URL('.', import.meta.url);
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.json')) continue;
    const text = readFileSync(new URL(file, folder), 'utf8');
    for (const [, name] of text.matchAll(/"class(?:_name)?":\s*"(\w+)"/g)) found.add(name!);
    for (const [, name] of text.matchAll(/\blayers\.(\w+)\(/g)) found.add(name!);
  }
  return found;
}

test('every layer has a golden case', () => {
  const cases = classesInCases();
  const without = layers.filter(({ name }) => !cases.has(name));
  expect(without.map(({ name }) => name)).toEqual([]);
});

test('every layer and every argument has a sentence', () => {
  const bare: string[] = [];
  for (const { name, summary, fields } of layers) {
    if (!/^[A-Z].*\.$/.test(summary)) bare.push(name);
    for (const field of fields) {
      if (!/^[A-Z].*\.$/.test(field.doc)) bare.push(`${name}.${field.name}`);
    }
  }
  expect(bare).toEqual([]);
});

test('every layer has an example, which is traced whole and tells its formula', async () => {
  const client = await clientOf('simd');
  const faults: string[] = [];
  for (const { name, example, formula } of layers) {
    const { models, problems } = await client.open({ program: example });
    faults.push(...problems.map(({ message }) => `${name}: ${message}`));
    const all = models.flatMap((model) => [...model.operations, ...model.inner_layers]);
    const layer = all.find((made) => made.class === name);
    if (!layer) faults.push(`${name} is not in its example`);
    else if (formula !== '' && !layer.formula) faults.push(`${name} has no formula there`);
  }
  client.close();
  expect(faults).toEqual([]);
});

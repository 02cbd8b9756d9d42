// `node scripts/typescript.mjs tests/keras-json/main.ts [OPTION ...]`: writes every model out in both
// forms, reads it again, and prints where it has become another one. With a folder's name the
// exported texts are left there, for Keras itself to read (read_with_keras.py).
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DirectClient } from '../../bindings/direct-client';
import { wasm } from '../../bindings/load';
import { nativeProgram } from '../runner/native-program';
import { operationCases, savedCases } from './cases';
import { expectSame, isRefusal, write } from './round-trip';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { build: { type: 'string', default: 'simd' }, quiet: { type: 'boolean' } },
});
const [folder] = positionals;
if (folder !== undefined) mkdirSync(folder, { recursive: true });

const client = new DirectClient(
  values.build === 'native' ? nativeProgram('build/native/unroll-native') : wasm('simd'),
);
const { models, programs } = savedCases();
for (const as of ['program', 'json'] as const) {
  for (const [what, cases] of Object.entries({ models, programs, operations: operationCases() })) {
    let same = 0;
    let refused = 0;
    for (const { name, document } of cases) {
      try {
        const written = await write(client, document, as);
        if (folder !== undefined) {
          const ending = as === 'json' ? 'json' : 'py';
          const facts = { name, ...written.facts, left_out: written.leftOut };
          const path = join(folder, name.replaceAll('/', '-'));
          writeFileSync(`${path}.${ending}`, written.text);
          writeFileSync(`${path}.${ending}.facts`, JSON.stringify(facts));
        }
        await expectSame(client, written, as);
        same += 1;
      } catch (error) {
        if (isRefusal(error)) refused += 1;
        if (values.quiet !== true) console.log(`${as} ${name}: ${(error as Error).message}`);
      }
    }
    const rest = refused > 0 ? `, ${refused} are refused` : '';
    console.log(`${as}: ${same} of ${cases.length} ${what} come back the same${rest}`);
  }
}
client.close();

// Every golden model that Keras saved as JSON is written out, as a program and as JSON, and read
// again: layers, shapes, parameters and weights are the same.
import { expect, test } from 'vitest';
import { clientOf } from '../wasm/builds';
import { operationCases, savedCases } from './cases';
import { expectSame, isRefusal, write } from './round-trip';

/** Layers that models of the golden files have and the engine has not, so that nothing is read. */
const NOT_READ = / is not supported: there is no such layer here/;

test.each(['program', 'json'] as const)(
  'golden models and bare operations come back the same from %s',
  async (as) => {
    const client = await clientOf('simd');
    const models = [...savedCases().models, ...operationCases()];
    const failures: string[] = [];
    let same = 0;
    let notRead = 0;
    for (const { name, document } of models) {
      try {
        await expectSame(client, await write(client, document, as), as);
        same += 1;
      } catch (error) {
        const { message } = error as Error;
        if (NOT_READ.test(message)) notRead += 1;
        else failures.push(`${name}: ${message}`);
      }
    }
    client.close();
    console.log(
      `${as}: ${same} of ${models.length} models come back the same, ${notRead} not read`,
    );
    expect(failures).toEqual([]);
    expect(same).toBeGreaterThan(800);
  },
  60_000,
);

test('what is not to be written out is refused with a reason', async () => {
  const client = await clientOf('simd');
  const { programs } = savedCases();
  let refused = 0;
  for (const { name, document } of programs) {
    try {
      await expectSame(client, await write(client, document, 'program'), 'program');
    } catch (error) {
      expect(isRefusal(error), `${name}: ${(error as Error).message}`).toBe(true);
      refused += 1;
    }
  }
  client.close();
  console.log(`program: ${refused} of ${programs.length} programs hold code of their own`);
  expect(refused).toBeLessThan(programs.length);
});

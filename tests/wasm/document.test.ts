// What a document may carry: numbers that the page comes to by itself stay within its bounds.
import { expect, test } from 'vitest';
import { bounded, LIMITS, readDocument, settingsOf } from '../../web/src/document/document';

test('settings beyond the bounds are brought within them, so that a link of them opens', () => {
  const large = { batch: 5000, seed: 2 ** 40, dims: { T: 2e6, S: 0, N: 7 }, holes: { n: 1e9 } };
  const within = bounded(large);
  expect(within).toEqual({
    batch: LIMITS.batch,
    seed: LIMITS.seed,
    dims: { T: LIMITS.size, S: 1, N: 7 },
    holes: { n: 1e9 },
  });
  expect(() => readDocument({ ...large, program: '' })).toThrow('batch needs a whole number');
  expect(readDocument({ ...within, program: '' })).toEqual({ ...within, program: '' });
});

test('what is left out stays left out, and what is not known is kept', () => {
  expect(bounded({})).toEqual({});
  expect(settingsOf({ program: 'x', view: { name: 'y' }, later: 1, seed: 3 })).toEqual({
    later: 1,
    seed: 3,
  });
});

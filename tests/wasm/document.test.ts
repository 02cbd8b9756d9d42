// What a document may carry: numbers that the page comes to by itself stay within its bounds.
import { expect, test } from 'vitest';
import { LIMITS, moved, readDocument, settingsOf } from '../../web/src/document/document';

test('numbers beyond the bounds are brought within them, so that a link of them opens', () => {
  const large = { batch: 5000, seed: 2 ** 40, dims: { T: 2e6, S: 0, N: 7 }, holes: { n: 1e9 } };
  const within = moved({}, large);
  expect(within).toEqual({
    batch: LIMITS.batch,
    seed: LIMITS.seed,
    dims: { T: LIMITS.size, S: 1, N: 7 },
    holes: { n: 1e9 },
  });
  expect(() => readDocument({ ...large, program: '' })).toThrow('batch needs a whole number');
  expect(readDocument({ ...within, program: '' })).toEqual({ ...within, program: '' });
});

test('what is not moved stays, other sizes and what is not known too', () => {
  const before = { batch: 3, dims: { T: 5, S: 6 }, later: 1 };
  expect(moved(before, { dims: { T: 7 }, batch: undefined })).toEqual({
    batch: 3,
    dims: { T: 7, S: 6 },
    later: 1,
  });
  expect(moved({}, {})).toEqual({});
  expect(settingsOf({ program: 'x', view: { name: 'y' }, later: 1 })).toEqual({ later: 1 });
});

// The checker that holds the engine's answers to their types has to be able to fail.
import { expect, test } from 'vitest';
import { TypeChecker } from './type-checker';

const types = new TypeChecker(new URL('../../bindings/index.ts', import.meta.url));
const axis = { size: 3, text: '3', role: 'time', ids: [0] };

test('a value of the type passes', () => {
  expect(types.mismatches(axis, 'Axis')).toEqual([]);
  expect(types.mismatches({ ...axis, size: null, role: 'a name of the user' }, 'Axis')).toEqual([]);
  expect(types.mismatches([0, 4], 'Span')).toEqual([]);
  expect(types.mismatches({ a: [null, 2], b: [] }, 'TensorShapes')).toEqual([]);
  expect(types.mismatches({ program: '', anything: [1] }, 'Document')).toEqual([]);
});

test('an unknown key, a missing key and another type are told with their place', () => {
  expect(types.mismatches({ ...axis, extra: 1 }, 'Axis')).toEqual(['Axis.extra: not in the type']);
  expect(types.mismatches({ size: 3, text: '3', role: 'time' }, 'Axis')).toEqual([
    'Axis.ids: missing',
  ]);
  expect(types.mismatches({ ...axis, size: '3' }, 'Axis')).toEqual([
    'Axis.size: "3" is not number | null',
  ]);
  expect(types.mismatches({ ...axis, ids: [0, null] }, 'Axis')).toEqual([
    'Axis.ids[1]: null is not number',
  ]);
  expect(types.mismatches([0], 'Span')).toEqual(['Span: [0] is not Span']);
  expect(types.mismatches({ a: [true] }, 'TensorShapes')).toHaveLength(1);
});

test('of a union the nearest member is told', () => {
  const edit = { kind: 'set_argument', layer: 1, name: 'units', value: 5 };
  expect(types.mismatches(edit, 'EditRequest')).toEqual(['EditRequest.value: 5 is not string']);
  expect(types.mismatches('kind', 'EventKind')).toHaveLength(1);
});

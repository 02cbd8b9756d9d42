// Owns what "agrees" means: for numbers, shapes and whole structures. Must not know engine or files.
import type { KerasShape } from '../../bindings/report';
import type { TensorData } from '../../bindings/requests';
import type { Tensor } from '../../bindings/tensor-json';

export interface Tolerance {
  atol: number;
  rtol: number;
}

/** The engine's answer is not Keras's: the message says where. */
export class Mismatch extends Error {}

/** `(2, None, 3)`; lists of shapes and other values as JSON. */
export function show(value: unknown): string {
  if (!isShape(value)) return JSON.stringify(value) ?? 'nothing';
  const sizes = value.map((size) => size ?? 'None').join(', ');
  return value.length === 1 ? `(${sizes},)` : `(${sizes})`;
}

function isShape(value: unknown): value is KerasShape {
  return Array.isArray(value) && value.every((size) => size === null || typeof size === 'number');
}

/** Both must be equal as JSON. */
export function expectEqual(what: string, got: unknown, want: unknown): void {
  if (JSON.stringify(got) === JSON.stringify(want)) return;
  throw new Mismatch(`${what}: got ${show(got)}, Keras says ${show(want)}`);
}

/** Sizes and each number: `|got - want| <= atol + rtol * |want|`, integers and booleans exactly. */
export function expectTensor(
  what: string,
  got: TensorData,
  want: Tensor,
  { atol, rtol }: Tolerance,
): void {
  expectEqual(`${what}, shape`, got.sizes, want.shape);
  const exact = want.dtype !== 'float32';
  for (const [index, expected] of want.data.map(Number).entries()) {
    const number = got.data[index] ?? NaN;
    const allowed = exact ? 0 : atol + rtol * Math.abs(expected);
    if (Math.abs(number - expected) <= allowed) continue;
    const place = coordinates(index, want.shape);
    throw new Mismatch(`${what}[${place}]: got ${number}, Keras says ${expected}`);
  }
}

function coordinates(index: number, shape: number[]): string {
  const places: number[] = [];
  let rest = index;
  for (const size of shape.toReversed()) {
    places.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return places.join(', ');
}

// Owns tensors as JSON, `{shape, dtype, data}`: how files give them and the command line prints them.
import type { TensorData } from './requests';

/** `data` is flat and row-major; booleans are 0 and 1. */
export interface Tensor {
  shape: number[];
  dtype: string;
  data: (number | string)[];
}

/** A file does not hold the tensors that it should. */
export class TensorError extends Error {}

/** The tensors of a file: a list, or an object whose keys become `path` and `name`. */
export function readTensors(value: unknown): (Tensor & { path?: string; name?: string })[] {
  if (Array.isArray(value)) return value.map((item, index) => checked(item, `tensor ${index}`));
  if (value === null || typeof value !== 'object') {
    throw new TensorError('a list of {shape, dtype, data} is expected.');
  }
  const entries = Object.entries(value);
  return entries.map(([path, item]) => ({ path, name: path, ...checked(item, path) }));
}

function checked(value: unknown, place: string): Tensor {
  const { shape, data, dtype = 'float32' } = (value ?? {}) as Partial<Tensor>;
  const isSize = (size: unknown) => Number.isInteger(size) && (size as number) >= 0;
  if (!Array.isArray(shape) || !shape.every(isSize) || !Array.isArray(data)) {
    throw new TensorError(`${place} is not {shape, dtype, data}.`);
  }
  const count = shape.reduce((product, size) => product * size, 1);
  if (count !== data.length) {
    throw new TensorError(
      `${place} has shape (${shape.join(', ')}), ${count} numbers, and ${data.length} in data.`,
    );
  }
  return { ...(value as Tensor), dtype };
}

/** The numbers of a tensor, in the engine's type for it. */
export function numbersOf(tensor: Tensor, dtype: TensorData['dtype']): TensorData['data'] {
  const numbers = tensor.data.map(Number);
  if (dtype === 'bool') return Uint8Array.from(numbers, (number) => (number === 0 ? 0 : 1));
  return dtype === 'int32' ? Int32Array.from(numbers) : Float32Array.from(numbers);
}

/** A tensor of the engine as JSON. */
export function writeTensor({ sizes, dtype, data }: TensorData): Tensor {
  const write = dtype === 'float32' ? shortest : (number: number) => number;
  return { shape: sizes, dtype, data: Array.from(data as Float32Array, write) };
}

/** The shortest decimal that reads back to the same float32; what JSON has no number for as text. */
function shortest(number: number): number | string {
  if (!Number.isFinite(number)) return String(number);
  for (let digits = 6; digits < 9; digits += 1) {
    const rounded = Number(number.toPrecision(digits));
    if (Math.fround(rounded) === number) return rounded;
  }
  return Number(number.toPrecision(9));
}

// Owns how a tensor of any rank is looked at as rows and columns: rows are the second-last axis,
// columns the last, as NumPy prints; the axes before them are held at an index. Must not know colours.
import type { TensorData } from '../../../bindings/requests';

/** A tensor seen as a matrix. */
export interface Slice {
  rows: number;
  columns: number;
  /** Where the matrix begins in the data. */
  offset: number;
}

/** The matrix at `held`, one index for each axis before the last two (0 where none is given). */
export function sliceOf(sizes: readonly number[], held: readonly number[]): Slice {
  const columns = sizes.at(-1) ?? 1;
  const rows = sizes.at(-2) ?? 1;
  let offset = 0;
  sizes.slice(0, -2).forEach((size, axis) => {
    offset = offset * size + Math.min(size - 1, held[axis] ?? 0);
  });
  return { rows, columns, offset: offset * rows * columns };
}

/**
 * Which cells of the matrix at `held` lie in a masked step. A mask has the first axes of the tensor that
 * it goes with (batch and time), and is 0 where a step does not count.
 */
export function paddingOf(
  mask: TensorData,
  sizes: readonly number[],
  held: readonly number[],
): (row: number, column: number) => boolean {
  return (row, column) => {
    const place = [...held.slice(0, Math.max(0, sizes.length - 2)), row, column];
    const at = mask.sizes.reduce((offset, size, axis) => offset * size + (place[axis] ?? 0), 0);
    return mask.data[at] === 0;
  };
}

/** One item of a batch as a matrix: a row where an item is a vector. */
export function itemSlice(sizes: readonly number[], item: number, batched: boolean): Slice {
  if (!batched || sizes.length > 2) return sliceOf(sizes, [item]);
  const columns = sizes[1] ?? 1;
  return { rows: 1, columns, offset: item * columns };
}

/** Smallest, largest, mean and spread of a tensor; numbers that are not finite are only counted. */
export interface Statistics {
  min: number;
  max: number;
  mean: number;
  std: number;
  /** How many are NaN or infinite. */
  broken: number;
}

export function statisticsOf(data: TensorData['data'], slice: Slice): Statistics {
  let min = Infinity;
  let max = -Infinity;
  let sum = 0;
  let squares = 0;
  let count = 0;
  const end = slice.offset + slice.rows * slice.columns;
  for (let i = slice.offset; i < end; i++) {
    const value = Number(data[i]);
    if (!Number.isFinite(value)) continue;
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value;
    count += 1;
  }
  const mean = sum / count;
  for (let i = slice.offset; i < end; i++) {
    const value = Number(data[i]);
    if (Number.isFinite(value)) squares += (value - mean) ** 2;
  }
  const broken = slice.rows * slice.columns - count;
  return { min, max, mean, std: Math.sqrt(squares / count), broken };
}

/** How many values fall into each of `bins` equal parts between `-limit` and `limit`. */
export function histogramOf(
  data: TensorData['data'],
  slice: Slice,
  limit: number,
  bins: number,
): number[] {
  const counts = new Array<number>(bins).fill(0);
  for (let i = slice.offset; i < slice.offset + slice.rows * slice.columns; i++) {
    const value = Number(data[i]);
    if (!Number.isFinite(value)) continue;
    const bin = Math.floor(((value / limit + 1) / 2) * bins);
    counts[Math.min(bins - 1, Math.max(0, bin))]! += 1;
  }
  return counts;
}

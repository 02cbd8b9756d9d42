// The models that are written out and read again: those of the golden files, as Keras saved them.
// Must not know what is done with them.
import { readFileSync } from 'node:fs';
import type { Document } from '../../bindings/requests';
import type { GoldenFile } from '../golden/case';

const GROUPS = ['recurrent', 'wrappers', 'layers', 'shapes', 'custom'];

/** Bare operations: `x` is (batch, 4, 6), `y` (batch, 4, 6), `i` integers (batch, 4), `v` (batch, 6). */
const OPERATIONS = `
x + y; x - 1; 2 * x; x / y; x ** 2; -x; x // 2; x % 3; x > y; x >= 0; x < y; x <= 1; x == y; x != y
x[:, -1]; x[:, 1:3]; x[..., 0]; x[:, ::2, None]; x @ ops.transpose(y, (0, 2, 1))
ops.abs(x); ops.exp(x); ops.log(x); ops.sqrt(x); ops.square(x); ops.sin(x); ops.floor(x); ops.sign(x)
ops.mean(x); ops.mean(x, axis=1); ops.sum(x, axis=(1, 2), keepdims=True); ops.max(x, axis=-1)
ops.min(x, axis=1); ops.prod(x, axis=1); ops.std(x, axis=1); ops.var(x, axis=-1, keepdims=True)
ops.any(x > 0, axis=1); ops.all(x > 0, axis=-1); ops.argmax(x, axis=-1); ops.argmin(x, axis=1)
ops.cumsum(x, axis=1); ops.logsumexp(x, axis=1); ops.norm(x, axis=-1); ops.normalize(x, axis=-1)
ops.count_nonzero(x, axis=1); ops.average(x, axis=1); ops.moments(x, axes=[1])[0]; ops.median(x, axis=1)
ops.reshape(x, (-1, 24)); ops.transpose(x, (0, 2, 1)); ops.swapaxes(x, 1, 2); ops.moveaxis(x, 1, 2)
ops.expand_dims(x, 1); ops.squeeze(ops.expand_dims(x, 1), 1); ops.concatenate([x, y], axis=1)
ops.stack([x, y], axis=1); ops.split(x, 2, axis=1)[1]; ops.tile(x, (1, 2, 1)); ops.repeat(x, 2, axis=1)
ops.flip(x, axis=1); ops.roll(x, 1, axis=1); ops.pad(x, ((0, 0), (1, 1), (0, 0)))
ops.pad(x, ((0, 0), (1, 1), (0, 0)), constant_values=1.0); ops.clip(x, 0.0, 1.0); ops.cast(x, "int32")
ops.where(x > 0, x, y); ops.maximum(x, 0.5); ops.minimum(x, y); ops.power(x, 2); ops.matmul(x, ops.swapaxes(y, 1, 2))
ops.einsum("btf,bsf->bts", x, y)
ops.take(x, 1, axis=1); ops.take_along_axis(x, ops.cast(ops.argsort(x, axis=1), "int32"), axis=1)
ops.sort(x, axis=1); ops.argsort(x, axis=-1); ops.top_k(v, 2)[0]; ops.one_hot(i, 5); ops.zeros_like(x)
ops.ones_like(x); ops.full_like(x, 2.0); ops.logical_and(x > 0, y > 0); ops.logical_or(x > 0, y > 0)
ops.logical_not(x > 0); ops.isnan(x); ops.round(x, 1); ops.tril(x); ops.triu(x, 1); ops.diff(x, axis=1)
ops.relu(x); ops.sigmoid(x); ops.tanh(x); ops.softmax(x, axis=1); ops.log_softmax(x); ops.elu(x); ops.gelu(x)
ops.silu(x); ops.softplus(x); ops.softsign(x); ops.leaky_relu(x, negative_slope=0.1); ops.hard_sigmoid(x)
ops.relu6(x); ops.selu(x); ops.erf(x); ops.rsqrt(x); ops.stop_gradient(x); ops.max_pool(x, 2); ops.average_pool(x, 2)
ops.outer(v, v); ops.unstack(x, axis=1)[0]; ops.hstack([x, y])
ops.ravel(x)
`;

const operationProgram = (expression: string) => `import keras
from keras import ops
x = keras.Input((4, 6))
y = keras.Input((4, 6))
i = keras.Input((4,), dtype="int32")
v = keras.Input((6,))
model = keras.Model([x, y, i, v], ${expression})
`;

/** A model for each operation of `keras.ops` that stands alone. */
export function operationCases(): SavedCase[] {
  const expressions = OPERATIONS.trim().split(/;\s|\n/);
  return expressions.map((expression, index) => ({
    name: `operations/${String(index).padStart(3, '0')}`,
    document: { program: operationProgram(expression) },
  }));
}

export interface SavedCase {
  name: string;
  document: Document;
}

/** Every golden model of Keras's JSON; those of programs are given by their programs. */
export function savedCases(): { models: SavedCase[]; programs: SavedCase[] } {
  const models: SavedCase[] = [];
  const programs: SavedCase[] = [];
  for (const group of GROUPS) {
    const path = new URL(`../golden/${group}.json`, import.meta.url);
    const { cases } = JSON.parse(readFileSync(path, 'utf8')) as GoldenFile;
    for (const { name, model, source } of cases) {
      const title = `${group}/${name}`;
      if (model?.config !== undefined) {
        models.push({ name: title, document: { program: '', model: { ...model } } });
      } else if (source !== undefined) {
        programs.push({ name: title, document: { program: source } });
      }
    }
  }
  return { models, programs };
}

// Node 20 has relaxed SIMD behind a flag. Must not know what it is used for.
import { setFlagsFromString } from 'node:v8';
import { bestBuild } from '../load';

/** Makes this Node take the relaxed build, where it has to be told to. */
export function allowRelaxed(): void {
  if (bestBuild() !== 'relaxed') setFlagsFromString('--experimental-wasm-relaxed-simd');
}

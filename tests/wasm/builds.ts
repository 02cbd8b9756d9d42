// The WASM builds that these tests run, both in one process. Must not know what is tested.
import { allowRelaxed } from '../../bindings/cli/relaxed';
import { DirectClient } from '../../bindings/direct-client';
import { wasm, type WasmBuild } from '../../bindings/load';

allowRelaxed();

export const BUILDS: readonly WasmBuild[] = ['simd', 'relaxed'];

/** A client of a build, which has been made sure to be the one asked for. */
export async function clientOf(build: WasmBuild): Promise<DirectClient> {
  const client = new DirectClient(wasm(build));
  const { build: got } = await client.describe();
  if (got !== build) throw new Error(`The build ${build} was asked for, got ${got}.`);
  return client;
}

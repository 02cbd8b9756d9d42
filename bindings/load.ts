// Owns which WASM build runs here, and loads it. Must not know what it is asked.
import type { Connect } from './boundary';
import { type EngineModule, WasmBoundary } from './heap';
import type { Description } from './requests';

/** The WASM builds: with fixed-width SIMD, and with relaxed SIMD (fused multiply-add) beside it. */
export type WasmBuild = Exclude<Description['build'], 'native'>;

/** What Emscripten's module exports. */
interface ModuleFile {
  default: () => Promise<EngineModule>;
}

const MODULES: Record<WasmBuild, () => Promise<ModuleFile>> = {
  simd: () => import('../build/wasm/unroll-simd.mjs'),
  relaxed: () => import('../build/wasm/unroll-relaxed.mjs'),
};

// prettier-ignore
const RELAXED_PROBE = new Uint8Array([
  0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, // a module of version 1
  0x01, 0x05, 0x01, 0x60, 0x00, 0x01, 0x7b,       // type 0: () -> v128
  0x03, 0x02, 0x01, 0x00,                         // function 0 is of type 0
  0x0a, 0x13, 0x01, 0x11, 0x00,                   // its code, without locals
  0x41, 0x00, 0xfd, 0x11,                         //   i32x4.splat (i32.const 0)
  0x41, 0x00, 0xfd, 0x11,
  0x41, 0x00, 0xfd, 0x11,
  0xfd, 0x85, 0x02, 0x0b,                         //   f32x4.relaxed_madd, end
]);

/** The fastest build that this browser or Node runs. */
export function bestBuild(): WasmBuild {
  return WebAssembly.validate(RELAXED_PROBE) ? 'relaxed' : 'simd';
}

/** Loads a build: the fastest that runs here, unless one is named. */
export async function connectWasm(build: WasmBuild = bestBuild()): Promise<WasmBoundary> {
  const { default: instantiate } = await MODULES[build]();
  return new WasmBoundary(await instantiate());
}

/** The same as a `Connect` for clients. */
export function wasm(build?: WasmBuild): Connect {
  return () => connectWasm(build);
}

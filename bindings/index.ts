// What the npm package offers to other programs.
export {
  type Client,
  EngineError,
  type Ran,
  type RunRequest,
  Superseded,
  type TensorKind,
  type WritableKind,
} from './client';
export type { Boundary, Connect } from './boundary';
export { DirectClient } from './direct-client';
export { loadLayers } from './layers';
export { bestBuild, wasm, type WasmBuild } from './load';
export type * from './report';
export type * from './requests';

// What CMake builds of the engine (build/wasm/), so that types check before the first build.
declare module '*/unroll-simd.mjs' {
  const instantiate: () => Promise<import('./heap').EngineModule>;
  export default instantiate;
}
declare module '*/unroll-relaxed.mjs' {
  const instantiate: () => Promise<import('./heap').EngineModule>;
  export default instantiate;
}
declare module '*/layers.json' {
  const layers: import('./requests').LayerClass[];
  export default layers;
}

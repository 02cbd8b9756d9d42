// Owns the loading of the layer table with its texts, which the engine's build writes beside the modules
// (build/wasm/layers.json). Must not know what is shown of it.
import type { LayerClass } from './requests';

let loaded: Promise<LayerClass[]> | undefined;

/** Every layer that the engine knows, with its documentation. Loaded once, when it is first asked for. */
export function loadLayers(): Promise<LayerClass[]> {
  loaded ??= import('../build/wasm/layers.json').then(
    ({ default: layers }) => layers,
    (error: unknown) => {
      loaded = undefined; // the next who asks tries again
      throw error;
    },
  );
  return loaded;
}

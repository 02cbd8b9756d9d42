// Owns the address of the reference: `#layers` and `#layers/NAME`, in step with what is open. Must not know
// what a page of it shows.
import type { Playground } from '../document/playground.svelte';

const ADDRESS = /^#layers(?:\/(\w+))?\/?$/;

/** The page of the reference that a fragment asks for: a layer's name, empty for the list, null for none. */
export function referenceAt(fragment: string): string | null {
  const found = ADDRESS.exec(fragment);
  return found ? (found[1] ?? '') : null;
}

/** Keeps the address of the window and the playground's reference the same, both ways. */
export function followReference(page: Playground): void {
  let before = referenceAt(location.hash) === null ? location.hash : '';
  page.reference = referenceAt(location.hash);
  window.addEventListener('popstate', () => (page.reference = referenceAt(location.hash)));
  $effect.root(() => {
    $effect(() => {
      const { reference } = page;
      if (reference === referenceAt(location.hash)) return;
      if (referenceAt(location.hash) === null) before = location.hash;
      const fragment =
        reference === null ? before : reference === '' ? '#layers' : `#layers/${reference}`;
      history.pushState(null, '', fragment || location.pathname + location.search);
    });
  });
}

// Owns how a component finds the playground that it is mounted in: several may stand on one page.
import { getContext } from 'svelte';
import type { Playground } from './playground.svelte';

const key = Symbol('playground');

/** The context to mount a playground's components with. */
export function playgroundContext(playground: Playground): Map<symbol, Playground> {
  return new Map([[key, playground]]);
}

/** The playground around the component that is being made. */
export function playground(): Playground {
  const found = getContext<Playground | undefined>(key);
  if (found === undefined) throw new Error('A component of the page stands outside a playground.');
  return found;
}

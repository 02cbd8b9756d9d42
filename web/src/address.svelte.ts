// Owns the fragment of the page's address: it asks for a document (a link), for the reference of the
// layers (`#layers`, `#layers/NAME`), or for nothing. Must not know what either holds.
import { reasonOf } from '../../bindings/client';
import type { Document } from '../../bindings/requests';
import { decodeLink, isLink } from './document/link';
import type { Playground } from './document/playground.svelte';

const REFERENCE = /^#layers(?:\/(\w+))?\/?$/;

/** The page of the reference that a fragment asks for: a layer's name, empty for the list, null for none. */
function referenceAt(fragment: string): string | null {
  const found = REFERENCE.exec(fragment);
  return found ? (found[1] ?? '') : null;
}

/** The document that the address asks for, or the sentence why it cannot be opened; neither where it asks for none. */
export async function askedDocument(): Promise<{
  document: Document | null;
  problem: string | null;
}> {
  if (!isLink(location.hash)) return { document: null, problem: null };
  try {
    return { document: await decodeLink(location.hash), problem: null };
  } catch (error) {
    return { document: null, problem: reasonOf(error) };
  }
}

/**
 * Keeps the address of the window and the playground in step, both ways. The document that the address
 * asks for now is open already.
 */
export function followAddress(page: Playground): void {
  /** What stands in the address for the document: coming back to it from the reference opens nothing anew. */
  let own = referenceAt(location.hash) === null ? location.hash : '';

  async function open(): Promise<void> {
    const before = own;
    const asked = location.hash;
    own = asked;
    const newest = page.beginOpening();
    const { document, problem } = await askedDocument();
    if (!newest()) return;
    if (document) page.open(document);
    else if (own === asked) own = before; // what was open stays open
    if (problem !== null) page.notice = problem;
  }

  function changed(): void {
    page.reference = referenceAt(location.hash);
    if (page.reference !== null || location.hash === own) return;
    if (isLink(location.hash)) void open();
    else own = location.hash;
  }

  page.reference = referenceAt(location.hash);
  window.addEventListener('popstate', changed);
  window.addEventListener('hashchange', changed);
  $effect.root(() => {
    $effect(() => {
      const { reference } = page;
      if (reference === referenceAt(location.hash)) return;
      const fragment =
        reference === null ? own : reference === '' ? '#layers' : `#layers/${reference}`;
      history.pushState(null, '', fragment || location.pathname + location.search);
    });
    $effect(() => {
      if (page.linked === null) return;
      own = page.linked.fragment;
      history.replaceState(null, '', own);
    });
  });
}

// Owns the standalone page: it reads the address, makes the engine and mounts one playground.
import { openWorkerClient } from '../../bindings/browser';
import type { Document } from '../../bindings/requests';
import { reasonOf } from './controls/sentences';
import { decodeLink, isLink } from './document/link';
import { openingDocument } from './document/playground.svelte';
import { mountPlayground } from './mount';
import { openPasted } from './opening/open';
import { followReference } from './reference/address.svelte';
import './styles/page.css';

/** The document that the address asks for, or the sentence why it cannot be opened. */
async function asked(): Promise<{ document: Document | null; problem: string | null }> {
  if (!isLink(location.hash)) return { document: null, problem: null };
  try {
    return { document: await decodeLink(location.hash), problem: null };
  } catch (error) {
    return { document: null, problem: reasonOf(error) };
  }
}

const target = document.getElementById('app');
if (!target) throw new Error('The page has no #app to mount in.');

const first = await asked();
const { playground } = mountPlayground(
  target,
  openWorkerClient,
  first.document ?? openingDocument(),
);
playground.notice = first.problem;
followReference(playground);

/** The fragment whose document is open: going back to it from elsewhere on the page opens nothing anew. */
let opened = location.hash;
window.addEventListener('hashchange', () => {
  if (!isLink(location.hash) || location.hash === opened) return;
  opened = location.hash;
  void asked().then(({ document, problem }) => {
    if (document) playground.open(document);
    if (problem !== null) playground.notice = problem;
  });
});

// A paste while nothing on the page has the focus.
document.addEventListener('paste', (event) => {
  const text = event.clipboardData?.getData('text/plain') ?? '';
  if (event.target !== document.body || text.trim() === '') return;
  event.preventDefault();
  void openPasted(playground, text);
});

// Owns the standalone page: it makes the engine and mounts one playground with what the address asks for.
import { openWorkerClient } from '../../bindings/browser';
import { askedDocument, followAddress } from './address.svelte';
import { documentOf, opening } from './gallery/gallery';
import { mountPlayground } from './mount';
import { openClipboard } from './opening/open';
import './styles/page.css';

const target = document.getElementById('app');
if (!target) throw new Error('The page has no #app to mount in.');

const first = await askedDocument();
const { playground } = mountPlayground(
  target,
  openWorkerClient,
  first.document ?? documentOf(opening),
);
playground.notice = first.problem;
followAddress(playground);

// A paste while nothing on the page has the focus.
document.addEventListener('paste', (event) => {
  if (event.target === document.body) openClipboard(playground, event, document);
});

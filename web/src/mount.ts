// Owns how a playground comes to stand in an element. Must not know the page around it.
import { mount, unmount } from 'svelte';
import type { Client } from '../../bindings/client';
import type { Document } from '../../bindings/requests';
import App from './App.svelte';
import { playgroundContext } from './document/context';
import { Playground } from './document/playground.svelte';
import './styles/tokens.css';
import './styles/base.css';

/** A playground that stands in an element. */
export interface Mounted {
  playground: Playground;
  /** Takes it away and ends its engine. */
  destroy(): void;
}

/** Mounts a playground with a document. */
export function mountPlayground(
  target: Element | ShadowRoot,
  connect: () => Client,
  document: Document,
): Mounted {
  const playground = new Playground(connect, document);
  const app = mount(App, { target, context: playgroundContext(playground) });
  return {
    playground,
    destroy() {
      void unmount(app);
      playground.engines.close();
    },
  };
}

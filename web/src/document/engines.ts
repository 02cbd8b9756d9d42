// Owns the engines of one playground: the one that has its document, and others beside it, so that the
// document stays open as it is. Must not know how an engine is reached, nor what is asked of it.
import type { Client } from '../../../bindings/client';
import type { Report } from '../../../bindings/report';
import type { Document } from '../../../bindings/requests';

export class Engines {
  /** The one that has the playground's document. */
  readonly client: Client;
  readonly #connect: () => Client;
  #previewer: Client | null = null;

  /** `connect` makes an engine. */
  constructor(connect: () => Client) {
    this.#connect = connect;
    this.client = connect();
  }

  /** What the engine would answer to another document. */
  preview(document: Document): Promise<Report> {
    this.#previewer ??= this.#connect();
    return this.#previewer.open(document);
  }

  /** An engine of the caller's own, who closes it. */
  another(): Client {
    return this.#connect();
  }

  /** Asks an engine that is ended afterwards. */
  async beside<T>(ask: (client: Client) => Promise<T>): Promise<T> {
    const client = this.another();
    try {
      return await ask(client);
    } finally {
      client.close();
    }
  }

  /** Ends those that it keeps. */
  close(): void {
    this.client.close();
    this.#previewer?.close();
  }
}

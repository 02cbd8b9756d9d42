// Owns the link: `#1.` and the document's JSON, compressed (deflate-raw) and in base64url. A link that
// was ever published opens for ever (tests/links). Nothing from a link is trusted.
import type { Document } from '../../../bindings/requests';
import { DocumentError, readDocument, withoutDefaults } from './document';

/** Begins the fragment of every link of this form. */
export const LINK_PREFIX = '#1.';
/** Longest fragment that is opened, in characters. */
export const MAX_LINK_CHARACTERS = 512 * 1024;
/** Most bytes that a link may unfold to: a small link can hold a very long text. */
export const MAX_DOCUMENT_BYTES = 1024 * 1024;

/** A link that cannot be opened; the message says why and what to do. */
export class LinkError extends Error {}

function toBase64Url(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  if (!/^[A-Za-z0-9_-]+$/.test(text)) {
    throw new LinkError(
      'The link has characters that no link is made of, so it was changed on its way. Copy it again.',
    );
  }
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
  } catch {
    throw new LinkError('The link is cut off or was changed on its way. Copy it again.');
  }
}

const stream = (bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> =>
  new Blob([bytes]).stream();

/** Collects a stream, but never more than `limit` bytes of it. */
async function collect(source: ReadableStream<Uint8Array>, limit: number): Promise<Uint8Array> {
  const reader = source.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > limit) {
      void reader.cancel();
      throw new LinkError(
        `The link unfolds to more than ${limit / 1024} KB of text, which is not opened.`,
      );
    }
    chunks.push(value);
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

/** The fragment (with its `#`) that opens this document. */
export async function encodeLink(document: Document): Promise<string> {
  const json = new TextEncoder().encode(JSON.stringify(withoutDefaults(document)));
  const packed = stream(json).pipeThrough(new CompressionStream('deflate-raw'));
  return LINK_PREFIX + toBase64Url(await collect(packed, Number.MAX_SAFE_INTEGER));
}

/** Whether a fragment claims to be a link to a document. */
export function isLink(fragment: string): boolean {
  return /^#\d+\./.test(fragment);
}

/** The document behind a fragment. Throws LinkError with a sentence for the reader. */
export async function decodeLink(fragment: string): Promise<Document> {
  if (!fragment.startsWith(LINK_PREFIX)) {
    const version = /^#(\d+)\./.exec(fragment)?.[1];
    throw new LinkError(
      version === undefined
        ? 'The address holds no program after its #.'
        : `The link is of form ${version.slice(0, 9)}, and this page reads form 1. Load the page anew to get its newest version.`,
    );
  }
  if (fragment.length > MAX_LINK_CHARACTERS) {
    throw new LinkError(
      `The link has ${fragment.length} characters; at most ${MAX_LINK_CHARACTERS} are opened.`,
    );
  }
  const packed = fromBase64Url(fragment.slice(LINK_PREFIX.length));
  let json: unknown;
  try {
    const plain = stream(packed).pipeThrough(new DecompressionStream('deflate-raw'));
    const bytes = await collect(plain, MAX_DOCUMENT_BYTES);
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    if (error instanceof LinkError) throw error;
    throw new LinkError('The link is cut off or was changed on its way. Copy it again.');
  }
  try {
    return readDocument(json);
  } catch (error) {
    if (error instanceof DocumentError) {
      throw new LinkError(`The link holds a document that cannot be opened. ${error.message}`);
    }
    throw error;
  }
}

// Owns what a document is to the page: its fields, their defaults and their bounds. A document comes
// out of a link or a file, so every field is checked. Must not know how it is drawn or sent.
import { isRecord } from '../../../bindings/json';
import type { Document } from '../../../bindings/requests';

/** Everything of a document but the program and the view: what the undo history holds beside the text. */
export interface Settings {
  holes?: Document['holes'];
  batch?: Document['batch'];
  dims?: Document['dims'];
  seed?: Document['seed'];
  keras?: Document['keras'];
  data?: Document['data'];
  weights?: Document['weights'];
  [unknown: string]: unknown;
}

/** The settings of a document. */
export function settingsOf(document: Document): Settings {
  const settings: Record<string, unknown> = { ...document };
  delete settings['program'];
  delete settings['view'];
  return settings;
}

/** `Settings.data`: arrays of the program, or numbers drawn from the seed, for a program that has data of its own. */
export const DATA = { own: 'own', drawn: 'drawn' } as const;

/**
 * Whether a program's own data is what the values are made of: until a size or the seed is set, or as the
 * document says.
 */
export function isOwn({ data, batch, dims, seed }: Settings): boolean {
  if (data === DATA.own || data === DATA.drawn) return data === DATA.own;
  return batch === undefined && seed === undefined && Object.keys(dims ?? {}).length === 0;
}

/** What a field that is left out means. Published links rely on these: they never change. */
export const DEFAULTS = { batch: 2, seed: 7, length: 10, keras: '3.15' } as const;

/** The releases of Keras whose rules a document may ask for. */
export const RELEASES = ['3.15', '3.16'] as const;

/** Bounds of the numbers that a document carries. */
export const LIMITS = {
  batch: 4096,
  size: 1_000_000,
  seed: 2 ** 31 - 1,
  program: 200_000,
} as const;

const between = (value: number, min: number, max: number): number =>
  Math.min(max, Math.max(min, value));

/**
 * Settings after a change: what it leaves out stays, sizes too, and numbers are brought within the bounds of
 * a document, so that a link of them opens.
 */
export function moved(settings: Settings, change: Settings): Settings {
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  const next: Settings = { ...settings, ...Object.fromEntries(given) };
  if (next.batch !== undefined) next.batch = between(next.batch, 1, LIMITS.batch);
  if (next.seed !== undefined) next.seed = between(next.seed, 0, LIMITS.seed);
  const sizes = Object.entries({ ...settings.dims, ...change.dims });
  if (sizes.length > 0) {
    next.dims = Object.fromEntries(
      sizes.map(([symbol, size]) => [symbol, between(size, 1, LIMITS.size)]),
    );
  }
  return next;
}

/** A document that is not one; the message says what was expected and what came. */
export class DocumentError extends Error {}

function whole(value: unknown, name: string, min: number, max: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) {
    return value;
  }
  const came = typeof value === 'string' ? `"${value.slice(0, 20)}"` : String(value).slice(0, 20);
  throw new DocumentError(`${name} needs a whole number from ${min} to ${max}, got ${came}.`);
}

function record(value: unknown, name: string): Record<string, unknown> {
  if (isRecord(value)) return value;
  throw new DocumentError(`${name} needs names with values.`);
}

/**
 * Reads a document out of JSON that anybody may have written. Unknown fields are kept.
 * Throws DocumentError where a known field is of the wrong kind or out of bounds.
 */
export function readDocument(json: unknown): Document {
  const fields = record(json, 'A document');
  if (typeof fields['program'] !== 'string') {
    throw new DocumentError('A document needs a program, and this one has none.');
  }
  if (fields['program'].length > LIMITS.program) {
    throw new DocumentError(
      `The program has ${fields['program'].length} characters; at most ${LIMITS.program} are opened.`,
    );
  }
  const document: Document = { ...fields, program: fields['program'] };
  if (document.batch !== undefined) whole(document.batch, 'batch', 1, LIMITS.batch);
  if (document.seed !== undefined) whole(document.seed, 'seed', 0, LIMITS.seed);
  if (document.dims !== undefined) {
    for (const [name, size] of Object.entries(record(document.dims, 'dims'))) {
      whole(size, name, 1, LIMITS.size);
    }
  }
  if (document.holes !== undefined) record(document.holes, 'holes');
  if (document.view !== undefined) record(document.view, 'view');
  if (document.keras !== undefined && !RELEASES.includes(document.keras)) {
    throw new DocumentError(
      `keras needs 3.15 or 3.16, got ${String(document.keras).slice(0, 20)}.`,
    );
  }
  return document;
}

const isEmpty = (value: unknown): boolean => isRecord(value) && Object.keys(value).length === 0;

/** The same document without the fields that say what is meant anyway. */
export function withoutDefaults(document: Document): Document {
  const kept = Object.entries(document).filter(
    ([name, value]) =>
      value !== undefined &&
      !isEmpty(value) &&
      !(name === 'batch' && value === DEFAULTS.batch) &&
      !(name === 'seed' && value === DEFAULTS.seed),
  );
  return Object.fromEntries(kept) as Document;
}

// What a file or a pasted text holds: a program, a notebook, or a model as Keras saves it. Shared by the
// command line and the page. Must not know what is done with it, nor what a model's JSON means.
import { strFromU8, unzipSync } from 'fflate';
import { isRecord } from './json';
import { isNotebook, programOfNotebook } from './notebook';
import type { Document } from './requests';

/** What a file holds, as a document, and what of the file the document does not hold, a sentence each. */
export interface Opened {
  document: Document;
  leftOut: string[];
}

/** Names of files that can be opened end with one of these. */
export const ENDINGS = ['.py', '.ipynb', '.json', '.keras', '.txt'] as const;

/** Where a `.keras` file has the model, which is all that is read of it. */
const CONFIG = 'config.json';
/** Far above any model's or notebook's, so that no file fills the memory. */
const MOST_BYTES = 64 * 2 ** 20;

/**
 * Throws where a file of so many bytes is too large to be opened: who can ask for its size need not read
 * it first. What this and `openFile` throw goes on "... cannot be read: ".
 */
export function checkSize(bytes: number): void {
  if (bytes <= MOST_BYTES) return;
  throw new Error(
    `it has ${Math.ceil(bytes / 2 ** 20)} MB; at most ${MOST_BYTES / 2 ** 20} MB are opened`,
  );
}

/** The document of a file, by its name's ending and its first bytes. Throws where it cannot be opened. */
export function openFile(name: string, bytes: Uint8Array): Opened {
  checkSize(bytes.length);
  if (name.endsWith('.keras') || begins(bytes, 'PK\x03\x04')) return openArchive(bytes);
  if (begins(bytes, '\x89HDF')) {
    throw new Error(
      'it is an HDF5 file, which is not read: save the model as .keras, or as the text of model.to_json()',
    );
  }
  const text = new TextDecoder().decode(bytes);
  if (text.includes('\0')) throw new Error('it is neither text nor an archive of Keras’s');
  if (name.endsWith('.ipynb')) return opened({ program: notebook(text) });
  const told = openText(text);
  if (told) return told;
  return opened(name.endsWith('.json') ? { program: '', model: text } : { program: text });
}

/** A pasted text that is a model or a notebook rather than a program; null where it is neither. */
export function openText(text: string): Opened | null {
  const json = jsonOf(text);
  if (isNotebook(json)) return opened({ program: programOfNotebook(json) });
  return isModel(json) ? opened({ program: '', model: text }) : null;
}

const opened = (document: Document, leftOut: string[] = []): Opened => ({ document, leftOut });

const begins = (bytes: Uint8Array, mark: string): boolean =>
  [...mark].every((character, at) => bytes[at] === character.charCodeAt(0));

function openArchive(bytes: Uint8Array): Opened {
  const found = entriesOf(bytes)[CONFIG];
  if (!found) throw new Error(`it is no archive of Keras's: there is no ${CONFIG} in it`);
  return opened({ program: '', model: strFromU8(found) }, [
    'The weights of the file are left out: the model is read without them.',
  ]);
}

function entriesOf(bytes: Uint8Array): Record<string, Uint8Array> {
  try {
    return unzipSync(bytes, {
      filter: ({ name, originalSize }) => name === CONFIG && originalSize <= MOST_BYTES,
    });
  } catch (error) {
    throw new Error(`it is no archive of Keras's (${(error as Error).message})`, { cause: error });
  }
}

function notebook(text: string): string {
  const json = jsonOf(text);
  if (json === undefined) throw new Error('it is no notebook: its text is not JSON');
  return programOfNotebook(json);
}

/** The value of a JSON text; undefined where it is none. */
function jsonOf(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether a value has the form of what `model.to_json()` gives. */
function isModel(json: unknown): boolean {
  return isRecord(json) && typeof json['class_name'] === 'string' && 'config' in json;
}

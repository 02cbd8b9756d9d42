// What the file of a command line holds: a program, or a model as Keras saves it. Must not know what
// is done with it.
import { strFromU8, unzipSync } from 'fflate';
import type { Document } from '../requests';

/** Where a `.keras` file has the model, which is all that is read of it. */
const CONFIG = 'config.json';
/** Far above any model's, so that no archive fills the memory. */
const MOST_BYTES = 64 * 2 ** 20;

/** The document of a file by its name's ending; throws where a `.keras` file is none. */
export function documentOf(name: string, bytes: Uint8Array): Document {
  if (name.endsWith('.keras')) return { program: '', model: configOf(bytes) };
  const text = strFromU8(bytes);
  return name.endsWith('.json') ? { program: '', model: text } : { program: text };
}

/** What a person has to know of the file that the document does not hold, or nothing. */
export function leftOutOf(name: string): string | undefined {
  if (!name.endsWith('.keras')) return undefined;
  return 'the weights of the file are left out: the model is read without them.';
}

function configOf(bytes: Uint8Array): string {
  const found = entriesOf(bytes)[CONFIG];
  if (!found) throw new Error(`it is no archive of Keras's: there is no ${CONFIG} in it`);
  return strFromU8(found);
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

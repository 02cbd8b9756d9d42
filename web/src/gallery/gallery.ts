// Owns the examples: every Python file of this folder, under its file's name, with its first comment
// as the description. Must not know what the programs do.
import type { Document } from '../../../bindings/requests';

/** An example program. */
export interface Example {
  /** The file's stem, `per-step-dense`. */
  name: string;
  /** The program's first comment. */
  description: string;
  program: string;
}

const files = import.meta.glob<string>('./*.py', { query: '?raw', import: 'default', eager: true });

/** The examples, by name. */
export const gallery: readonly Example[] = Object.entries(files)
  .map(([path, program]) => ({
    name: path.replace(/^\.\/|\.py$/g, ''),
    description: /^#\s*(.*)$/m.exec(program)?.[1] ?? '',
    program,
  }))
  .sort((a, b) => a.name.localeCompare(b.name));

const first = gallery.find((example) => example.name === 'per-step-dense') ?? gallery[0];
if (first === undefined) throw new Error('The gallery is empty.');

/** What the page opens with when no link asks for something else. */
export const opening: Example = first;

/** An example as a document. */
export function documentOf({ name, program }: Example): Document {
  return { program, view: { name } };
}

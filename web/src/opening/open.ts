// Owns the opening of files and of pasted or dropped texts in a playground: each is one step of its
// history, and what cannot be opened changes nothing. Must not know a component.
import { chooseModel } from '../../../bindings/models';
import { ENDINGS, openFile, openText, type Opened } from '../../../bindings/opening';
import type { Document } from '../../../bindings/requests';
import { reasonOf } from '../controls/sentences';
import { readDocument } from '../document/document';
import type { Playground } from '../document/playground.svelte';

/** Lets the reader choose a file, and opens it. */
export function chooseFile(page: Playground): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = ENDINGS.join(',');
  input.onchange = () => void openFiles(page, input.files);
  input.click();
}

/** Opens the first of these files in the place of the program. */
export async function openFiles(page: Playground, files: Iterable<File> | null): Promise<void> {
  const [file, ...others] = files ?? [];
  if (!file) return;
  await attempt(page, file.name, async () => {
    const { document, leftOut } = openFile(file.name, new Uint8Array(await file.arrayBuffer()));
    const rest = others.length > 0 ? [`One file is opened at a time: this is ${file.name}.`] : [];
    return { document, leftOut: [...leftOut, ...rest] };
  });
}

/** Opens a text in the place of the program: a model, a notebook, or a program of its own. */
export async function openPasted(page: Playground, text: string): Promise<void> {
  await attempt(page, null, () => {
    const found = openText(text);
    if (found) return found;
    if (/^\s*[[{]/.test(text)) {
      throw new Error('it is JSON, but neither a model of Keras’s nor a notebook');
    }
    return { document: { program: text }, leftOut: [] };
  });
}

/**
 * Whether a text that is pasted into the editor takes the place of its whole program and is no program
 * but a model or a notebook: then it is opened, not inserted.
 */
export function takesTheWhole({ editor }: Playground, text: string): boolean {
  if (!editor || !/^\s*\{/.test(text)) return false;
  const { doc, selection } = editor.state;
  const { from, to } = selection.main;
  const rest = doc.sliceString(0, from) + doc.sliceString(to);
  return rest.trim() === '' && openText(text) !== null;
}

/** A model as Keras saves it, written as a program by an engine of its own. */
async function programOf(page: Playground, model: NonNullable<Document['model']>) {
  return page.beside(async (client) => {
    const report = await client.open({ program: '', model });
    const fault = report.problems.find(({ severity }) => severity === 'error');
    if (fault) throw new Error(fault.message);
    const made = chooseModel(report);
    if (!made) throw new Error('there is no model in it');
    const { text, left_out: unsaid } = await client.export({
      model: report.models.indexOf(made),
      as: 'program',
    });
    return { name: made.name, program: text, unsaid };
  });
}

/** Opens what `read` gives; a failure is told and changes nothing. `file` is null for a pasted text. */
async function attempt(
  page: Playground,
  file: string | null,
  read: () => Opened | Promise<Opened>,
): Promise<void> {
  page.remark = null;
  try {
    const { document, leftOut } = await read();
    const { name, program, unsaid } =
      document.model === undefined
        ? { name: null, program: document.program, unsaid: [] }
        : await programOf(page, document.model);
    const shown = file?.replace(/\.\w+$/, '') ?? name ?? 'pasted';
    page.open(readDocument({ program, view: { name: shown.slice(0, 80) } }));
    page.remark = [...leftOut, ...unsaid].join(' ') || null;
  } catch (error) {
    const reason = reasonOf(error);
    const end = /[.!?]$/.test(reason) ? '' : '.';
    page.notice = `${file ?? 'What was pasted'} cannot be opened: ${reason}${end}`;
  }
}

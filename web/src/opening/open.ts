// Owns the opening of files and of pasted or dropped texts in a playground: each is one step of its
// history, and what cannot be opened changes nothing. Must not know a component.
import { reasonOf } from '../../../bindings/client';
import { chooseModel } from '../../../bindings/models';
import { checkSize, ENDINGS, openFile, openText, type Opened } from '../../../bindings/opening';
import type { Document } from '../../../bindings/requests';
import { asSentence } from '../controls/sentences';
import { readDocument } from '../document/document';
import type { Playground } from '../document/playground.svelte';
import { dialogIn } from '../layout/dialog';

/** What keeps a text that is pasted into it. */
const FIELDS = 'input, select, textarea, [contenteditable="true"]';

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
    checkSize(file.size);
    const { document, leftOut } = openFile(file.name, new Uint8Array(await file.arrayBuffer()));
    const rest = others.length > 0 ? [`One file is opened at a time: this is ${file.name}.`] : [];
    return { document, leftOut: [...leftOut, ...rest] };
  });
}

/**
 * Meets a paste: files, and texts outside of fields, are opened in the place of the program. The editor
 * keeps its texts, but for a model or a notebook in the place of its whole program. Nothing is opened
 * behind a dialog that lies over `root`.
 */
export function openClipboard(page: Playground, event: ClipboardEvent, root: ParentNode): void {
  const { clipboardData, target } = event;
  if (!clipboardData || dialogIn(root)) return;
  const field = target instanceof Element ? target.closest(FIELDS) : null;
  const editor = field?.matches('.cm-content') ?? false;
  if (field && !editor) return;
  const text = clipboardData.getData('text/plain');
  if (clipboardData.files.length > 0) void openFiles(page, clipboardData.files);
  else if (text.trim() === '' || (editor && !takesTheWhole(page, text))) return;
  else {
    const told = reading(text);
    if (editor && !told) return;
    void attempt(page, null, told ?? (() => asProgram(text)));
  }
  event.preventDefault();
  event.stopPropagation();
}

/** Whether a text that is pasted into the editor takes the place of its whole program, and may be JSON. */
function takesTheWhole({ editor }: Playground, text: string): boolean {
  if (!editor || !/^\s*\{/.test(text)) return false;
  const { doc, selection } = editor.state;
  const { from, to } = selection.main;
  const rest = doc.sliceString(0, from) + doc.sliceString(to);
  return rest.trim() === '';
}

/** Gives the model or notebook that a text is, or throws what is wrong with it; null where it is neither. */
function reading(text: string): (() => Opened) | null {
  try {
    const found = openText(text);
    return found && (() => found);
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

/** A text that is neither a model nor a notebook. */
function asProgram(text: string): Opened {
  if (/^\s*[[{]/.test(text)) {
    throw new Error('it is JSON, but neither a model of Keras’s nor a notebook');
  }
  return { document: { program: text }, leftOut: [] };
}

/** A model as Keras saves it, written as a program by an engine of its own. */
async function programOf(page: Playground, model: NonNullable<Document['model']>) {
  return page.engines.beside(async (client) => {
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

/**
 * Opens what `read` gives, unless something else was opened meanwhile. A failure is told and changes
 * nothing. `file` is null for a pasted text.
 */
async function attempt(
  page: Playground,
  file: string | null,
  read: () => Opened | Promise<Opened>,
): Promise<void> {
  const newest = page.beginOpening();
  try {
    const { document, leftOut } = await read();
    const { name, program, unsaid } =
      document.model === undefined
        ? { name: null, program: document.program, unsaid: [] }
        : await programOf(page, document.model);
    if (!newest()) return;
    const shown = file?.replace(/\.\w+$/, '') ?? name ?? 'pasted';
    page.open(readDocument({ program, view: { name: shown.slice(0, 80) } }));
    page.remark = [...leftOut, ...unsaid].join(' ') || null;
  } catch (error) {
    if (!newest()) return;
    const what = file ?? 'What was pasted';
    page.notice = `${what} cannot be opened. ${asSentence(reasonOf(error))}`;
  }
}

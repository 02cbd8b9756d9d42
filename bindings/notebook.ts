// Notebooks as programs: the code cells joined, each behind a line that names it, and places of such a
// program told by cell. A notebook comes out of a file, so everything in it is checked.
import { isRecord } from './json';

/** A place of a program that was made of a notebook: which code cell, and which line of it, from 1. */
export interface CellPlace {
  cell: number;
  line: number;
}

/** Cell magics whose cell is Python all the same; the cell of any other is another language's. */
const PYTHON_MAGICS = ['time', 'timeit', 'capture', 'prun', 'python', 'python3', 'ipytest'];

/** The line before a cell: `# %% [3]`. */
const heading = (cell: number): string => `# %% [${cell}]`;
const HEADING = /^# %% \[(\d+)\]\s*$/;

/** Whether a JSON value has the form of a notebook. */
export function isNotebook(json: unknown): json is Record<string, unknown> {
  return isRecord(json) && (Array.isArray(json['cells']) || Array.isArray(json['worksheets']));
}

/** The code cells of a notebook as one program. Throws where there are none. */
export function programOfNotebook(json: unknown): string {
  if (!isNotebook(json)) throw new Error('it is no notebook: it has no list of cells');
  const language = languageOf(json);
  if (!/^i?python/i.test(language)) {
    throw new Error(`the notebook is written in ${language.slice(0, 40)}, not in Python`);
  }
  const cells = cellsOf(json).filter((cell) => isRecord(cell) && cell['cell_type'] === 'code');
  if (cells.length === 0) throw new Error('the notebook has no code in it');
  const parts = cells.map((cell, index) => `${heading(index + 1)}\n${python(sourceOf(cell))}`);
  return `${parts.join('\n\n')}\n`;
}

/** The place of a line (from 1) by cell; null where no cell begins before it. */
export function cellPlace(program: string, line: number): CellPlace | null {
  const lines = program.split('\n', line);
  for (let at = lines.length - 1; at >= 0; at -= 1) {
    const cell = HEADING.exec(lines[at]!)?.[1];
    if (cell !== undefined) return { cell: Number(cell), line: line - at - 1 };
  }
  return null;
}

function languageOf({ metadata }: Record<string, unknown>): string {
  const part = (name: string, field: string): unknown =>
    isRecord(metadata) && isRecord(metadata[name]) ? metadata[name][field] : undefined;
  const language = part('language_info', 'name') ?? part('kernelspec', 'language');
  return typeof language === 'string' && language !== '' ? language : 'python';
}

/** The cells; those of the third format lie in worksheets. */
function cellsOf({ cells, worksheets }: Record<string, unknown>): unknown[] {
  if (Array.isArray(cells)) return cells;
  const sheets: unknown[] = Array.isArray(worksheets) ? worksheets : [];
  return sheets.flatMap((sheet): unknown[] =>
    isRecord(sheet) && Array.isArray(sheet['cells']) ? sheet['cells'] : [],
  );
}

/** A cell's text, which is one string or a list of them (`input` in the third format). */
function sourceOf(cell: unknown): string {
  if (!isRecord(cell)) return '';
  const source = cell['source'] ?? cell['input'];
  const pieces: unknown[] = Array.isArray(source) ? source : [source];
  return pieces
    .filter((piece) => typeof piece === 'string')
    .join('')
    .replace(/\r\n?/g, '\n')
    .trimEnd();
}

/**
 * A cell as the program has it, line by line: magics and shell lines stay, which the engine passes over;
 * a cell in another language, or one that writes a file, becomes comments.
 */
function python(source: string): string {
  const magic = /^\s*%%(\w+)/.exec(source)?.[1];
  if (magic === undefined || PYTHON_MAGICS.includes(magic)) return source;
  return source.replace(/^/gm, '# ');
}

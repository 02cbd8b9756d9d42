// What files and pasted texts are opened as: notebooks, models, programs; and what is told of those that
// cannot be opened.
import { strToU8, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { cellPlace, programOfNotebook } from '../../bindings/notebook';
import { openFile, openText } from '../../bindings/opening';

const MODEL = '{"class_name": "Sequential", "config": {"layers": []}}';
const code = (source: string | string[]) => ({ cell_type: 'code', source });
const notebook = (...cells: unknown[]) => ({ nbformat: 4, metadata: {}, cells });

test('code cells are joined, each behind its number; text cells are not', () => {
  const program = programOfNotebook(
    notebook(
      { cell_type: 'markdown', source: '# A title' },
      code(['import keras\n', 'n = 3']),
      code('print(n)\r\nprint(n + 1)\n\n'),
    ),
  );
  expect(program).toBe('# %% [1]\nimport keras\nn = 3\n\n# %% [2]\nprint(n)\nprint(n + 1)\n');
  expect(cellPlace(program, 3)).toEqual({ cell: 1, line: 2 });
  expect(cellPlace(program, 6)).toEqual({ cell: 2, line: 1 });
  expect(cellPlace(program, 7)).toEqual({ cell: 2, line: 2 });
  expect(cellPlace('print(1)\n', 1)).toBeNull();
});

test('magics keep their lines; cells in other languages become comments', () => {
  const program = programOfNotebook(
    notebook(
      code('%matplotlib inline\n!pip install keras\nx = 1'),
      code('%%bash\nls\n'),
      code('%%time\ny = x'),
    ),
  );
  expect(program).toBe(
    '# %% [1]\n%matplotlib inline\n!pip install keras\nx = 1\n\n# %% [2]\n# %%bash\n# ls\n\n# %% [3]\n%%time\ny = x\n',
  );
});

test('the third format has its cells in worksheets, and calls their source input', () => {
  const old = { nbformat: 3, worksheets: [{ cells: [{ cell_type: 'code', input: ['x = 1'] }] }] };
  expect(programOfNotebook(old)).toBe('# %% [1]\nx = 1\n');
});

test.each([
  [{ cells: 5 }, 'it has no list of cells'],
  [[], 'it has no list of cells'],
  [notebook(), 'the notebook has no code in it'],
  [notebook({ cell_type: 'markdown', source: 'x' }, null, 7), 'the notebook has no code in it'],
  [
    { ...notebook(code('x <- 1')), metadata: { kernelspec: { language: 'R' } } },
    'the notebook is written in R, not in Python',
  ],
])('a notebook that is none says why: %j', (json, sentence) => {
  expect(() => programOfNotebook(json)).toThrow(sentence);
});

test('cells with anything in place of their text do no harm', () => {
  const cells = [
    { cell_type: 'code' },
    { cell_type: 'code', source: { a: 1 } },
    code(['x', 1 as never]),
  ];
  expect(programOfNotebook(notebook(...cells))).toBe('# %% [1]\n\n\n# %% [2]\n\n\n# %% [3]\nx\n');
});

test('files are told by their endings and by what they hold', () => {
  const text = JSON.stringify(notebook(code('x = 1')));
  expect(openFile('a.ipynb', strToU8(text)).document).toEqual({ program: '# %% [1]\nx = 1\n' });
  expect(openFile('a.json', strToU8(text)).document).toEqual({ program: '# %% [1]\nx = 1\n' });
  expect(openFile('a.json', strToU8(MODEL)).document).toEqual({ program: '', model: MODEL });
  expect(openFile('-', strToU8(MODEL)).document).toEqual({ program: '', model: MODEL });
  expect(openFile('a.py', strToU8('x = {}')).document).toEqual({ program: 'x = {}' });
  const { document, leftOut } = openFile('a.zip', zipSync({ 'config.json': strToU8(MODEL) }));
  expect(document).toEqual({ program: '', model: MODEL });
  expect(leftOut).toEqual([expect.stringContaining('The weights of the file are left out')]);
});

test.each([
  ['a.keras', 'text', 'it is no archive of Keras'],
  ['a.ipynb', 'x = 1', 'its text is not JSON'],
  ['a.ipynb', '{"cells": [', 'its text is not JSON'],
  ['a.h5', '\x89HDF\r\n', 'save the model as .keras'],
  ['a.py', 'x\0y', 'it is neither text nor an archive'],
] as const)('%s with %j is refused in words', (name, text, sentence) => {
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
  expect(() => openFile(name, bytes)).toThrow(sentence);
});

test('a pasted text is a model or a notebook only where it has their form', () => {
  expect(openText(`  ${MODEL}\n`)?.document).toEqual({ program: '', model: `  ${MODEL}\n` });
  for (const text of ['x = 1', '{"a": 1}', '{"class_name": 3, "config": {}}', '{', '[1]', '']) {
    expect(openText(text)).toBeNull();
  }
});

// Ways in and out: models, notebooks and programs that are pasted, dropped or chosen, and the model as
// text. What cannot be opened is told, and nothing is lost.
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { strToU8, zipSync } from 'fflate';
import { expect, test } from './playground';

const PROGRAM = `import keras
from keras import layers

model = keras.Sequential([
    keras.Input(shape=(None, 8)),
    layers.Masking(),
    layers.LSTM(4, return_sequences=True, name="reader"),
    layers.Dense(2, activation="softmax"),
])
`;
const NOTEBOOK = JSON.stringify({
  cells: [
    { cell_type: 'markdown', source: ['# Title'] },
    { cell_type: 'code', source: ['%matplotlib inline\n', 'import keras'] },
    {
      cell_type: 'code',
      source: ['x = keras.Input((7, 4))\n', 'y = keras.layers.GRU(3)(x)\n', 'keras.layers.Dens(3)'],
    },
  ],
});

/** Drops a file on the page, as its reader does from a folder. */
async function drop(page: Page, name: string, content: Uint8Array): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([file, base64]) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const data = new DataTransfer();
      data.items.add(new File([bytes], file));
      return data;
    },
    [name, Buffer.from(content).toString('base64')] as const,
  );
  const target = page.getByRole('textbox', { name: 'Program' });
  await target.dispatchEvent('dragenter', { dataTransfer: transfer });
  await expect(page.getByText('Drop it to open it')).toBeVisible();
  await target.dispatchEvent('drop', { dataTransfer: transfer });
  await expect(page.getByText('Drop it to open it')).toBeHidden();
}

test('a model goes out as JSON, comes in by a paste as the same program, and undo takes it back', async ({
  playground,
  page,
}) => {
  await playground.open();
  await playground.paste(PROGRAM);
  await expect(playground.card('reader')).toBeVisible();
  await page.getByRole('button', { name: 'Share' }).click();
  const dialog = page.getByRole('dialog', { name: /^Share/ });
  await expect(dialog.getByLabel('The model as Keras program')).toHaveText(PROGRAM.trim());
  await dialog.getByText('Keras JSON').click();
  await expect(dialog.getByLabel('The model as Keras JSON')).toContainText('"class_name"');
  await dialog.getByRole('button', { name: 'Copy', exact: true }).click();
  await expect(dialog.getByRole('button', { name: 'Copied' })).toBeVisible();
  const json = await page.evaluate(() => navigator.clipboard.readText());
  const saving = page.waitForEvent('download');
  await dialog.getByRole('button', { name: /^Download/ }).click();
  const saved = await saving;
  expect(saved.suggestedFilename()).toMatch(/\.json$/);
  expect(readFileSync(await saved.path(), 'utf8')).toBe(json);
  await page.keyboard.press('Escape');

  await playground.paste('print("something else")');
  await expect(playground.printed).toHaveText(['something else']);
  await playground.paste(json);
  await expect.poll(() => playground.program()).toBe(PROGRAM);
  await expect(playground.card('reader')).toBeVisible();
  await playground.code.focus();
  await page.keyboard.press('Control+Z');
  await expect.poll(() => playground.program()).toBe('print("something else")');
});

test('a .keras file is dropped: its model opens, and its weights are said to be left out', async ({
  playground,
  page,
}) => {
  await playground.open();
  const config = {
    class_name: 'Sequential',
    config: {
      name: 'small',
      layers: [
        { class_name: 'InputLayer', config: { batch_shape: [null, 5, 3], name: 'input' } },
        { class_name: 'GRU', config: { units: 6, name: 'reader' } },
      ],
    },
  };
  await drop(page, 'my model.keras', zipSync({ 'config.json': strToU8(JSON.stringify(config)) }));
  await expect(page.getByText('The weights of the file are left out')).toBeVisible();
  await expect(playground.card('reader')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('my model');
});

test('a notebook is dropped: one program, its problems by cell', async ({ playground, page }) => {
  await playground.open();
  await drop(page, 'lesson.ipynb', strToU8(NOTEBOOK));
  await expect.poll(() => playground.program()).toContain('# %% [2]\nx = keras.Input((7, 4))');
  await expect(playground.console.getByRole('button', { name: /^cell 2, 3:/ })).toBeVisible();
});

test('a program is chosen from the menu', async ({ playground, page }) => {
  await playground.open();
  await page.getByRole('button', { name: 'Menu' }).click();
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Open file' }).click();
  await (
    await choosing
  ).setFiles({ name: 'mine.py', mimeType: '', buffer: Buffer.from('print(41 + 1)\n') });
  await expect(playground.printed).toHaveText(['42']);
  await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('mine');
});

test('a model that is pasted beside the editor opens', async ({ playground, page }) => {
  await playground.open();
  await page.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData(
      'text/plain',
      '{"class_name": "Sequential", "config": {"name": "s", "layers": [{"class_name": "InputLayer", "config": {"batch_shape": [null, 9], "name": "i"}}, {"class_name": "Dense", "config": {"units": 3, "name": "head"}}]}}',
    );
    document.body.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
    );
  });
  await expect(playground.card('head')).toBeVisible();
});

test('a file is pasted beside the editor, and nothing behind a dialog', async ({
  playground,
  page,
}) => {
  const paste = () =>
    page.evaluate(() => {
      const clipboardData = new DataTransfer();
      clipboardData.items.add(new File(['print(6 * 7)'], 'mine.py'));
      document.body.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
      );
    });
  await playground.open();
  const before = await playground.program();
  await page.getByRole('button', { name: 'Share' }).click();
  await paste();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: /^Share/ })).toBeHidden();
  expect(await playground.program()).toBe(before);
  await paste();
  await expect(playground.printed).toHaveText(['42']);
});

for (const [what, name, content, sentence] of [
  ['JSON that is no model', 'data.json', '{"a": 1}', 'data.json cannot be opened'],
  ['a broken notebook', 'x.ipynb', '{"cells": [', 'x.ipynb cannot be opened. It is no notebook'],
  ['no archive', 'x.keras', 'text', 'x.keras cannot be opened. It is no archive'],
  ['a picture', 'x.png', '\0\0', 'x.png cannot be opened. It is neither text nor'],
] as const) {
  test(`${what} is told, and the program stays`, async ({ playground, page }) => {
    await playground.open();
    const before = await playground.program();
    await drop(page, name, strToU8(content));
    await expect(page.getByRole('status').filter({ hasText: sentence })).toBeVisible();
    expect(await playground.program()).toBe(before);
  });
}

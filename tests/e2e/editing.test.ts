// Editing in the text and in the form: shapes and values follow, and one history undoes both.
import { example, expect, test } from './playground';

test.beforeEach(async ({ playground }) => {
  await playground.open();
  await playground.paste(example('per-step-dense'));
  await playground.card('simple_rnn').click();
});

test('typing another number changes shapes, parameters and values', async ({ playground }) => {
  const grid = playground.inspector.getByRole('grid');
  await grid.hover({ position: { x: 5, y: 5 } });
  await expect(playground.readOut).toContainText('y[0, 0, 0] = ');
  await expect(grid).toHaveAttribute('aria-colcount', '32');

  await playground.type('rnn_units = 32', '0');
  await expect.poll(() => playground.shapes()).toContain('B T10 F320');
  await expect(playground.card('simple_rnn')).toContainText('109,120');
  await expect(grid).toHaveAttribute('aria-colcount', '320');

  await playground.page.keyboard.press('Control+Z');
  await expect.poll(() => playground.shapes()).toContain('B T10 F32');
});

test('a stepper of the form writes the program at the variable that holds the value', async ({
  playground,
}) => {
  const units = playground.inspector.getByRole('spinbutton', { name: /^units of/ });
  await expect(units).toHaveValue('32');
  await units.focus();
  await playground.page.keyboard.press('ArrowUp');
  await expect.poll(() => playground.program()).toContain('rnn_units = 33\n');
  await expect.poll(() => playground.shapes()).toContain('B T10 F33');
  await expect(units).toHaveValue('33');

  await units.fill('8');
  await playground.page.keyboard.press('Enter');
  await expect.poll(() => playground.program()).toContain('rnn_units = 8\n');

  await playground.code.focus();
  await playground.page.keyboard.press('Control+Z');
  await expect.poll(() => playground.program()).toContain('rnn_units = 33\n');
  await playground.page.keyboard.press('Control+Z');
  await expect.poll(() => playground.program()).toContain('rnn_units = 32\n');
});

test('a switch of the form sets an argument, and the flow shows what it does', async ({
  playground,
}) => {
  await playground.inspector.getByRole('switch', { name: /^return_sequences of/ }).click();
  await expect.poll(() => playground.program()).toContain('return_sequences=False');
  await expect.poll(() => playground.shapes()).toContain('B Tnone F32');
  await playground.card('simple_rnn').click();
  await playground.inspector.getByRole('switch', { name: /^return_sequences of/ }).click();
  await expect.poll(() => playground.shapes()).toContain('B T10 F32');

  await playground.inspector.getByRole('switch', { name: /^use_bias of/ }).click();
  await expect.poll(() => playground.program()).toContain('use_bias=False');
  await expect(playground.card('simple_rnn')).toContainText('1,664');
});

test('a list of the form changes the values', async ({ playground }) => {
  await playground.inspector.getByRole('grid').hover({ position: { x: 5, y: 5 } });
  await expect(playground.readOut).toContainText('y[0, 0, 0] = ');
  const before = await playground.readOut.textContent();
  await playground.inspector
    .getByRole('combobox', { name: /^activation of/ })
    .selectOption({ label: 'relu' });
  await expect.poll(() => playground.program()).toMatch(/activation=["']relu["']/);
  await playground.inspector.getByRole('grid').hover({ position: { x: 6, y: 6 } });
  await expect.poll(() => playground.readOut.textContent()).not.toBe(before);
});

test('batch and seed are steps of the same history', async ({ playground, page }) => {
  await page.getByRole('button', { name: 'Batch size: one more' }).click();
  await expect(page.getByRole('spinbutton', { name: 'Batch size' })).toHaveValue('3');
  await page.getByText('B = 3').click();
  await expect.poll(async () => (await playground.shapes())[0]).toBe('B3 T10 F20');

  const grid = playground.inspector.getByRole('grid');
  await grid.hover({ position: { x: 5, y: 5 } });
  await expect(playground.readOut).toContainText('y[0, 0, 0] = ');
  const before = await playground.readOut.textContent();
  const seed = page.getByRole('textbox', { name: 'Seed' });
  await seed.fill('1234');
  await seed.press('Enter');
  await grid.hover({ position: { x: 6, y: 6 } });
  await expect.poll(() => playground.readOut.textContent()).not.toBe(before);

  await playground.code.focus();
  await page.keyboard.press('Control+Z');
  await expect(seed).toHaveValue('7');
  await page.keyboard.press('Control+Z');
  await expect(page.getByRole('spinbutton', { name: 'Batch size' })).toHaveValue('2');
});

test('an unknown length is bound on the page', async ({ playground, page }) => {
  await playground.paste(
    [
      'import keras',
      'from keras import layers',
      'model = keras.Sequential([',
      '    keras.Input((None, 8)),',
      '    layers.SimpleRNN(4, return_sequences=True),',
      '])',
      '',
    ].join('\n'),
  );
  await expect.poll(async () => (await playground.shapes()).at(-1)).toBe('B T F4');
  await page.getByText('B = 2').click();
  await expect.poll(async () => (await playground.shapes()).at(-1)).toBe('B2 T10 F4');
  await page.getByRole('button', { name: /^Size of time T: one more/ }).click();
  await expect.poll(async () => (await playground.shapes()).at(-1)).toBe('B2 T11 F4');
});

test('pointing at a size lights every place that it reaches, and no other', async ({
  playground,
  page,
}) => {
  await page
    .locator('.cm-line')
    .filter({ hasText: 'rnn_units = 32' })
    .locator('[data-sizes]')
    .last()
    .hover();
  const lit = playground.flow.locator('.chip.lit');
  await expect(lit.first()).toBeVisible();
  expect(new Set(await lit.allTextContents())).toEqual(new Set(['F32']));
  await expect(page.locator('.cm-lit')).toHaveText(['rnn_units', '32', 'rnn_units']);
  await page.mouse.move(5, 5);
  await expect(lit).toHaveCount(0);
});

test('opening an example can be undone', async ({ playground, page }) => {
  await playground.paste('print("mine")');
  await expect(playground.printed).toHaveText(['mine']);
  await page.getByRole('button', { name: 'Examples' }).click();
  await page.getByRole('dialog', { name: 'Examples' }).getByText('last-state').click();
  await expect.poll(() => playground.shapes()).toEqual(['B T10 F20', 'B F32', 'B F16']);
  await playground.code.focus();
  await page.keyboard.press('Control+Z');
  await expect(playground.printed).toHaveText(['mine']);
});

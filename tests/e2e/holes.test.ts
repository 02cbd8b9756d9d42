// Names that a program does not define: a control for each above the editor, linked with its tokens and
// chips, undone, linked, guessed again. And code that is passed over.
import { expect, fragmentOf, test } from './playground';

const program = `import keras
from keras import layers

data = load_everything("words.npz")
model = keras.Sequential([
    keras.Input((max_len, 8)),
    layers.LSTM(units),
    layers.Dense(3),
])
model.compile("adam", "mse")
model.fit(data, epochs=4)
`;

test('a hole is a labelled control that the flow follows', async ({ playground, page }) => {
  await playground.open(fragmentOf({ program }));
  const strip = page.getByRole('region', { name: 'Names that the program does not define' });
  const units = strip.locator('[data-hole="units"]');
  await expect(strip.getByRole('spinbutton')).toHaveCount(2);
  await expect(units).toContainText('width, guessed');
  await expect(strip.locator('[data-hole="max_len"]')).toContainText('length, guessed');

  await units.getByRole('spinbutton', { name: 'units' }).fill('20');
  await page.keyboard.press('Enter');
  await expect(units).toContainText('width, given');
  await expect.poll(() => playground.shapes()).toContain('B F20');

  // One gesture is one step of the history.
  await playground.code.focus();
  await page.keyboard.press('Control+Z');
  await expect(units).toContainText('width, guessed');
  await page.keyboard.press('Control+Y');
  await expect(units).toContainText('width, given');

  await page.getByRole('button', { name: 'Share' }).click();
  const field = page.getByRole('dialog', { name: /^Share/ }).getByRole('textbox', { name: 'Link' });
  await expect(field).toHaveValue(/#1\./);
  const link = await field.inputValue();
  await page.goto('about:blank');
  await page.goto(link);
  await expect(units).toContainText('width, given');
  await expect.poll(() => playground.shapes()).toContain('B F20');

  await units.getByRole('button', { name: 'Guess units again' }).click();
  await expect(units).toContainText('width, guessed');
  await expect(units.getByRole('button', { name: 'Guess units again' })).toHaveCount(0);
});

test('a hole is lit with its token and its chips', async ({ playground, page }) => {
  await playground.open(fragmentOf({ program }));
  const strip = page.getByRole('region', { name: 'Names that the program does not define' });
  await strip.getByRole('spinbutton', { name: 'units' }).focus();
  await expect(page.locator('.cm-lit')).toHaveText(['units']);
  await expect(playground.flow.locator('.chip.lit').first()).toHaveText(/^F/);
  await playground.flow.locator('[data-row]').first().locator('.chip').nth(1).hover();
  await expect(strip.locator('[data-hole="max_len"]')).toHaveClass(/lit/);
  await expect(strip.locator('[data-hole="units"]')).not.toHaveClass(/lit/);
});

test('a phone has the controls above its editor', async ({ playground, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await playground.open(fragmentOf({ program }));
  await page.getByRole('button', { name: 'Code' }).click();
  const units = page.getByRole('spinbutton', { name: 'units' });
  await expect(units).toBeVisible();
  await units.fill('5');
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-hole="units"]')).toContainText('width, given');
});

test('code that is passed over is grey and says why, by pointer, keyboard and list', async ({
  playground,
  page,
}) => {
  await playground.open(fragmentOf({ program }));
  const grey = page.locator('.cm-passed-over');
  await expect(grey).toContainText([/load_everything/, /model\.compile/, /model\.fit/]);
  await expect(grey.last()).toHaveAttribute('aria-description', /^Passed over: training/);
  const reason = page.locator('.cm-reason');
  await expect(reason).toHaveCount(0);
  await grey.last().hover();
  await expect(reason).toContainText('Passed over: training');
  await page.mouse.move(700, 500);
  await expect(reason).toHaveCount(0);

  await playground.code.focus();
  await page.keyboard.press('Control+End');
  await page.keyboard.press('ArrowUp');
  await expect(reason).toContainText('Passed over: training');
  await expect(page.locator('.cm-announced')).toContainText('Passed over: training');

  await page.getByRole('tab', { name: /^Problems/ }).click();
  const line = playground.console.getByRole('button', { name: 'line 11', exact: true });
  await expect(line).toBeVisible();
});

// The reference of the layers: found by its address and from the page, searched, read, left again.
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './playground';

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [fragment, width] of [
    ['#layers', 1440],
    ['#layers/LSTM', 1440],
    ['#layers/MultiHeadAttention', 390],
  ] as const) {
    test(`axe finds nothing in ${fragment}, ${width} wide, ${colorScheme}`, async ({ page }) => {
      test.slow(); // axe looks at each of a hundred links and the tables
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 900 });
      await page.goto(`/${fragment}`);
      const dialog = page.getByRole('dialog', { name: 'Layers' });
      await expect(dialog).toBeVisible();
      if (fragment !== '#layers') await expect(dialog.locator('.shapes')).toBeVisible();
      const { violations } = await new AxeBuilder({ page }).include('dialog').analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
      const wide = await dialog.evaluate((element) =>
        [...element.querySelectorAll('.detail, nav')].some(
          (part) => part.scrollWidth > part.clientWidth + 1,
        ),
      );
      expect(wide, 'scrolls sideways').toBe(false);
    });
  }
}

test('a page tells its example in the engine’s numbers, and opens it', async ({
  playground,
  page,
}) => {
  await page.goto('/#layers/LSTM');
  const dialog = page.getByRole('dialog', { name: 'Layers' });
  await expect(dialog.getByRole('region', { name: 'Parameters' })).toContainText(
    '4 · 32 · (20 + 32 + 1) = 6,784',
  );
  await expect(dialog.getByRole('region', { name: 'Axes' })).toContainText(
    'units=32: the state has 32 numbers. The 20 input features are summed away by the kernel.',
  );
  await expect(dialog.getByRole('region', { name: 'Source' })).toContainText('Hochreiter');
  const row = dialog.getByRole('row', { name: /^return_sequences/ });
  await expect(row).toContainText('True or False');
  await expect(row).toContainText('default False');
  await dialog.getByRole('button', { name: 'Open in the playground' }).click();
  await expect(dialog).toBeHidden();
  await expect(playground.card('lstm')).toBeVisible();
  expect(new URL(page.url()).hash).toBe('');
});

test('the search and the arrow keys lead to a layer, Back and Escape away', async ({
  playground,
  page,
}) => {
  await playground.open();
  await page.getByRole('button', { name: 'Examples' }).click();
  await page.getByRole('button', { name: /^Layers/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Layers' });
  await expect(dialog.getByRole('searchbox')).toBeFocused();
  await page.keyboard.type('pooling masked');
  await expect(dialog.getByRole('link')).toHaveCount(1);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('heading', { name: 'GlobalAveragePooling1D' })).toBeFocused();
  expect(new URL(page.url()).hash).toBe('#layers/GlobalAveragePooling1D');
  await page.goBack();
  expect(new URL(page.url()).hash).toBe('#layers');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(playground.card('simple_rnn')).toBeVisible();
});

test('the inspector leads to its layer', async ({ playground, page }) => {
  await playground.open();
  await playground.card('simple_rnn').click();
  await playground.inspector.getByRole('button', { name: 'Reference' }).click();
  await expect(
    page.getByRole('dialog').getByRole('heading', { name: 'SimpleRNN', exact: true }),
  ).toBeVisible();
});

test('an argument is completed inside its call, with its sentence', async ({
  playground,
  page,
}) => {
  await playground.open();
  await playground.paste('from keras import layers\nlayers.LSTM()');
  await playground.type('layers.LSTM(', 'unit');
  const option = page.getByRole('option', { name: /^units=/ });
  await expect(option).toContainText('integer, required');
  await expect(page.locator('.cm-completionInfo')).toContainText('How many numbers the state has.');
});

// Links: what one restores, what a broken one says, and that nothing from one is trusted.
import { example, expect, fragmentOf, test } from './playground';

test('a shared link restores program, sizes, seed and layer', async ({ playground, page }) => {
  await playground.open();
  await playground.paste(example('last-state').replace('rnn_units = 32', 'rnn_units = 24'));
  await expect.poll(() => playground.shapes()).toContain('B F24');
  await page.getByRole('button', { name: 'Batch size: one more' }).click();
  await page.getByRole('textbox', { name: 'Seed' }).fill('21');
  await page.keyboard.press('Enter');
  await playground.card('dense').click();
  const program = await playground.program();

  await page.getByRole('button', { name: 'Share' }).click();
  const dialog = page.getByRole('dialog', { name: /^Share/ });
  await dialog.getByRole('button', { name: 'Copy link' }).click();
  await expect(dialog.getByRole('button', { name: 'Copied' })).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toBe(await dialog.getByRole('textbox', { name: 'Link' }).inputValue());
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('button', { name: 'Share' })).toBeFocused();

  await page.goto('about:blank');
  await page.goto(link);
  await expect.poll(() => playground.shapes()).toContain('B F24');
  expect(await playground.program()).toBe(program);
  await expect(page.getByRole('spinbutton', { name: 'Batch size' })).toHaveValue('3');
  await expect(page.getByRole('textbox', { name: 'Seed' })).toHaveValue('21');
  await expect(playground.inspector.getByRole('heading', { level: 2 })).toContainText('dense');
});

test('a link made elsewhere opens, and another one after it', async ({ playground, page }) => {
  await playground.open(fragmentOf({ program: example('mean-over-time'), batch: 4 }));
  await expect(playground.printed).toHaveText([/\(2, 32\)/]);
  await expect(page.getByRole('spinbutton', { name: 'Batch size' })).toHaveValue('4');
  await page.evaluate((hash) => (location.hash = hash), fragmentOf({ program: 'print(1 + 1)' }));
  await expect(playground.printed).toHaveText(['2']);
});

test('a link that was left for a copied one opens anew', async ({ playground, page }) => {
  const first = fragmentOf({ program: 'print(1)' });
  await playground.open(first);
  await expect(playground.printed).toHaveText(['1']);
  await playground.paste('print(2)');
  await expect(playground.printed).toHaveText(['2']);
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: /^Share/ });
  await dialog.getByRole('button', { name: 'Copy link' }).click();
  await expect(dialog.getByRole('button', { name: 'Copied' })).toBeVisible();
  await page.keyboard.press('Escape');
  expect(new URL(page.url()).hash).not.toBe(first);
  await page.evaluate((hash) => (location.hash = hash), first);
  await expect(playground.printed).toHaveText(['1']);
});

test('a read-only link is read, and a copy of it edited', async ({ playground, page }) => {
  await playground.open(fragmentOf({ program: 'print(1)', view: { readonly: true } }));
  await playground.code.click();
  await page.keyboard.type('x');
  expect(await playground.program()).toBe('print(1)');
  await page.getByRole('button', { name: 'Edit a copy' }).click();
  await playground.code.click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('\nprint(2)');
  await expect(playground.printed).toHaveText(['1', '2']);
});

for (const [what, fragment, sentence] of [
  ['cut off', fragmentOf({ program: 'import keras' }).slice(0, -6), 'cut off'],
  ['of a form to come', '#9.abc', 'is of form 9'],
  ['with a program that is none', fragmentOf({ program: 5 }), 'needs a program'],
  ['that unfolds beyond all bounds', fragmentOf({ program: ' '.repeat(3e7) }), 'unfolds to more'],
] as const) {
  test(`a link ${what} says so, and the page stays usable`, async ({ playground, page }) => {
    await playground.open(fragment);
    await expect(page.getByRole('status').filter({ hasText: sentence })).toBeVisible();
    await expect(playground.printed).toHaveText([/per-step layer: \(2, 10, 16\)/]);
  });
}

test('text from a link stays text', async ({ playground, page }) => {
  const markup = '<img src=x onerror="window.hit=1">';
  await playground.open(
    fragmentOf({
      program: `print('${markup}')\nfrom keras import layers\nlayers.Dense("${markup}")\n`,
      view: { name: markup, layer: markup, model: markup, section: markup, cell: markup },
      dims: { [markup]: 3 },
    }),
  );
  await page.getByRole('tab', { name: 'Printed' }).click();
  await expect(playground.printed).toHaveText([markup]);
  await expect(page.locator('img[src="x"]')).toHaveCount(0);
  expect(await page.evaluate(() => 'hit' in window)).toBe(false);
});

test('a link restores the cell that was pinned, in a tensor of many axes', async ({
  playground,
}) => {
  await playground.open(
    fragmentOf({
      program: example('conv-lstm'),
      view: { layer: 'conv_lstm2d', section: 'values', cell: [1, 3, 2, 4, 1] },
    }),
  );
  await expect(playground.readOut).toContainText('[1, 3, 2, 4, 1] = ');
});

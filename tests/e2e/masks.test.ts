// Masks: the lane beside the axes, where and why it ends, hatched steps, and the release of Keras that
// decides it. Several outputs by their names. All values are asserted.
import { expect, fragmentOf, test } from './playground';

const tagger = `import keras
from keras import layers

words = keras.Input((12,), dtype="int32", name="words")
x = layers.Embedding(100, 8, mask_zero=True)(words)
x = layers.LSTM(6, return_sequences=True)(x)
x = layers.Flatten()(x)
model = keras.Model(words, layers.Dense(2)(x))
`;

const states = `import keras
from keras import layers

x = keras.Input((5, 3))
out, h, c = layers.LSTM(4, return_state=True, name="reader")(x)
model = keras.Model(x, [out, h, c])
`;

test('the mask runs as a lane from where it is made to where it ends', async ({
  playground,
  page,
}) => {
  await playground.open(fragmentOf({ program: tagger }));
  const lane = playground.flow.getByRole('img', { name: 'mask' });
  await expect(lane).toHaveCount(2);
  await expect(playground.flow.getByText('mask', { exact: true })).toBeVisible();
  const edges = playground.flow.locator('[data-row]');
  await expect(edges.filter({ has: page.getByRole('img', { name: 'mask' }) })).toContainText([
    'kept steps per item: 11, 12',
    'mask passed on',
  ]);
  // Two ops make the mask in Keras; the lane stands for them.
  await expect
    .poll(() => playground.shapes())
    .toEqual(['B T12', 'B T12 F8', 'B T12 F6', 'B F72', 'B F2']);
  await expect(playground.card('lstm')).toContainText(
    'M goes on. From Keras 3.16 on it ends here.',
  );
  await expect(playground.card('flatten')).toContainText(
    'M ends here. Flatten does not support masks: later layers see every step.',
  );

  await playground.card('flatten').click();
  await expect(playground.inspector.locator('[data-mask]')).toHaveText(
    /^M\s*Ended\. Flatten does not support masks: later layers see every step\.\s*$/,
  );
  const cell = (name: string) =>
    page
      .getByRole('row', { name: new RegExp(`^${name}`) })
      .getByRole('cell')
      .nth(5);
  await expect(cell('words')).toHaveText('no');
  await expect(cell('embedding')).toHaveText(
    'made. Embedding makes a mask: it is True where a step counts.',
  );
  await expect(cell('flatten')).toHaveText(
    'ended. Flatten does not support masks: later layers see every step.',
  );
});

test('the release of Keras moves the end of the mask, and is undone and linked', async ({
  playground,
  page,
}) => {
  await playground.open(fragmentOf({ program: tagger }));
  const lane = playground.flow.getByRole('img', { name: 'mask' });
  const rules = page.getByRole('radiogroup', { name: 'Rules of Keras' });
  await expect(rules.getByRole('radio', { name: '3.15' })).toBeChecked();
  await expect(lane).toHaveCount(2);

  await rules.getByText('3.16').click();
  await expect(lane).toHaveCount(1);
  await expect(playground.card('lstm')).toContainText(
    'M ends here. The masked steps are passed by, and the mask is not handed on. Until Keras 3.15 it was.',
  );
  await expect(playground.card('flatten')).not.toContainText('M ends here.');

  await page.getByRole('button', { name: 'Share' }).click();
  const field = page.getByRole('dialog', { name: /^Share/ }).getByRole('textbox', { name: 'Link' });
  await expect(field).toHaveValue(/#1\./);
  const link = await field.inputValue();
  await page.keyboard.press('Escape');
  await playground.code.focus();
  await page.keyboard.press('Control+Z');
  await expect(rules.getByRole('radio', { name: '3.15' })).toBeChecked();
  await expect(lane).toHaveCount(2);

  await page.goto('about:blank');
  await page.goto(link);
  await expect(rules.getByRole('radio', { name: '3.16' })).toBeChecked();
  await expect(lane).toHaveCount(1);
});

test('a padded step is hatched and read out as such', async ({ playground, page }) => {
  await playground.open(fragmentOf({ program: tagger, view: { layer: 'embedding' } }));
  const grid = playground.inspector.getByRole('grid');
  await grid.focus();
  for (let step = 0; step < 3; step++) await page.keyboard.press('ArrowDown');
  // Seed 7 draws the token 0 at step 3 of item 0 alone.
  await expect(grid.getByRole('gridcell').first()).toHaveText(/^step 3, features 0, .*, padded$/);
  await expect(playground.readOut).toContainText('y[0, 3, 0] = ');
  await expect(playground.readOut).toContainText('padded');
  await page.keyboard.press('ArrowDown');
  await expect(playground.readOut).toContainText('y[0, 4, 0] = ');
  await expect(playground.readOut).not.toContainText('padded');
});

test('several outputs have names, and one that equals another says so', async ({ playground }) => {
  await playground.open(fragmentOf({ program: states }));
  await expect(playground.card('reader')).toContainText('gives out, h = out, c');
  await expect(playground.flow.locator('[data-row]').last()).toContainText(
    'out, h = out, c 8 values',
  );
  await expect(playground.inspector.getByRole('heading', { level: 4 })).toHaveText(
    /^out, h\s*\(the same numbers as out\), c$/,
  );
  const choice = playground.inspector.getByRole('combobox', { name: 'Tensor of this kind' });
  await expect(choice.getByRole('option')).toHaveText(['out', 'h = out', 'c']);

  const grid = playground.inspector.getByRole('grid');
  const readings: (string | null)[] = [];
  for (const output of ['out', 'h = out', 'c']) {
    await choice.selectOption({ label: output });
    await grid.hover({ position: { x: 3, y: 3 } });
    await expect(playground.readOut).toHaveText(/^y\[0, 0\] = −?\d\.\d{4}$/);
    readings.push(await playground.readOut.textContent());
  }
  expect(readings[1]).toBe(readings[0]);
  expect(readings[2]).not.toBe(readings[0]);
});

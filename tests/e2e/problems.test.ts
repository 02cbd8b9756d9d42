// Programs that are wrong or unfinished: a message at its place, and a page that stays usable.
import { example, expect, test } from './playground';

test.beforeEach(({ playground }) => playground.open());

test('a half-typed line keeps what stands above it', async ({ playground, page }) => {
  await playground.paste(example('per-step-dense'));
  await expect.poll(() => playground.shapes()).toContain('B T10 F16');
  await playground.type('scores = TimeDistributed(Dense(per_step))(states)', '\nextra = Dense(');
  await expect(page.locator('header .status')).toContainText('1 problem');
  await expect.poll(() => playground.shapes()).toContain('B T10 F32');
  await expect(page.locator('.cm-content .inlay').filter({ hasText: 'F32' })).toBeVisible();
  await page.keyboard.type('4)(scores)');
  await expect(page.locator('header .status')).not.toContainText('problem');
});

test('a layer without its time axis says what it needs and what it got', async ({
  playground,
  page,
}) => {
  await playground.paste(
    [
      'import keras',
      'from keras import layers',
      'model = keras.Sequential([',
      '    keras.Input((20, 8)),',
      '    layers.SimpleRNN(64, name="first"),',
      '    layers.SimpleRNN(32, name="second"),',
      '    layers.Dense(1),',
      '])',
      '',
    ].join('\n'),
  );
  await expect(page.locator('header .status')).toContainText('1 problem');
  await expect(page.locator('.cm-error').first()).toBeVisible();
  await expect(page.locator('.cm-content .message')).toContainText('(batch, time, features)');
  await expect(playground.card('second')).toContainText('not built');
  await expect(playground.card('dense')).toContainText('not reached');
  const end = playground.flow.getByRole('group', { name: 'Output' });
  await expect(end).toHaveCount(1);
  await expect(end).toContainText('not reached');

  const fix = page.locator('.cm-content .message').getByRole('button');
  await expect(fix).toContainText('return_sequences=True');
  await playground.code.focus();
  await page.keyboard.press('Control+.');
  await expect.poll(() => playground.program()).toContain('return_sequences=True');
  await expect(page.locator('header .status')).not.toContainText('problem');
  await expect.poll(() => playground.shapes()).toContain('B T20 F64');
});

for (const [what, program, sentence] of [
  ['an unknown layer', 'from keras import layers\nlayers.Nothing(3)\n', 'Nothing'],
  ['an unknown argument', 'from keras import layers\nlayers.Dense(3, unit=4)\n', 'unit'],
  ['a wrong type', 'from keras import layers\nlayers.Dense("many")\n', 'many'],
  ['an endless loop', 'while True:\n    pass\n', 'steps'],
  [
    'a size beyond all bounds',
    'from keras import layers, Input\nlayers.Dense(10**9)(Input((10**9,)))\n',
    '',
  ],
] as const) {
  test(`${what} gives a message, and the page stays usable`, async ({ playground, page }) => {
    await playground.paste(program);
    await expect(page.locator('header .status')).toContainText('problem');
    await page.getByRole('tab', { name: /^Problems/ }).click();
    const list = page.getByRole('tabpanel', { name: 'Problems' });
    await expect(list.locator('li').first()).toContainText(sentence);
    await expect(list.getByRole('button', { name: /^line \d+:\d+$/ }).first()).toBeVisible();

    await playground.paste('print(3)');
    await page.getByRole('tab', { name: 'Summary' }).click();
    await expect(playground.printed).toHaveText(['3']);
  });
}

test('a model too large for values keeps its shapes', async ({ playground, page }) => {
  await playground.paste(
    [
      'import keras',
      'from keras import layers',
      'model = keras.Sequential([keras.Input((10, 20)), layers.SimpleRNN(10**6)])',
      '',
    ].join('\n'),
  );
  await expect.poll(() => playground.shapes()).toContain('B F1000000');
  await expect(playground.inspector).toContainText(
    /Values need [\d.]+ GB, more than 1 GB\. Shapes are exact; lower the sizes/,
  );
  await page.keyboard.press('Control+Z');
});

// Layers that open in the flow: the ops and layers inside, their shapes and values, by pointer and keys.
// Programs with several models, and with data of their own.
import { example, expect, fragmentOf, test } from './playground';

const head = fragmentOf({ program: example('attention-head') });

test('a custom head opens to its ops and layers, and closes', async ({ playground }) => {
  await playground.open(head);
  const before = await playground.shapes();
  await expect(playground.card('head')).toHaveAttribute('aria-expanded', 'false');
  await playground.flow.getByRole('button', { name: 'Open head' }).click();
  await expect(playground.card('head')).toHaveAttribute('aria-expanded', 'true');
  const sum = playground.card('head/sum');
  await expect(sum).toContainText('ops.sum(weights * inputs, axis=1)');
  await expect
    .poll(() => playground.shapes())
    .toEqual(expect.arrayContaining(['B T10 F12', 'B T10 F1', 'B T10 F16', 'B F16']));

  await playground.card('head/softmax').click();
  await expect(playground.inspector.getByRole('heading', { level: 2 })).toContainText('Softmax');
  await playground.inspector.getByRole('grid').hover({ position: { x: 3, y: 3 } });
  await expect(playground.readOut).toHaveText(/^y\[0, 0, 0\] = 0\.\d{4}$/);
  await expect(playground.inspector).toContainText('softmax');

  await playground.flow.getByRole('button', { name: 'Close head' }).click();
  await expect(sum).toHaveCount(0);
  expect(await playground.shapes()).toEqual(before);
  // What is looked at is inside the closed card: that one keeps the keyboard's place.
  await expect(playground.flow.locator('[data-card][tabindex="0"]')).toHaveCount(1);
});

test('Enter opens the card that has the focus, and what is open is linked', async ({
  playground,
  page,
}) => {
  await playground.open(head);
  await playground.card('head').click();
  await playground.card('head').focus();
  await page.keyboard.press('Enter');
  await expect(playground.card('head')).toHaveAttribute('aria-expanded', 'true');
  await expect(playground.card('head')).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(playground.card('dense')).toBeFocused();

  await page.getByRole('button', { name: 'Share' }).click();
  const field = page.getByRole('dialog', { name: /^Share/ }).getByRole('textbox', { name: 'Link' });
  await expect(field).toHaveValue(/#1\./);
  const link = await field.inputValue();
  await page.goto('about:blank');
  await page.goto(link);
  await expect(playground.card('head')).toHaveAttribute('aria-expanded', 'true');
  await playground.card('head').focus();
  await page.keyboard.press('Enter');
  await expect(playground.card('head')).toHaveAttribute('aria-expanded', 'false');
});

const models = `import keras
from keras import layers
encoder = keras.Sequential([keras.Input((6, 3)), layers.LSTM(4, name="reader")], name="reading")
decoder = keras.Sequential([keras.Input((4,)), layers.Dense(2, name="writer")], name="writing")
`;

test('one of several models is chosen, and linked', async ({ playground, page }) => {
  await playground.open(fragmentOf({ program: models }));
  const choice = page.getByRole('combobox', { name: 'Model' });
  await expect(choice.getByRole('option')).toHaveText(['encoder', 'decoder']);
  await expect(playground.card('writer')).toBeVisible();
  await choice.selectOption('encoder');
  await expect(playground.card('reader')).toBeVisible();
  await expect(playground.card('writer')).toHaveCount(0);
  await playground.inspector.getByRole('grid').hover({ position: { x: 3, y: 3 } });
  await expect(playground.readOut).toHaveText(/= −?\d\.\d{4}/);

  await page.getByRole('button', { name: 'Share' }).click();
  const field = page.getByRole('dialog', { name: /^Share/ }).getByRole('textbox', { name: 'Link' });
  await expect(field).toHaveValue(/#1\./);
  const link = await field.inputValue();
  await page.goto('about:blank');
  await page.goto(link);
  await expect(playground.card('reader')).toBeVisible();
});

const own = `import keras
import numpy as np
from keras import layers
x = keras.Input((None, 2))
model = keras.Model(x, layers.Dense(1, kernel_initializer="ones", name="total")(x))
print(model.predict(np.arange(12).reshape((2, 3, 2))).shape)
`;

test('the program’s own data is shown until a data control is moved', async ({
  playground,
  page,
}) => {
  await playground.open(fragmentOf({ program: own }));
  const grid = playground.inspector.getByRole('grid');
  const data = page.getByRole('combobox', { name: 'Data' });
  const said = "Values of the program's own data, as line 6 calls the model.";
  await expect(playground.inspector).toContainText(said);
  await expect(page.getByRole('spinbutton', { name: 'Batch size' })).toHaveValue('2');
  await expect(page.getByRole('spinbutton', { name: 'Size of time T' })).toHaveValue('3');
  await grid.focus();
  await page.keyboard.press('ArrowDown');
  await expect(playground.readOut).toHaveText('y[0, 1, 0] = 5.0000');

  await page.getByRole('button', { name: 'Batch size: one more' }).click();
  await expect(data).toHaveValue('drawn');
  await expect(playground.inspector).toContainText("not the program's own data");
  await expect(page.getByRole('spinbutton', { name: 'Batch size' })).toHaveValue('3');
  await expect(page.getByRole('spinbutton', { name: 'Size of time T' })).toHaveValue('3');
  await expect(playground.readOut).not.toHaveText('y[0, 1, 0] = 5.0000');

  await data.selectOption({ label: 'own, line 6' });
  await expect(playground.readOut).toHaveText('y[0, 1, 0] = 5.0000');
  await playground.code.focus();
  await page.keyboard.press('Control+Z');
  await expect(data).toHaveValue('drawn');
  await page.keyboard.press('Control+Z');
  await expect(playground.inspector).toContainText(said);
});

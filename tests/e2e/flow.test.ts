// Owns the tests of what a reader sees first of models that branch, of lines with several calls, and of
// programs that make no model.
import { readFileSync } from 'node:fs';
import { example, expect, fragmentOf, test } from './playground';

const snippet = (name: string): string =>
  readFileSync(new URL(`../snippets/${name}.py`, import.meta.url), 'utf8');

test('a line of code shows the shape of its outermost call', async ({ playground, page }) => {
  const program = `import keras
from keras import layers

a = keras.Input((6, 4))
b = layers.Dense(1)(layers.LSTM(5, return_sequences=True)(a))
c = keras.Model(a, b)
d = keras.Sequential()
d.add(layers.LSTM(3, input_shape=(9, 2)))
`;
  await playground.open(fragmentOf({ program }));
  const shapes = (): Promise<string[]> =>
    page
      .locator('.inlay')
      .evaluateAll((all) =>
        all.map((inlay) =>
          [...inlay.querySelectorAll('.chip')].map((chip) => chip.textContent.trim()).join(' '),
        ),
      );
  await expect.poll(shapes).toEqual(['B T6 F4', 'B T6 F1', 'B F3']);
});

test('branches stand in the order of the program', async ({ playground }) => {
  await playground.open(fragmentOf({ program: example('encoder-decoder') }));
  const left = async (name: string): Promise<number> =>
    (await playground.card(name).boundingBox())?.x ?? NaN;
  expect(await left('source')).toBeLessThan(await left('target'));
  expect(await left('encoder')).toBeLessThan(await left('target'));
});

test('a strand passes beside the cards between its ends', async ({ playground }) => {
  const program = `import keras
from keras import layers

a = keras.Input((6, 4))
b = layers.LSTM(8, return_sequences=True)(a)
c = layers.Dense(16, name="between")(b)
d = layers.Dense(8, name="below")(c)
e = keras.Model(a, layers.Add()([b, d]))
`;
  await playground.open(fragmentOf({ program }));
  const between = await playground.card('between').boundingBox();
  if (!between) throw new Error('The card is not drawn.');
  // Each of three axes runs through the card once, and past it once: two rails for the batch.
  const height = between.y + between.height / 2;
  const at = await playground.flow.evaluate((flow, y) => {
    const top = flow.querySelector('svg')?.getBoundingClientRect();
    if (!top) return [];
    return [...flow.querySelectorAll<SVGPathElement>('svg path')].flatMap((path) => {
      const box = path.getBoundingClientRect();
      return box.top <= y && box.bottom >= y && box.width < 12 ? [box.left + box.width / 2] : [];
    });
  }, height);
  const inside = at.filter((x) => x > between.x && x < between.x + between.width);
  expect(inside.length).toBeGreaterThan(0);
  expect(at.length - inside.length).toBeGreaterThanOrEqual(3);
});

test('a wide flow opens with the layer that is looked at in sight', async ({
  playground,
  page,
}) => {
  await playground.open(fragmentOf({ program: snippet('28_attention_by_hand') }));
  await expect(playground.card('lstm')).toBeInViewport({ ratio: 0.99 });
  await expect(page.getByRole('complementary').getByText('lstm', { exact: true })).toBeVisible();
});

test('a program without a model tells what its layers give', async ({ playground, page }) => {
  const flow = page.getByRole('region', { name: 'Flow' });
  await playground.open(fragmentOf({ program: snippet('36_eager_layer_calls') }));
  await expect(flow.getByRole('listitem')).toHaveText([
    /7\s*LSTM lstm\s*\(3, 8, 4\), \(3, 4\), \(3, 4\)/,
    /9\s*GRU gru\s*\(3, 6\)/,
    /10\s*Bidirectional bidirectional\s*\(3, 8, 4\)/,
  ]);
  await playground.open(fragmentOf({ program: 'import torch\nm = torch.nn.LSTM(10, 20)\n' }));
  await expect(flow).toContainText('The module torch is not part of this playground.');
});

test('every example can be reached in a low window', async ({ playground, page }) => {
  await page.setViewportSize({ width: 1280, height: 560 });
  await playground.open();
  await page.getByRole('button', { name: 'Examples' }).click();
  const last = page.getByRole('dialog', { name: 'Examples' }).getByRole('button').last();
  await last.scrollIntoViewIfNeeded();
  await expect(last).toBeInViewport({ ratio: 0.99 });
});

test('a fix shows all of the line that it writes', async ({ playground, page }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await playground.open(fragmentOf({ program: snippet('39_error_missing_sequences') }));
  const written = playground.inspector.locator('mark').first();
  await expect(written).toHaveText('return_sequences=True');
  await written.scrollIntoViewIfNeeded();
  await expect(written).toBeInViewport({ ratio: 0.99 });
  const button = playground.inspector.getByRole('button', { name: /^Set return_sequences=True/ });
  await button.scrollIntoViewIfNeeded();
  await expect(button).toBeInViewport({ ratio: 0.99 });
});

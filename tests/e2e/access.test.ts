// Access: axe in both themes, the keyboard alone, what a reader hears, and narrow screens.
import AxeBuilder from '@axe-core/playwright';
import { example, expect, fragmentOf, test } from './playground';

const broken = fragmentOf({
  program:
    'import keras\nfrom keras import layers\nmodel = keras.Sequential([\n    keras.Input((9, 4)),\n    layers.SimpleRNN(3),\n    layers.SimpleRNN(2),\n])\n',
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [what, fragment, width] of [
    ['the page', '', 1440],
    ['a problem', broken, 1440],
    ['a phone', '', 390],
  ] as const) {
    test(`axe finds nothing in ${what}, ${colorScheme}`, async ({ playground, page }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 900 });
      await playground.open(fragment);
      await expect(playground.flow).toBeVisible();
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
    });
  }
}

test('axe finds nothing in the share dialog', async ({ playground, page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await playground.open();
  await page.getByRole('button', { name: 'Share' }).click();
  const { violations } = await new AxeBuilder({ page }).include('dialog').analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
});

test('the keyboard alone reaches layers, chips, sections and values', async ({
  playground,
  page,
}) => {
  await playground.open();
  await playground.code.focus();
  await page.keyboard.press('F6');
  await expect(playground.card('simple_rnn')).toBeFocused();
  const heading = playground.inspector.getByRole('heading', { level: 2 });
  await page.keyboard.press('ArrowDown');
  await expect(heading).toContainText('time_distributed');
  await page.keyboard.press('[');
  await expect(heading).toContainText('simple_rnn');
  await page.keyboard.press('ArrowUp');
  await expect(playground.card('simple_rnn')).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(playground.flow.locator('.chip:focus')).toHaveText('B');
  await page.keyboard.press('ArrowRight');
  await expect(playground.flow.locator('.chip:focus')).toHaveAttribute('aria-label', 'time 10');
  await expect(page.locator('.cm-lit').first()).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.locator('.cm-lit')).toHaveCount(0);

  const grid = playground.inspector.getByRole('grid');
  await grid.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await expect(playground.readOut).toContainText('y[0, 1, 1] = ');
  await expect(grid.getByRole('gridcell').nth(1)).toHaveText(/^step 1, features 1, -?\d/);
  await page.keyboard.press('b');
  await expect(playground.readOut).toContainText('y[1, 1, 1] = ');
  await page.keyboard.press('b');
  await expect(playground.readOut).toContainText('y[0, 1, 1] = ');

  await page.keyboard.press('t');
  await expect(playground.console.getByRole('tab', { name: 'Table' })).toHaveAttribute(
    'aria-selected',
    'true',
  );
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeHidden();
});

test('the editor is left with Escape and Tab', async ({ playground, page }) => {
  await playground.open();
  await playground.code.focus();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect(playground.code).not.toBeFocused();
});

test('the flow has a table with the same in words', async ({ playground, page }) => {
  await playground.open();
  const row = page.getByRole('row', { name: /^simple_rnn/ });
  await expect(row.getByRole('cell')).toHaveText([
    'SimpleRNN',
    'batch, time 10, features 20',
    'batch, time 10, features 32',
    /time kept.*features replaced/,
    '1,696',
    'no',
    /^\d+$/,
  ]);
});

test('a change is told politely', async ({ playground, page }) => {
  await playground.open();
  await playground.card('simple_rnn').click();
  await page.waitForTimeout(700);
  await playground.type('rnn_units = 32', '0');
  await expect(page.locator('.unroll > [aria-live="polite"]')).toHaveText(
    'simple_rnn output is now batch, time 10, features 320. 109,120 parameters.',
  );
});

for (const width of [320, 390, 700, 1000, 1280]) {
  test(`nothing scrolls sideways at ${width} pixels`, async ({ playground, page }) => {
    await page.setViewportSize({ width, height: 740 });
    await playground.open();
    await playground.card('simple_rnn').click();
    const wide = await page.evaluate(() =>
      [
        document.documentElement,
        ...document.querySelectorAll('header, main, nav, .scroll, .sections, .cm-scroller'),
      ]
        .filter((element) => element.scrollWidth > element.clientWidth + 1)
        .map((element) => `${element.tagName}.${element.className}`),
    );
    expect(wide).toEqual([]);
    const outside = await page.getByRole('button').evaluateAll((all) =>
      all
        .filter((button) => {
          const box = button.getBoundingClientRect();
          return box.width > 0 && (box.right > window.innerWidth + 1 || box.left < -1);
        })
        .map((button) => button.outerHTML.slice(0, 80)),
    );
    expect(outside).toEqual([]);
  });
}

test('a phone shows code, flow and layer one after the other', async ({ playground, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await playground.open();
  await expect(playground.code).toBeHidden();
  await expect(playground.inspector.getByRole('grid')).toBeVisible();
  await playground.inspector.getByRole('button', { name: 'Close' }).click();
  await expect(playground.inspector).toBeHidden();
  await playground.card('simple_rnn').click();
  await expect(playground.inspector.getByRole('grid')).toBeVisible();
  await page.getByRole('button', { name: 'Code' }).click();
  await expect(playground.code).toBeVisible();
  await playground.paste(example('last-state'));
  await page.getByRole('button', { name: 'Flow' }).click();
  await expect.poll(() => playground.shapes()).toEqual(['B T10 F20', 'B F32', 'B F16']);
});

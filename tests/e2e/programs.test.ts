// The programs of the gallery, pasted: their shapes, summary, printed line and values.
import { readFileSync } from 'node:fs';
import { example, expect, fragmentOf, test } from './playground';

const programs = [
  {
    name: 'per-step-dense',
    shapes: ['B T10 F20', 'B T10 F32', 'B F32', 'B F16', 'B T10 F16'],
    printed: 'Output shape after the per-step layer: (2, 10, 16)',
    total: '2,224',
  },
  {
    name: 'mean-over-time',
    shapes: ['B T10 F20', 'B T10 F32', 'B F32'],
    printed: 'Output shape after averaging: (2, 32)',
    total: '1,696',
  },
  {
    name: 'last-state',
    shapes: ['B T10 F20', 'B F32', 'B F16'],
    printed: 'Output shape after the dense layer: (2, 16)',
    total: '2,224',
  },
];

for (const { name, shapes, printed, total } of programs) {
  test(`${name} shows its shapes, summary, printed line and values`, async ({ playground }) => {
    await playground.open();
    await playground.paste('');
    await expect(playground.page.getByText('No model yet').first()).toBeVisible();
    await playground.paste(example(name));

    await expect.poll(async () => (await playground.shapes()).sort()).toEqual([...shapes].sort());
    await expect(playground.printed).toHaveText([printed]);
    await expect(playground.console.getByLabel('Summary', { exact: true }).last()).toContainText(
      `Total params: ${total}`,
    );

    await playground.card('simple_rnn').click();
    const grid = playground.inspector.getByRole('grid');
    await grid.hover({ position: { x: 30, y: 20 } });
    await expect(playground.readOut).toHaveText(/^y\[[\d, ]+\] = −?[01]\.\d{4}$/);
  });

  test(`${name} opens from the examples`, async ({ playground, page }) => {
    await playground.open();
    await page.getByRole('button', { name: 'Examples' }).click();
    await page.getByRole('dialog', { name: 'Examples' }).getByText(name).click();
    await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue(name);
    await expect(playground.printed).toHaveText([printed]);
  });
}

interface Recorded {
  programs: Record<string, { console: string }>;
}
const recorded = JSON.parse(
  readFileSync(new URL('../programs/expected.json', import.meta.url), 'utf8'),
) as Recorded;

const frames = [
  {
    name: 'conv-lstm',
    shapes: ['B T R8 C8 F1', 'B T R8 C8 F6', 'B R6 C6 F4', 'B F144', 'B F5'],
    layer: 'conv_lstm2d',
    params: '1,536',
    why: ['B', 'T', 'R8', 'C8', 'F6'],
  },
  {
    name: 'cnn-lstm',
    shapes: [
      'B T8 R16 C16 F3',
      'B R16 C16 F3',
      'B R14 C14 F8',
      'B T8 R14 C14 F8',
      'B R14 C14 F8',
      'B R7 C7 F8',
      'B T8 R7 C7 F8',
      'B R7 C7 F8',
      'B F392',
      'B T8 F392',
      'B F32',
      'B F4',
    ],
    layer: 'time_distributed',
    params: '224',
    why: ['B', 'T8', 'R14', 'C14', 'F8'],
  },
];

for (const { name, shapes, layer, params, why } of frames) {
  test(`${name} shows frames, and the summary that Keras prints`, async ({ playground }) => {
    await playground.open(fragmentOf({ program: example(name), view: { layer } }));
    await expect.poll(async () => (await playground.shapes()).sort()).toEqual([...shapes].sort());
    await expect(playground.card(layer).first()).toContainText(params);
    const summary = playground.console.getByLabel('Summary', { exact: true }).last();
    const text = await summary.evaluate((shown) => shown.textContent);
    expect(text.trim()).toBe(recorded.programs[`${name}.py`]!.console.trim());
    await expect(playground.inspector.locator('.rows .chip .chip')).toHaveText(why);
    const grid = playground.inspector.getByRole('grid');
    await grid.hover({ position: { x: 30, y: 20 } });
    await expect(playground.readOut).toHaveText(/^y\[\d, \d, \d, \d+, \d+\] = −?\d\.\d{4}$/);
  });
}

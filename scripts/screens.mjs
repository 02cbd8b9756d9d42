// `npm run screens [-- FOLDER]`: writes pictures of the built page into build/screens/, under the names of the drawings that
// the page follows. Where FOLDER holds those drawings, compare.png shows the two side by side.
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { chromium } from '@playwright/test';
import { preview } from 'vite';
import { build, repository } from './folders.mjs';

const wide = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };

const sequential = `import keras
from keras import layers

timesteps, features = 10, 20
hidden_size = 32

model = keras.Sequential([
    keras.Input((timesteps, features)),
    layers.SimpleRNN(hidden_size,
                     return_sequences=True),
    layers.TimeDistributed(layers.Dense(16)),
])

print(model.output_shape)
model.summary()`;

const stacked = `import keras
from keras import layers

steps, features = 20, 8

model = keras.Sequential([
    keras.Input((steps, features)),
    layers.LSTM(64, name="lstm_1"),
    layers.LSTM(32, name="lstm_2"),
    layers.Dense(1),
])

model.summary()`;

const main = { program: sequential, view: { name: 'rnn-timedistributed', cell: [0, 4, 11] } };
const error = { program: stacked, view: { name: 'stacked-lstm' } };

/** @typedef {import('@playwright/test').Page} Page */
/** @typedef {{name: string, size: {width: number, height: number}, dark?: boolean, document: object, act?: (page: Page) => Promise<void>}} Screen */

/** The pointer rests on the size that the recurrent layer makes. @param {Page} page */
const hoverSize = (page) =>
  page.locator('[aria-label^="Flow of"] [data-row]').nth(1).locator('.chip').last().hover();
/** @param {Page} page */
const openSheet = (page) => page.locator('[data-card]').nth(1).click();
/** @param {Page} page */
const openShare = (page) => page.getByRole('button', { name: 'Share' }).click();

/** @type {Screen[]} */
const screens = [
  { name: 'main-light', size: wide, document: main, act: hoverSize },
  { name: 'main-dark', size: wide, dark: true, document: main, act: hoverSize },
  { name: 'error', size: wide, document: error },
  { name: 'error-dark', size: wide, dark: true, document: error },
  { name: 'share', size: wide, document: main, act: openShare },
  { name: 'mobile', size: phone, document: main, act: openSheet },
  { name: 'mobile-dark', size: phone, dark: true, document: main, act: openSheet },
];

/** Drawings that are no picture of the page as it is. */
const others = new Map([
  ['embed', 'embeds are to come'],
  ['inside-lstm', 'the inside of a cell is to come'],
  ['inside-lstm-dark', 'the inside of a cell is to come'],
  ['sheet', 'the parts one by one: no page of its own'],
]);

const drawings = process.argv[2] === undefined ? null : resolve(process.argv[2]);
const folder = join(build, 'screens');
mkdirSync(folder, { recursive: true });

if (!existsSync(join(build, 'page/index.html'))) {
  console.error('The page is not built. Type: npm run build');
  process.exit(1);
}
const server = await preview({
  configFile: join(repository, 'web/vite.config.ts'),
  preview: { host: '127.0.0.1', port: 41732 },
  logLevel: 'error',
});
const address = server.resolvedUrls?.local[0] ?? '';
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox'],
});

for (const { name, size, dark, document, act } of screens) {
  const context = await browser.newContext({
    viewport: size,
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const packed = deflateRawSync(Buffer.from(JSON.stringify(document))).toString('base64url');
  await page.goto(`${address}#1.${packed}`);
  await page.locator('[data-card]').first().waitFor();
  await page.waitForTimeout(800);
  await act?.(page);
  await page.waitForTimeout(400);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  await context.close();
  console.log(`build/screens/${name}.png`);
}

if (drawings) await compare(drawings);
await browser.close();
await server.close();

/** Every drawing beside the page's picture of it. @param {string} from the folder of the drawings */
async function compare(from) {
  const picture = (/** @type {string} */ file) =>
    `<img src="data:image/png;base64,${readFileSync(file).toString('base64')}">`;
  const rows = readdirSync(from)
    .filter((file) => file.endsWith('.png'))
    .map((file) => {
      const ours = join(folder, file);
      const missing = others.get(file.replace('.png', '')) ?? 'the page has no picture of it';
      if (!existsSync(ours)) console.log(`${file} is left out: ${missing}`);
      const there = existsSync(ours) ? picture(ours) : `<p>${missing}</p>`;
      return `<h2>${file}</h2><div>${picture(join(from, file))}${there}</div>`;
    });
  const style =
    'body{font:14px sans-serif;margin:16px}div{display:flex;gap:16px;align-items:start}img,p{width:712px}';
  const page = await browser.newPage({ viewport: { width: 1472, height: 900 } });
  await page.setContent(`<style>${style}</style>${rows.join('')}`);
  await page.screenshot({ path: join(folder, 'compare.png'), fullPage: true });
  console.log('build/screens/compare.png: drawings left, page right');
}

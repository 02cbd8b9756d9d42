// Owns how the tests read and use the page, in the words of its readers.
import { readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import { expect, test as base, type Locator, type Page } from '@playwright/test';

/** A program of the gallery. */
export const example = (name: string): string =>
  readFileSync(new URL(`../../web/src/gallery/${name}.py`, import.meta.url), 'utf8');

/** The fragment of a link, made by other means than the page's. */
export const fragmentOf = (document: object): string =>
  `#1.${deflateRawSync(Buffer.from(JSON.stringify(document))).toString('base64url')}`;

export class Playground {
  readonly page: Page;
  readonly code: Locator;
  readonly flow: Locator;
  readonly inspector: Locator;
  readonly console: Locator;

  constructor(page: Page) {
    this.page = page;
    this.code = page.getByRole('textbox', { name: 'Program' });
    this.flow = page.getByRole('group', { name: /^Flow of/ });
    this.inspector = page.getByRole('complementary', { name: 'Inspector' });
    this.console = page.getByRole('region', { name: 'Console' });
  }

  /** Opens the page and waits for the first trace. */
  async open(fragment = ''): Promise<void> {
    await this.page.goto(`/${fragment}`);
    await expect(this.page.locator('header .status')).not.toContainText(/loading|tracing/);
  }

  /** Replaces the whole program, as a reader pastes one. */
  async paste(program: string): Promise<void> {
    await this.code.focus();
    await this.page.keyboard.press('Control+A');
    await this.code.evaluate((target, text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', text);
      target.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
      );
    }, program);
  }

  /** The program as it stands in the editor. */
  program(): Promise<string> {
    return this.code.evaluate((content) =>
      [...content.querySelectorAll('.cm-line')]
        .map((line) => {
          const copy = line.cloneNode(true) as Element;
          copy.querySelectorAll('[contenteditable="false"], img').forEach((part) => part.remove());
          return copy.textContent;
        })
        .join('\n'),
    );
  }

  /** Puts the caret behind a piece of the program and types there. */
  async type(after: string, text: string): Promise<void> {
    const place = await this.code.evaluate((content, piece) => {
      for (const line of content.querySelectorAll('.cm-line')) {
        let end = line.textContent.indexOf(piece) + piece.length;
        if (end < piece.length) continue;
        const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          const length = node.textContent?.length ?? 0;
          if (end > length) {
            end -= length;
            continue;
          }
          const range = document.createRange();
          range.setStart(node, end - 1);
          range.setEnd(node, end);
          const box = range.getBoundingClientRect();
          return { x: box.right - 1, y: box.top + box.height / 2 };
        }
      }
      return null;
    }, after);
    if (place === null) throw new Error(`The program does not say ${after}.`);
    await this.page.mouse.click(place.x, place.y);
    await this.page.keyboard.type(text);
  }

  /** A card of the flow by its layer's name. */
  card(name: string): Locator {
    return this.flow
      .locator('[data-card]')
      .and(this.page.getByRole('button', { name: new RegExp(` (${name})(,|$)`) }));
  }

  /** The shapes between the cards, from top to bottom: `B T10 F20`. */
  async shapes(): Promise<string[]> {
    return this.flow
      .locator('[data-row]')
      .evaluateAll((rows) =>
        rows.map((row) =>
          [...row.querySelectorAll('.chip')].map((chip) => chip.textContent.trim()).join(' '),
        ),
      );
  }

  /** The exact value that the inspector reads out. */
  get readOut(): Locator {
    return this.inspector.locator('output');
  }

  /** What the program printed, without summaries. */
  get printed(): Locator {
    return this.console.getByRole('log', { name: 'Printed' }).locator('pre');
  }
}

export const test = base.extend<{ playground: Playground }>({
  playground: async ({ page }, use) => {
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    await use(new Playground(page));
    expect(faults, 'errors in the page').toEqual([]);
  },
});

export { expect };

// Typing shows its shapes at the next frame that the worker's answer allows, two at most.
import { expect, test } from './playground';

/** Shapes that were drawn: frames since the worker's answer, and milliseconds since the key. */
interface Timing {
  sizes: string;
  frames: number;
  time: number;
}

declare global {
  interface Window {
    /** Frames drawn so far, when the worker last told of a program, and when a key was last pressed. */
    framesDrawn: number;
    answeredAt: number;
    pressedAt: number;
    timings: Timing[];
  }
}

/** Milliseconds from a key to its shapes, in the middle of all keys, on two cores that are busy otherwise. */
const MIDDLE_TIME = 250;

test('shapes follow a key within two frames of the worker', async ({ playground, page }) => {
  await page.addInitScript(() => {
    window.framesDrawn = 0;
    const Plain = window.Worker;
    window.Worker = class extends Plain {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        this.addEventListener(
          'message',
          (event: MessageEvent<{ kind: string; result?: object }>) => {
            const { kind, result } = event.data;
            if (kind === 'done' && result && 'models' in result) {
              window.answeredAt = window.framesDrawn;
            }
          },
        );
      }
    };
    const count = (): void => {
      window.framesDrawn += 1;
      requestAnimationFrame(count);
    };
    requestAnimationFrame(count);
  });
  await playground.open();
  await playground.type('rnn_units = 32', '');

  await page.evaluate(() => {
    const flow = document.querySelector('[aria-label^="Flow of"]');
    if (!flow) throw new Error('There is no flow.');
    const read = (): string =>
      [...flow.querySelectorAll('.chip')].map((chip) => chip.textContent).join(' ');
    let last = read();
    window.timings = [];
    document.addEventListener('keydown', () => (window.pressedAt = performance.now()), true);
    new MutationObserver(() => {
      const sizes = read();
      if (sizes === last) return;
      last = sizes;
      const frames = window.framesDrawn - window.answeredAt;
      window.timings.push({ sizes, frames, time: performance.now() - window.pressedAt });
    }).observe(flow, { subtree: true, childList: true, characterData: true });
  });

  const keys = ['1', 'Backspace', '2', 'Backspace', '3', 'Backspace', '4'];
  for (const [index, key] of keys.entries()) {
    await page.keyboard.press(key);
    await page.waitForFunction((count) => window.timings.length > count, index);
  }
  const timings = await page.evaluate(() => window.timings);
  expect(timings.map(({ sizes }) => /F32\d?/.exec(sizes)?.[0])).toEqual([
    'F321',
    'F32',
    'F322',
    'F32',
    'F323',
    'F32',
    'F324',
  ]);
  const times = timings.map(({ time }) => time).sort((a, b) => a - b);
  expect(Math.max(...timings.map(({ frames }) => frames))).toBeLessThanOrEqual(2);
  expect(times[Math.floor(times.length / 2)]).toBeLessThan(MIDDLE_TIME);
});

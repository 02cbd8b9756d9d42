// How the tests in the browser run: the built page (build/page), served by Vite, in Debian's Chromium.
import { defineConfig } from '@playwright/test';

const PORT = 41731;
/** Another server of the same page may be named, to try it there. */
const given = process.env['UNROLL_PAGE'];

export default defineConfig({
  testDir: '.',
  outputDir: '../../build/e2e',
  forbidOnly: true,
  retries: 0,
  // Two cores: more would only take time from each other.
  workers: 2,
  fullyParallel: true,
  timeout: 30_000,
  expect: { timeout: 10_000 },
  use: {
    baseURL: given ?? `http://127.0.0.1:${PORT}/`,
    viewport: { width: 1440, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
    launchOptions: { executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] },
  },
  ...(given === undefined
    ? {
        webServer: {
          command: `node node_modules/vite/bin/vite.js preview --config web/vite.config.ts --host 127.0.0.1 --port ${PORT} --strictPort`,
          cwd: '../..',
          url: `http://127.0.0.1:${PORT}/`,
          reuseExistingServer: false,
        },
      }
    : {}),
});

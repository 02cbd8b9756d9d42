// `npm start`: sets everything up, builds, and serves the page until Ctrl-C.
// Options (after `--`): --port N (default 5173, or the next free one), --host NAME (default 127.0.0.1).
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { engineForTheBrowser, pageBundle } from './build.mjs';
import { build, repository } from './folders.mjs';
import { withLock } from './processes.mjs';
import { setupStages } from './setup.mjs';
import { command, Failure, runStages } from './terminal.mjs';

await command(async () => {
  const { port, host } = options();
  const serve = { label: 'Server', run: () => startServer(port, host) };
  const stages = [...setupStages(), engineForTheBrowser, pageBundle, serve];
  /** @type {string} */
  let address = '';
  await withLock(join(build, 'lock'), () => runStages(stages));
  process.stdout.write(`\nUnroll is at ${address} (Ctrl-C ends it)\n`);

  /** @param {number} port @param {string} host */
  async function startServer(port, host) {
    const { preview } = await import('vite');
    const server = await preview({
      configFile: false,
      root: repository,
      base: './',
      logLevel: 'warn',
      build: { outDir: join(build, 'page') },
      preview: { port, host, strictPort: false },
    });
    const bound = server.httpServer.address();
    const boundPort = bound !== null && typeof bound === 'object' ? bound.port : port;
    address = `http://${host === '127.0.0.1' ? 'localhost' : host}:${boundPort}/`;
  }
});

function options() {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string', default: '5173' },
        host: { type: 'string', default: '127.0.0.1' },
      },
    });
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65535)
      throw new Error(`--port needs a number up to 65535, got ${values.port}`);
    return { port, host: values.host };
  } catch (error) {
    throw new Failure(
      `${error instanceof Error ? error.message : error}. Usage: npm start -- [--port N] [--host NAME]`,
    );
  }
}

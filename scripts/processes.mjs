// Starting other programs, and holding locks between runs of our own commands.
// It knows no particular program but flock.
import { spawn } from 'node:child_process';
import { accessSync, closeSync, constants, mkdirSync, openSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { Failure } from './terminal.mjs';

/** Descriptors of the lock files that this process holds; programs that it starts hold them as well. @type {number[]} */
const heldLocks = [];

/**
 * The full path of a program on the PATH, or null.
 * @param {string} program
 */
export function which(program) {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, program);
    try {
      accessSync(path, constants.X_OK);
      if (statSync(path).isFile()) return path;
    } catch {
      // not in this folder
    }
  }
  return null;
}

/**
 * Runs a program to its end and collects what it prints (stdout and stderr in the order of writing).
 * @param {string} program
 * @param {string[]} args
 * @param {{cwd?: string, env?: Record<string, string | undefined>, input?: string}} [options]
 * @returns {Promise<{status: number, output: string}>} status 127 if the program is not there, 128 + signal if killed
 */
export function collect(program, args, { cwd, env, input } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, ...env },
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe', ...heldLocks],
    });
    /** @type {Buffer[]} */
    const chunks = [];
    child.stdout?.on('data', (chunk) => chunks.push(chunk));
    child.stderr?.on('data', (chunk) => chunks.push(chunk));
    child.on('error', (error) => resolve({ status: 127, output: String(error.message) }));
    child.on('close', (status) =>
      resolve({ status: status ?? 128, output: Buffer.concat(chunks).toString() }),
    );
    child.stdin?.end(input);
  });
}

/**
 * Runs a program that must succeed.
 * @param {string} sentence what to say if it does not
 * @param {string} program
 * @param {string[]} args
 * @param {Parameters<typeof collect>[2]} [options]
 * @returns {Promise<string>} its output
 */
export async function must(sentence, program, args, options) {
  const { status, output } = await collect(program, args, options);
  if (status !== 0) throw new Failure(sentence, output);
  return output;
}

/**
 * Does work while holding a lock file that other runs respect. The kernel keeps the lock as long as this process or a
 * program that it started lives: an interrupted run leaves none behind, and none is taken over while a program of a
 * killed run is still at work.
 * @template T
 * @param {string} path
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(path, work) {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, 'a');
  heldLocks.push(file);
  try {
    // flock(1) sees the files in heldLocks as 3, 4, ...
    const descriptor = String(2 + heldLocks.length);
    if ((await collect('flock', ['--nonblock', descriptor])).status !== 0) {
      process.stdout.write('(waiting for another run) ');
      await must(
        `The lock file ${path} cannot be used: is flock (Debian: util-linux) there?`,
        'flock',
        [descriptor],
      );
    }
    return await work();
  } finally {
    heldLocks.pop();
    closeSync(file);
  }
}

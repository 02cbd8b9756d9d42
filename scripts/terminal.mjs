// What a person sees while a command works: numbered stages with their times, and one clear sentence on failure.
// It knows nothing of what the stages do.

/** A failure whose message is one clear sentence for a person: what is missing or wrong, and what to type. */
export class Failure extends Error {
  /** @param {string} message @param {string} [details] output whose end is shown above the sentence */
  constructor(message, details = '') {
    super(message);
    this.details = details;
  }
}

/**
 * What a stage may answer: words printed behind its time, and output whose end is printed below.
 * @typedef {{remark?: string, details?: string}} Result
 * @typedef {{label: string, run: () => Promise<Result | string | void>, oneCore?: boolean}} Stage
 */

/** @param {number} milliseconds @returns {string} `0.3 s`, `12 s`, `3 min 20 s` */
export function duration(milliseconds) {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 100) return `${Math.round(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/**
 * Runs stages in their order and prints `[2/6] label … 12 s` for each. Of those that keep one core busy, two run side by
 * side.
 * @param {Stage[]} stages
 */
export async function runStages(stages) {
  /** @type {Set<Promise<void>>} */
  const running = new Set();
  for (const [index, { label, run, oneCore = false }] of stages.entries()) {
    const head = `[${index + 1}/${stages.length}] ${label} … `;
    if (oneCore) {
      if (running.size === 2) await Promise.race(running);
      const stage = timed(run).then((told) => {
        process.stdout.write(head + told);
        running.delete(stage);
      });
      running.add(stage);
      continue;
    }
    await Promise.all(running);
    process.stdout.write(head);
    try {
      process.stdout.write(await timed(run));
    } catch (error) {
      process.stdout.write('failed\n');
      throw error;
    }
  }
  await Promise.all(running);
}

/** What is printed of a stage that ended. @param {Stage['run']} run */
async function timed(run) {
  const started = performance.now();
  const result = await run();
  const { remark, details } =
    typeof result === 'object' ? result : { remark: result, details: undefined };
  const time = duration(performance.now() - started);
  return `${remark ? `${time} (${remark})` : time}\n${details ? `${lastLines(details)}\n` : ''}`;
}

/**
 * Runs a command's main function; a Failure becomes its sentence on stderr and exit status 1.
 * @param {() => Promise<unknown>} main
 */
export async function command(main) {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (error.details) process.stderr.write(`${lastLines(error.details)}\n`);
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

/** The end of an output, without what makes single lines unreadably long. @param {string} text */
function lastLines(text) {
  const lines = text.trimEnd().split('\n').slice(-60);
  return lines.map((line) => (line.length > 400 ? `${line.slice(0, 400)} …` : line)).join('\n');
}

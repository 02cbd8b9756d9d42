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
 * @typedef {{label: string, run: () => Promise<Result | string | void>}} Stage
 */

/** @param {number} milliseconds @returns {string} `0.3 s`, `12 s`, `3 min 20 s` */
export function duration(milliseconds) {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 100) return `${Math.round(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/**
 * Runs stages one after the other and prints `[2/6] label … 12 s` for each.
 * @param {Stage[]} stages
 */
export async function runStages(stages) {
  for (const [index, { label, run }] of stages.entries()) {
    const started = performance.now();
    process.stdout.write(`[${index + 1}/${stages.length}] ${label} … `);
    let result;
    try {
      result = await run();
    } catch (error) {
      process.stdout.write('failed\n');
      throw error;
    }
    const { remark, details } =
      typeof result === 'object' ? result : { remark: result, details: '' };
    const time = duration(performance.now() - started);
    process.stdout.write(remark ? `${time} (${remark})\n` : `${time}\n`);
    if (details) process.stdout.write(`${lastLines(details)}\n`);
  }
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

// Runs the C++ tests: natively with sanitizers, and the same cases in WASM under Node.
import { join } from 'node:path';
import { build } from '../folders.mjs';
import { collect } from '../processes.mjs';

/** @typedef {{passed: number, failed: number, details?: string}} Outcome */
/** @typedef {Outcome & {skipped: number}} Half of a run: `skipped` are the cases that its filter left out */

/** Natively, with sanitizers. @returns {Promise<Outcome>} */
export async function runNative() {
  const half = '*/layers/*,*/graph/*,*/interchange/*';
  const halves = await Promise.all(
    [`--source-file=${half}`, `--source-file-exclude=${half}`].map(async (filter) =>
      outcome(
        'native',
        await collect(join(build, 'native-sanitize/engine_tests'), ['--no-colors', filter], {
          env: sanitizers,
        }),
      ),
    ),
  );
  return both(halves[0], halves[1]);
}

/** @param {'simd' | 'relaxed'} name @returns {Promise<Outcome>} */
export async function runWasm(name) {
  const flags = name === 'relaxed' ? relaxedFlags() : [];
  const { passed, failed, skipped, details } = outcome(
    name,
    await collect(process.execPath, [
      ...flags,
      join(build, `wasm/engine_tests_${name}.cjs`),
      '--no-colors',
    ]),
  );
  return { passed, failed: failed + skipped, details };
}

/**
 * Two runs of one program, each with the cases that the other left out.
 * @param {Half} one @param {Half} other @returns {Outcome}
 */
function both(one, other) {
  const left = (/** @type {Half} */ half) => half.passed + half.failed;
  const missed = one.skipped !== left(other) || other.skipped !== left(one) ? 1 : 0;
  const failed = one.failed + other.failed;
  return {
    passed: one.passed + other.passed,
    failed: failed > 0 ? failed : missed,
    details:
      [one.details, other.details, missed ? 'The halves are not the whole.' : undefined]
        .filter(Boolean)
        .join('\n') || undefined,
  };
}

/** What Node must be told before it takes relaxed SIMD: it is behind a flag up to Node 20. */
export function relaxedFlags() {
  return Number(process.versions.node.split('.')[0]) < 21
    ? ['--experimental-wasm-relaxed-simd']
    : [];
}

/** What the sanitizers are told: a fault ends the run, with its place. */
export const sanitizers = {
  ASAN_OPTIONS: 'detect_stack_use_after_return=1:strict_string_checks=1',
  UBSAN_OPTIONS: 'print_stacktrace=1',
  ASAN_SYMBOLIZER_PATH: '/usr/bin/llvm-symbolizer-19',
};

/**
 * Reads doctest's summary. A run without one, without a case, or of another build has failed.
 * @param {string} wanted @param {{status: number, output: string}} run @returns {Half}
 */
function outcome(wanted, { status, output }) {
  const summary =
    /test cases:\s*(\d+) \|\s*(\d+) passed \|\s*(\d+) failed(?: \|\s*(\d+) skipped)?/.exec(output);
  const [passed, failed, skipped] = [summary?.[2], summary?.[3], summary?.[4]].map((text) =>
    Number(text ?? 0),
  );
  const built = /^build: (\w+)$/m.exec(output)?.[1];
  if (built !== wanted)
    return {
      passed: 0,
      failed: 1,
      skipped: 0,
      details: `${output}\nThe build ${wanted} was asked for, got ${built ?? 'none'}.`,
    };
  if (!summary || passed + failed === 0)
    return {
      passed,
      failed: failed + 1,
      skipped,
      details: `${output}\ndoctest ran no case (status ${status}).`,
    };
  const crashed = status !== 0 && failed === 0 ? 1 : 0;
  const wrong = failed + crashed;
  return { passed, failed: wrong, skipped, details: wrong > 0 ? output : undefined };
}

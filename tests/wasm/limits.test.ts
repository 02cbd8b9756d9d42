// Programs that would never end, or grow without bounds: each ends soon in a problem at its line.
import { describe, expect, test } from 'vitest';
import { BUILDS, clientOf } from './builds';

/** Milliseconds of computing, on a machine that others use as well. */
const SOON = 1500;

const STEPS =
  /^The program ran 2000000 steps without ending; it was stopped at line \d+\.( What follows runs without it\.)?$/;
const BYTES = /^The program's own values need more than 64 MB\.$/;
const DEPTH =
  /calls deep, which is more than is run here|nests its calls and expressions deeper than is run here|nested more than \d+ levels deep/;
const NUMBER = /^OverflowError: The number does not fit the 64 bits/;

/** Each with the line of its problem, counted from 1. */
const PROGRAMS: [string, string, RegExp, number][] = [
  ['an endless loop', 'x = 1\nwhile True: pass', STEPS, 2],
  ['a list that grows', 'l = []\nwhile True:\n    l.append(1)', STEPS, 3],
  ['a list that is gone through as it grows', 'l = [0]\nfor i in l:\n    l.append(i)', STEPS, 2],
  ['a dict that grows', 'd = {}\ni = 0\nwhile True:\n    d[i] = i; i += 1', STEPS, 4],
  ['a long text', "x = 'a' * 10 ** 9", BYTES, 1],
  ['a text that doubles', "s = 'a'\nwhile True: s += s", BYTES, 2],
  ['a long list', '\nx = [0] * 10 ** 12', BYTES, 2],
  ['a large power', 'x = 10 ** 10 ** 10', NUMBER, 1],
  ['a long shift', 'x = 1 << 10 ** 10', NUMBER, 1],
  ['a function that calls itself', 'def f(n): return f(n)\nf(1)', DEPTH, 1],
  ['a repr that asks itself', 'class A:\n  def __repr__(s): return repr(s)\nprint(A())', DEPTH, 2],
  ['nested comprehensions', 'x = [[i * j for i in range(9999)] for j in range(9999)]', STEPS, 1],
  ['a long range as a list', 'x = list(range(10 ** 12))', BYTES, 1],
  ['a sum of a long range', 'x = sum(range(10 ** 10))', STEPS, 1],
  ['a generator without end', 'def g():\n    while True: yield 1\nlist(g())', STEPS, 2],
  ['all products', 'import itertools as i\nx = list(i.product(range(99), repeat=9))', BYTES, 2],
  ['all permutations', 'import itertools as i\nx = list(i.permutations(range(20)))', BYTES, 2],
  ['a wide format', "x = 'a'.center(10 ** 10)", BYTES, 1],
  ['a text of replacements', "x = ('x' * 10 ** 6).replace('', 'y' * 1000)", BYTES, 1],
  ['texts made over and over', "x = 'ab' * 10 ** 6\nfor i in range(10 ** 6): x.upper()", STEPS, 2],
  ['a long list shifted', 'x = [0] * 10 ** 5\nfor i in range(10 ** 5): x.insert(0, i)', STEPS, 2],
  ['a long list emptied', 'x = [0] * 10 ** 6\nfor i in range(10 ** 6): x.pop(0)', STEPS, 2],
  ['a long text taken apart', "x = 'x' * 10 ** 6\nfor i in range(10 ** 5): x[5]", STEPS, 2],
  ['sets joined', 'x = set(range(9999))\nfor i in range(9999): x | x', STEPS, 2],
  ['lists compared', 'x = [1] * 10 ** 5\nfor i in range(9999): x == x', STEPS, 2],
  ['a deep list shown', 'a = []\nfor i in range(10 ** 4): a = [a]\nprint(a)', DEPTH, 3],
  ['deep parentheses', `x = ${'('.repeat(5000)}1${')'.repeat(5000)}`, DEPTH, 1],
  ['deep brackets', `x = ${'['.repeat(5000)}${']'.repeat(5000)}`, DEPTH, 1],
  ['a long sum', `x = ${'1 + '.repeat(5000)}1`, DEPTH, 1],
  ['a long chain of attributes', `x = a${'.b'.repeat(5000)}`, DEPTH, 1],
  ['many nots', `x = ${'not '.repeat(5000)}1`, DEPTH, 1],
];

describe.each(BUILDS)('build %s', (build) => {
  test.each(PROGRAMS)('%s', async (_, program, message, line) => {
    const client = await clientOf(build);
    const before = process.cpuUsage();
    const report = await client.open({ program });
    const { user, system } = process.cpuUsage(before);
    client.close();
    const [problem] = report.problems.filter(({ severity }) => severity !== 'note');
    expect(problem?.message).toMatch(message);
    expect(problem?.line).toBe(line);
    expect((user + system) / 1000).toBeLessThan(SOON);
  });

  test('a program may not catch a limit', async () => {
    const client = await clientOf(build);
    const program = 'try:\n    while True: pass\nexcept BaseException: print("caught")';
    const report = await client.open({ program });
    client.close();
    expect(report.console).toEqual([]);
    expect(report.problems[0]?.code).toBe('limit_steps');
  });

  test('a shared key has an end', async () => {
    const client = await clientOf(build);
    const report = await client.open({
      program: 'a = (1,)\nfor i in range(64): a = (a, a)\nd = {a: 1}',
    });
    client.close();
    expect(report.problems[0]?.message).toBe("TypeError: unhashable type: 'tuple'");
  });
});

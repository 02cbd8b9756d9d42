// Places are UTF-16 code units of the program, whatever stands before them and whichever line ends.
import { describe, expect, test } from 'vitest';
import { BUILDS, clientOf } from './builds';

const LINES = [
  'import keras',
  'from keras import layers',
  'units = 7',
  'inputs = keras.Input((10, 20))',
  'states = layers.SimpleRNN(units, return_sequences=True)(inputs)',
  'model = keras.Model(inputs, states)',
  'wrong = layers.SimpleRNN(3, speed=9)',
];

const BEFORE: Record<string, string[]> = {
  nothing: [],
  'a comment in Chinese': ['# 循环神经网络的每一步'],
  'emoji in a string': ['title = "🚀🧠👩‍👩‍👧 é"'],
  'a name in Cyrillic': ['единицы = 32'],
  'an emoji at the beginning of the line': [],
};

describe.each(BUILDS)('build %s', (build) => {
  describe.each(['\n', '\r\n'])('lines that end with %j', (newline) => {
    test.each(Object.entries(BEFORE))('%s before', async (name, before) => {
      const inLine = name.includes('emoji at the beginning') ? '"🧠"; ' : '';
      const lines = [...before, ...LINES].map((line) =>
        line.startsWith('import') ? line : inLine + line,
      );
      const program = lines.join(newline) + newline;
      const lineOf = (word: string) => lines.findIndex((line) => line.includes(word)) + 1;
      const client = await clientOf(build);
      const report = await client.open({ program });
      const slice = (span: [number, number] | null) => (span ? program.slice(...span) : null);

      const layer = report.models[0]!.operations.find((row) => row.class === 'SimpleRNN')!;
      expect(slice(layer.span)).toMatch(/^layers\.SimpleRNN\(units, return_sequences=True\)/);
      expect(layer.line).toBe(lineOf('return_sequences'));
      const units = layer.arguments.find((argument) => argument.name === 'units')!;
      expect(slice(units.span)).toBe('units');
      expect(slice(units.target!.span)).toBe('7');
      expect(units.target!.line).toBe(lineOf('units = 7'));

      const [problem] = report.problems.filter(({ severity }) => severity === 'error');
      expect(slice(problem!.span)).toContain('speed');
      expect(problem!.line).toBe(lineOf('speed'));
      const lineStart = program.lastIndexOf('\n', problem!.span[0] - 1) + 1;
      expect(problem!.column).toBe(problem!.span[0] - lineStart + 1);

      const answer = await client.edit({
        kind: 'set_argument',
        layer: layer.id,
        name: 'units',
        value: '64',
      });
      const edited = answer.edits
        .toSorted(([a], [b]) => b - a)
        .reduce(
          (text, [from, to, insert]) => text.slice(0, from) + insert + text.slice(to),
          program,
        );
      expect(edited).toBe(program.replace('units = 7', 'units = 64'));
      client.close();
    });
  });
});

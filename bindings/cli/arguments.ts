// Owns the command line's words: which there are, and what they say. Must not know the engine.
import { parseArgs } from 'node:util';
import { isRecord } from '../json';
import type { WasmBuild } from '../load';
import { openFile } from '../opening';
import type { Document, ExportRequest } from '../requests';

export const USAGE = `Usage: unroll COMMAND FILE [OPTION ...]        (- reads standard input)

FILE is a Python program; a notebook (.ipynb), whose code cells make one program; or a model that
Keras saved: the JSON of model.to_json() in a .json file, or a .keras file, whose weights are left out.

Commands
  report   print shapes, parameters, problems and printed text as one JSON document
  values   compute a model and print tensors as {shape, dtype, data}
  summary  print the tables of model.summary()
  export   print a model as a Keras program, or as the JSON that Keras loads

Options
  --hole NAME=VALUE    the value of a name that the program leaves undefined; again for each
  --holes FILE.json    the same as one JSON object
  --batch N            the batch size (values: 2 if not given)
  --dim NAME=N         the size of another unknown axis, such as T (values: 10 if not given)
  --seed N             the seed of weights and inputs that are not given
  --keras 3.15|3.16    whose rules of masks to follow (3.15 if not given)
  --build simd|relaxed the build of the engine (the fastest that runs here if not given)
  --model NAME         values, export: the variable or the name of the model (else "model", else
                       the last)
  --as program|json    export: the form (program if not given)
  --layer NAME         values: print this layer's outputs and weights
  --weights FILE.json  values: a list of {path, shape, dtype, data}
  --inputs FILE.json   values: a list of {shape, dtype, data}, in the order of the model's inputs

Exit status: 0 when no problem is an error, 1 otherwise, 2 for wrong usage.
`;

/** The command line says something that cannot be met. */
export class UsageError extends Error {}

const COMMANDS = ['report', 'values', 'summary', 'export'] as const;
export type Command = (typeof COMMANDS)[number];

export interface Options {
  command: Command;
  document: Document;
  /** What the file has besides the document, for a person to know: a sentence each. */
  leftOut: string[];
  as: ExportRequest['as'];
  build: WasmBuild | undefined;
  model: string | undefined;
  layer: string | undefined;
  /** Contents of the files. */
  weights: unknown;
  inputs: unknown;
}

const KNOWN = {
  hole: { type: 'string', multiple: true },
  holes: { type: 'string' },
  batch: { type: 'string' },
  dim: { type: 'string', multiple: true },
  seed: { type: 'string' },
  keras: { type: 'string' },
  build: { type: 'string' },
  model: { type: 'string' },
  as: { type: 'string' },
  layer: { type: 'string' },
  weights: { type: 'string' },
  inputs: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** The commands of options that not all of them have. */
const OWNERS = {
  model: ['values', 'export'],
  layer: ['values'],
  weights: ['values'],
  inputs: ['values'],
  as: ['export'],
} as const satisfies Record<string, Command[]>;

/** What the words after `unroll` ask for. Throws `UsageError`. `read` gives what a file holds. */
export function parseCommandLine(
  words: string[],
  read: (file: string) => Uint8Array,
): Options | 'help' {
  const { values, positionals } = split(words);
  if (values.help) return 'help';
  const [word, file, ...rest] = positionals;
  if (word === undefined) throw new UsageError('A command is missing.');
  const command = COMMANDS.find((known) => known === word);
  if (command === undefined) throw new UsageError(`There is no command "${word}".`);
  if (file === undefined) throw new UsageError(`${command} needs a file, or - for standard input.`);
  if (rest.length > 0) throw new UsageError(`${command} takes one file, got also "${rest[0]}".`);
  for (const [name, owners] of Object.entries(OWNERS)) {
    const known: readonly Command[] = owners;
    if (values[name as keyof typeof OWNERS] !== undefined && !known.includes(command)) {
      throw new UsageError(`--${name} belongs to the command ${owners.join(' and to ')}.`);
    }
  }
  const open = <T>(path: string, parse: (bytes: Uint8Array) => T) => readFile(path, read, parse);
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  const json = (path: string | undefined) =>
    path === undefined ? undefined : parseJson(path, open(path, text));
  const holes = {
    ...holesOf(json(values.holes), values.holes),
    ...pairs('hole', values.hole, literal),
  };
  const dims = pairs('dim', values.dim, (text, name) => size(`--dim ${name}`, text));
  const { document, leftOut } = open(file, (bytes) => openFile(file, bytes));
  if (Object.keys(holes).length > 0) document.holes = holes;
  if (Object.keys(dims).length > 0) document.dims = dims;
  if (values.batch !== undefined) document.batch = size('--batch', values.batch);
  if (values.seed !== undefined) document.seed = size('--seed', values.seed);
  const keras = choice('--keras', values.keras, ['3.15', '3.16']);
  if (keras !== undefined) document.keras = keras;
  return {
    command,
    document,
    leftOut,
    as: choice('--as', values.as, ['program', 'json']) ?? 'program',
    build: choice('--build', values.build, ['simd', 'relaxed']),
    model: values.model,
    layer: values.layer,
    weights: json(values.weights),
    inputs: json(values.inputs),
  };
}

function split(words: string[]) {
  try {
    return parseArgs({ args: words, options: KNOWN, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function readFile<T>(
  path: string,
  read: (file: string) => Uint8Array,
  parse: (bytes: Uint8Array) => T,
): T {
  try {
    return parse(read(path));
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${(error as Error).message}`);
  }
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${path} is not JSON: ${(error as Error).message}`);
  }
}

function holesOf(value: unknown, path: string | undefined): Record<string, unknown> {
  if (value === undefined) return {};
  if (isRecord(value)) return value;
  throw new UsageError(`${path} must hold one JSON object of names and values.`);
}

function pairs<T>(
  option: string,
  given: string[] | undefined,
  parse: (text: string, name: string) => T,
): Record<string, T> {
  const result: Record<string, T> = {};
  for (const pair of given ?? []) {
    const at = pair.indexOf('=');
    if (at < 1) throw new UsageError(`--${option} takes NAME=VALUE, got "${pair}".`);
    const name = pair.slice(0, at);
    result[name] = parse(pair.slice(at + 1), name);
  }
  return result;
}

/** A value as JSON, as one of Python's three words, or else as the text that it is. */
function literal(text: string): unknown {
  if (text === 'True' || text === 'False') return text === 'True';
  if (text === 'None') return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function size(option: string, text: string): number {
  if (!/^\d{1,9}$/.test(text))
    throw new UsageError(`${option} takes a whole number, got "${text}".`);
  return Number(text);
}

function choice<T extends string>(
  option: string,
  text: string | undefined,
  known: T[],
): T | undefined {
  if (text === undefined) return undefined;
  const found = known.find((word) => word === text);
  if (found === undefined)
    throw new UsageError(`${option} takes ${known.join(' or ')}, got "${text}".`);
  return found;
}

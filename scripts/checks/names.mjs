// Holds the names of layers, of their arguments and of programs to the places that may say them: the layer table, the
// modules that a program may import, the gallery and the tests; those of arguments to the tables of ops, activations and
// initialisers too, as Keras gives these the arguments of the layer that does the same. The names are the engine's own
// answer; what is searched is the text in quotes and in markup, not comments.
import { readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { filesBelow } from '../fingerprint.mjs';
import { build, repository } from '../folders.mjs';

const searched = ['engine', 'bindings', 'web/index.html', 'web/src'];
const mayNameThem = /^(engine\/(layers|python)|web\/src\/gallery)\//;
const mayNameArguments = /^engine\/(kernels|ops|tensors)\//;
const comment = /\/\*[^]*?\*\/|<!--[^]*?-->|\/\/[^\n]*/;
const quoted = /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/;

/** @returns {Promise<string[]>} one sentence for each name in a wrong place */
export async function checkNames() {
  const isName = await nameTest();
  const files = filesBelow(searched.map((path) => join(repository, path))).filter((file) =>
    /\.(cpp|hpp|h|ts|svelte|html)$/.test(file),
  );
  return files.flatMap((file) => {
    const path = relative(repository, file);
    if (mayNameThem.test(path)) return [];
    return texts(readFileSync(file, 'utf8'), /\.(svelte|html)$/.test(file)).flatMap(
      ({ line, text }) =>
        isName(text, !mayNameArguments.test(path)).map((name) => `${path}:${line}: names ${name}`),
    );
  });
}

/**
 * A function that tells the names that a text says, those of arguments where asked for.
 * @returns {Promise<(text: string, withArguments: boolean) => string[]>}
 */
async function nameTest() {
  const { DirectClient, wasm } = await import(join(build, 'npm/index.mjs'));
  const client = new DirectClient(wasm('simd'));
  /** @type {{ops: {name: string}[]}} */
  const { ops } = await client.describe();
  /** @type {{name: string, fields: {name: string}[]}[]} */
  const layers = JSON.parse(readFileSync(join(build, 'wasm/layers.json'), 'utf8'));
  client.close();
  const programs = filesBelow([
    join(repository, 'web/src/gallery'),
    join(repository, 'tests/programs'),
  ])
    .filter((file) => file.endsWith('.py'))
    .map((file) => basename(file, '.py'));
  // A word that the report or the op table uses as well (`name`, `layer`) names no argument in particular.
  const general = new Set(
    ['report', 'requests'].flatMap(
      (name) => readFileSync(join(repository, `bindings/${name}.ts`), 'utf8').match(/\w+/g) ?? [],
    ),
  );
  general.add('unroll'); // this project
  general.add('function'); // a kind of value
  general.add('cells'); // a notebook's
  for (const op of ops) general.add(op.name);
  const fields = layers
    .flatMap(({ fields: all }) => all.map(({ name }) => name))
    .filter((name) => !general.has(name));
  // Some ops of Keras have the name of a layer, as `Reshape`.
  const operations = new Set(ops.map(({ name }) => name.replaceAll('_', '')));
  const classes = layers.map(({ name }) => name);
  const ownClasses = classes.filter((name) => !operations.has(name.toLowerCase()));
  const whole = new Set([...programs, ...ownClasses]);
  const named = new Set(fields);
  // A name with two capitals is none of English: it is found in the midst of a sentence too.
  const within = new Set(classes.filter((name) => /[A-Z].*[A-Z]/.test(name)));
  return (text, withArguments) => [
    ...new Set(
      whole.has(text) || (withArguments && named.has(text))
        ? [text]
        : (text.match(/\w+/g) ?? []).filter((word) => within.has(word)),
    ),
  ];
}

/**
 * The texts in quotes, and of markup the words between tags as well, with their lines (from 1).
 * @param {string} source @param {boolean} markup
 */
function texts(source, markup) {
  const found = [];
  let line = 1;
  const pattern = new RegExp(
    `${comment.source}|${quoted.source}|\n${markup ? '|>[^<>{}]*<' : ''}`,
    'g',
  );
  for (const [token] of source.matchAll(pattern)) {
    if (!new RegExp(`^(?:${comment.source})$`).test(token) && token !== '\n')
      found.push({ line, text: token.slice(1, -1).trim() });
    line += token.split('\n').length - 1;
  }
  return found;
}

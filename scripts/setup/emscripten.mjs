// Chooses an Emscripten, and writes build/toolchain/: the wrappers emcc and em++, and the folder of the header-only
// packages. In this order: an emcc on the PATH that is new enough; Debian 13's own packages; on Debian 12 a private
// root of Debian 13. Nothing else in the project knows which of them it is.
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { build, cache, repository, toolchain } from '../folders.mjs';
import { collect, which } from '../processes.mjs';
import { Failure } from '../terminal.mjs';
import { debianVersion, installPackages } from './apt.mjs';
import { isOlder } from './node.mjs';
import {
  checkPrivateRoot,
  enterPrivateRoot,
  makePrivateRoot,
  privateRoot,
} from './private_root.mjs';

const oldest = '3.1.69';
const headerPackages = { xsimd: 'xsimd.hpp', nlohmann: 'json.hpp', doctest: 'doctest.h' };
// Debian's packages of what is compiled into the modules: their licences go into notices/ beside the headers.
const licensed = ['libxsimd-dev', 'nlohmann-json3-dev', 'emscripten'];

/** @returns {Promise<string>} a remark on what was chosen */
export async function chooseEmscripten() {
  const { compilers, headers, remark } = await choose();
  mkdirSync(toolchain, { recursive: true });
  link(headers, join(toolchain, 'headers'));
  let changed = false;
  for (const name of ['emcc', 'em++']) {
    changed = writeProgram(join(toolchain, name), wrapper(compilers(name), remark)) || changed;
  }
  // Objects of one compiler are not for another.
  if (changed) rmSync(join(build, 'wasm'), { recursive: true, force: true });
  return remark;
}

/** @returns {Promise<{compilers: (name: string) => string[], headers: string, remark: string}>} */
async function choose() {
  const debian = debianVersion();
  const installed = which('emcc');
  if (installed) {
    const version = await versionOf(installed);
    if (version && !isOlder(version, oldest)) {
      if (installed === '/usr/bin/emcc' && debian !== null && !process.env.UNROLL_HEADERS)
        await installPackages(['debian13']);
      return {
        compilers: (name) => [which(name) ?? name],
        headers: systemHeaders(),
        remark: `Emscripten ${version} of this machine`,
      };
    }
  }
  if (debian !== null && debian >= 13) {
    await installPackages(['debian13']);
    const version = await versionOf('/usr/bin/emcc');
    return {
      compilers: (name) => [`/usr/bin/${name}`],
      headers: systemHeaders(),
      remark: `Emscripten ${version} of Debian`,
    };
  }
  if (debian === null || debian < 12) {
    throw new Failure(
      `Unroll needs Emscripten >= ${oldest}: put emcc on the PATH, and set UNROLL_HEADERS to a folder that holds xsimd, nlohmann and doctest.`,
    );
  }
  await installPackages(['privateRoot']);
  await makePrivateRoot();
  await checkPrivateRoot();
  const headers = onlyPackages(join(privateRoot, 'usr'), `${privateRoot}-headers`);
  const enter = enterPrivateRoot({ writable: [repository], readable: [headers] });
  return {
    compilers: (name) => [...enter, name],
    headers,
    remark: 'Emscripten of a private Debian 13',
  };
}

/**
 * A shell script that runs a compiler. It finds the repository by its own place, so that it reads the same in every
 * clone: compiler caches know the compiler by this text.
 * @param {string[]} command @param {string} remark
 */
function wrapper(command, remark) {
  const words = command
    .map((word) => (word === repository ? '"$repository"' : `'${word}'`))
    .join(' ');
  return `#!/bin/sh
# Written by scripts/setup/emscripten.mjs: ${remark}.
repository=$(cd "$(dirname "$0")/../.." && pwd -P)
exec ${words} "$@"
`;
}

/** The version of an emcc, or null. @param {string} emcc */
async function versionOf(emcc) {
  const { output } = await collect(emcc, ['--version']);
  return /\b(\d+\.\d+\.\d+)\b/.exec(output)?.[1] ?? null;
}

/** The header-only packages of this machine: UNROLL_HEADERS as it is, or out of /usr/include. */
function systemHeaders() {
  const given = process.env.UNROLL_HEADERS;
  const folder = given ? resolve(given) : '/usr/include';
  const missing = Object.entries(headerPackages)
    .map(([name, file]) => `${name}/${file}`)
    .filter((path) => !existsSync(join(folder, path)));
  if (missing.length > 0) {
    throw new Failure(
      `${missing.join(', ')} not found in ${folder}: set UNROLL_HEADERS to a folder that holds them, or type: apt-get install libxsimd-dev nlohmann-json3-dev doctest-dev`,
    );
  }
  if (given) return folder;
  return onlyPackages('/usr', join(cache, 'headers'));
}

/**
 * Copies the header-only packages, and the licences, out of folders of many: an include folder given whole would hide
 * the compiler's own headers.
 * @param {string} usr the folder that holds include/ and share/doc/
 * @param {string} to its name gets a hash of what was copied
 */
function onlyPackages(usr, to) {
  const hash = createHash('sha256');
  for (const [name, file] of Object.entries(headerPackages))
    hash.update(readFileSync(join(usr, 'include', name, file)));
  const folder = `${to}-${hash.digest('hex').slice(0, 12)}`;
  if (existsSync(folder)) return folder;
  const beside = `${folder}.partial-${process.pid}`;
  for (const name of Object.keys(headerPackages)) {
    cpSync(join(usr, 'include', name), join(beside, name), { recursive: true, dereference: true });
  }
  for (const name of licensed) {
    const license = join(usr, 'share/doc', name, 'copyright');
    if (existsSync(license)) cpSync(license, join(beside, 'notices', `${name}.txt`));
  }
  try {
    renameSync(beside, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
    rmSync(beside, { recursive: true });
  }
  return folder;
}

/** @param {string} target @param {string} path */
function link(target, path) {
  const present = lstatSync(path, { throwIfNoEntry: false });
  if (present?.isSymbolicLink() && readlinkSync(path) === target) return;
  const beside = `${path}.partial`;
  rmSync(beside, { recursive: true, force: true });
  if (present && !present.isSymbolicLink()) rmSync(path, { recursive: true });
  symlinkSync(target, beside);
  renameSync(beside, path);
}

/** Writes an executable file if it is not so already. @param {string} path @param {string} text @returns {boolean} */
function writeProgram(path, text) {
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return false;
  writeFileSync(`${path}.partial`, text);
  chmodSync(`${path}.partial`, 0o755);
  renameSync(`${path}.partial`, path);
  return true;
}

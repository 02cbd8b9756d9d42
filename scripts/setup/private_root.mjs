// A private root of Debian 13 in the user's cache folder, for machines whose own Emscripten is missing or too old.
// It knows how the root is made and entered; not what is compiled in it.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { arch } from 'node:os';
import { join } from 'node:path';
import { cache } from '../folders.mjs';
import { collect, must, withLock } from '../processes.mjs';
import { Failure } from '../terminal.mjs';
import { rootPrefix } from './apt.mjs';

const suite = 'trixie';
const packages = ['emscripten', 'libxsimd-dev', 'nlohmann-json3-dev', 'doctest-dev'];
const sysroot = '/usr/share/emscripten/cache/sysroot/lib/wasm32-emscripten';
// Two thirds of the packages are documentation and variants of system libraries that no build here links.
const leftOut = [
  '/usr/share/doc/*',
  '/usr/share/man/*',
  '/usr/share/info/*',
  '/usr/share/locale/*',
  '/usr/share/lintian/*',
  '/usr/share/emscripten/docs/*',
  '/usr/share/emscripten/media/*',
  ...[
    'pic/*',
    'lto*',
    'libGL*',
    '*-mt*',
    '*-ww*',
    '*asan*',
    '*lsan*',
    '*ubsan*',
    '*sanitizer*',
    'libwasmfs*',
    'libwebgpu*',
  ].map((pattern) => `${sysroot}/${pattern}`),
];

// Licences are kept: the notices of third parties in our builds quote them.
const keptAfterAll = ['/usr/share/doc/*/copyright'];

const key = createHash('sha256')
  .update(JSON.stringify({ suite, packages, leftOut, keptAfterAll, arch: arch() }))
  .digest('hex')
  .slice(0, 12);

/** The root's folder; its name says what it holds. */
export const privateRoot = join(cache, `debian-${suite}-${key}`);

/**
 * Makes the root unless it is there: beside its place, moved there when whole.
 * @returns {Promise<string | undefined>} a remark if it was made
 */
export async function makePrivateRoot() {
  if (existsSync(privateRoot)) return undefined;
  return withLock(join(cache, 'lock'), async () => {
    if (existsSync(privateRoot)) return 'made by another run';
    const asRoot = await rootPrefix();
    if (!asRoot)
      throw new Failure(
        'Making a private Debian 13 for Emscripten needs root or sudo. Type: sudo npm run setup',
      );
    await removePartialRoots(asRoot);
    const partial = `${privateRoot}.partial`;
    const [program, ...args] = [
      ...asRoot,
      'mmdebstrap',
      '--quiet',
      '--variant=apt',
      `--include=${packages.join(',')}`,
      ...leftOut.map((pattern) => `--dpkgopt=path-exclude=${pattern}`),
      ...keptAfterAll.map((pattern) => `--dpkgopt=path-include=${pattern}`),
      suite,
      partial,
      ...(await mirrors(asRoot)),
    ];
    await must(
      'The private Debian 13 for Emscripten could not be made (see above): check the network and try again.',
      program,
      args,
    );
    if (asRoot.length > 0) {
      await must('The private Debian 13 could not be given to this user.', 'sudo', [
        'chown',
        '-R',
        `${process.getuid?.()}:${process.getgid?.()}`,
        partial,
      ]);
    }
    renameSync(partial, privateRoot);
    return 'made';
  });
}

/**
 * The command line, up to the program's name, that runs a program in the root with the given folders in place.
 * @param {{writable: string[], readable: string[]}} folders
 * @returns {string[]}
 */
export function enterPrivateRoot({ writable, readable }) {
  return [
    'bwrap',
    '--die-with-parent',
    '--ro-bind',
    `${privateRoot}/usr`,
    '/usr',
    '--ro-bind',
    `${privateRoot}/etc`,
    '/etc',
    '--symlink',
    'usr/bin',
    '/bin',
    '--symlink',
    'usr/lib',
    '/lib',
    '--symlink',
    'usr/lib64',
    '/lib64',
    '--proc',
    '/proc',
    '--dev',
    '/dev',
    '--tmpfs',
    '/tmp',
    ...readable.flatMap((folder) => ['--ro-bind', folder, folder]),
    ...writable.flatMap((folder) => ['--bind', folder, folder]),
    '--clearenv',
    '--setenv',
    'PATH',
    '/usr/bin',
    '--setenv',
    'HOME',
    '/tmp',
    '--setenv',
    'LANG',
    'C.UTF-8',
  ];
}

/** Throws a Failure if this machine does not let us enter the root. */
export async function checkPrivateRoot() {
  const [program, ...args] = [...enterPrivateRoot({ writable: [], readable: [] }), 'true'];
  const { status, output } = await collect(program, args);
  if (status !== 0) {
    throw new Failure(
      'This machine or container refuses the namespaces that the private Debian 13 needs (see above): allow them ' +
        '(for a container: --privileged), use Debian 13, or put an emcc >= 3.1.69 on the PATH and set UNROLL_HEADERS.',
      output,
    );
  }
}

/** What interrupted runs left behind; never across a mount. @param {string[]} asRoot */
async function removePartialRoots(asRoot) {
  mkdirSync(cache, { recursive: true });
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '');
  for (const name of readdirSync(cache).filter((entry) => entry.endsWith('.partial'))) {
    const partial = join(cache, name);
    const mounted = mounts.find((mount) => mount.startsWith(`${partial}/`));
    if (mounted)
      throw new Failure(
        `An interrupted run left ${mounted} mounted. Type as root: umount ${mounted}`,
      );
    const [program, ...args] = [...asRoot, 'rm', '-rf', '--one-file-system', partial];
    await must(`${partial} could not be removed (see above).`, program, args);
  }
}

/**
 * Where this machine's own apt gets Debian from, so that mirrors and caches set up there are used here as well.
 * @param {string[]} asRoot
 */
async function mirrors(asRoot) {
  const targets = () =>
    collect('apt-get', [
      'indextargets',
      '--format',
      '$(ORIGIN)|$(LABEL)|$(REPO_URI)',
      'Created-By: Packages',
    ]);
  let { output } = await targets();
  if (output.trim() === '') {
    const [program, ...args] = [...asRoot, 'apt-get', '-q', 'update'];
    await collect(program, args);
    ({ output } = await targets());
  }
  const [mirror] = output
    .split('\n')
    .map((line) => line.split('|'))
    .filter(([origin, label]) => origin === 'Debian' && label === 'Debian')
    .map(([, , uri]) => uri);
  return mirror ? [mirror] : [];
}

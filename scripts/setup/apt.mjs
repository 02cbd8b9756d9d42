// Debian packages that the builds and tests call: finds what is missing and installs it, as root or with sudo.
// It knows packages and how to see that they are there; not what they are used for.
import { existsSync, readFileSync } from 'node:fs';
import { collect, must, which } from '../processes.mjs';
import { Failure } from '../terminal.mjs';

/**
 * Debian's packages by purpose, each with what shows that it is there: a program on the PATH or a file.
 * @type {Record<string, Record<string, string>>}
 */
const packages = {
  build: { cmake: 'cmake', 'ninja-build': 'ninja', ccache: 'ccache' },
  privateRoot: { mmdebstrap: 'mmdebstrap', bubblewrap: 'bwrap' },
  debian13: {
    emscripten: 'emcc',
    'libxsimd-dev': '/usr/include/xsimd/xsimd.hpp',
    'nlohmann-json3-dev': '/usr/include/nlohmann/json.hpp',
    'doctest-dev': '/usr/include/doctest/doctest.h',
  },
  test: {
    'clang-19': 'clang++-19',
    'clang-format-19': 'clang-format-19',
    'clang-tidy-19': 'clang-tidy-19',
    'llvm-19': 'llvm-symbolizer-19',
    'libclang-rt-19-dev': '/usr/lib/llvm-19/lib/clang/19/lib/linux',
    chromium: 'chromium',
  },
};

/**
 * Installs what is missing for the given purposes.
 * @param {(keyof typeof packages)[]} purposes
 * @returns {Promise<string | undefined>} a remark on what was installed
 */
export async function installPackages(purposes) {
  const wanted = Object.assign({}, ...purposes.map((purpose) => packages[purpose]));
  const missing = () => Object.keys(wanted).filter((name) => !isThere(wanted[name]));
  const names = missing();
  if (names.length === 0) return undefined;
  const typed = `apt-get install ${names.join(' ')}`;
  if (!which('apt-get')) {
    throw new Failure(
      `These programs are missing, and this is not Debian: ${names.map((name) => wanted[name]).join(', ')}. Install them and try again.`,
    );
  }
  const asRoot = await rootPrefix();
  if (!asRoot)
    throw new Failure(
      `Packages are missing and this user may not install them. Type as root: ${typed}`,
    );
  const [program, ...prefix] = [...asRoot, 'env', 'DEBIAN_FRONTEND=noninteractive'];
  const options = ['-o', 'DPkg::Lock::Timeout=300', '-q'];
  await collect(program, [...prefix, 'dpkg', '--configure', '-a']); // heals an interrupted installation
  await collect(program, [...prefix, 'apt-get', ...options, 'update']);
  await must(
    `The packages could not be installed (see above). Type as root: apt-get update && ${typed}`,
    program,
    [...prefix, 'apt-get', ...options, 'install', '-y', '--no-install-recommends', ...names],
  );
  const still = missing();
  if (still.length > 0)
    throw new Failure(
      `After installing them, these packages still lack their programs: ${still.join(', ')}.`,
    );
  return `installed ${names.join(', ')}`;
}

/**
 * What to put before a command that needs root: nothing, sudo, or null if neither is to be had without a question.
 * @returns {Promise<string[] | null>}
 */
export async function rootPrefix() {
  if (process.getuid?.() === 0) return [];
  if (!which('sudo')) return null;
  const interactive = Boolean(process.stdin.isTTY);
  const { status } = await collect('sudo', interactive ? ['-v'] : ['-n', 'true']);
  return status === 0 ? ['sudo'] : null;
}

/**
 * The major version of the Debian that runs us, or null if it is none (testing and unstable count as newest).
 * @returns {number | null}
 */
export function debianVersion() {
  if (!existsSync('/etc/debian_version') || !existsSync('/etc/os-release')) return null;
  const release = readFileSync('/etc/os-release', 'utf8');
  if (!/^ID=debian$/m.test(release)) return null;
  const version = /^VERSION_ID="?(\d+)/m.exec(release);
  return version ? Number(version[1]) : Infinity;
}

/** @param {string} sign a program's name or an absolute path */
function isThere(sign) {
  return sign.startsWith('/') ? existsSync(sign) : which(sign) !== null;
}

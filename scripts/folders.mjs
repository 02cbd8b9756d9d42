// Where things lie: the repository, its build folder, and this project's part of the user's cache folder.
import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const repository = realpathSync(fileURLToPath(new URL('..', import.meta.url)));

/** Everything that is made from the sources. */
export const build = join(repository, 'build');

/** The compilers' wrappers and the header-only packages, as CMake finds them. */
export const toolchain = join(build, 'toolchain');

/** What may be shared between clones of this repository and survives them. */
export const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'unroll');

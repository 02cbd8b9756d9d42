// Holds the engine's #include lines to the one-way order of its rooms, and third parties' headers to the rooms that
// may see them. CMakeLists.txt names the same order for the linker.
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { filesBelow } from '../fingerprint.mjs';
import { repository } from '../folders.mjs';

// A room includes itself and rooms of lower rank only; rooms of one rank don't know each other.
/** @type {Record<string, number>} */
const ranks = {
  dims: 0,
  tensors: 0,
  kernels: 0,
  ops: 1,
  layers: 2,
  reference: 3,
  graph: 3,
  python: 4,
  exec: 5,
  edit: 5,
  interchange: 5,
  session: 6,
  bindings: 7,
};

/** @type {{header: RegExp, rooms: string[]}[]} */
const thirdParties = [
  { header: /^xsimd\//, rooms: ['kernels'] },
  { header: /^tree_sitter\//, rooms: ['python'] },
  {
    header: /^nlohmann\/json_fwd\.hpp$/,
    rooms: ['interchange', 'session', 'bindings', 'edit', 'exec'],
  },
  { header: /^nlohmann\//, rooms: ['reference', 'interchange', 'bindings'] },
  { header: /^emscripten/, rooms: [] },
  // They make the module larger by hundreds of kilobytes.
  { header: /^(iostream|regex|locale|format|print)$/, rooms: [] },
];

/** @returns {string[]} one sentence for each line that breaks the order */
export function checkIncludes() {
  const sources = filesBelow([join(repository, 'engine'), join(repository, 'bindings')]).filter(
    (file) => /\.(cpp|hpp|h)$/.test(file),
  );
  return sources.flatMap((file) => {
    const path = relative(repository, file);
    if (path.startsWith('bindings/native/')) return []; // a program of its own
    const room = roomOf(path);
    return readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line, index) => {
        const include = /^\s*#\s*include\s*([<"])([^>"]+)[>"]/.exec(line);
        if (!include) return [];
        const fault = faultOf(room, include[1] === '"', include[2]);
        return fault ? [`${path}:${index + 1}: ${fault}`] : [];
      });
  });
}

/** @param {string} path in the repository @returns {string | null} null for what belongs to no room (error.hpp) */
function roomOf(path) {
  const [top, second] = path.split('/');
  if (top === 'bindings') return 'bindings';
  if (second in ranks) return second;
  return second.startsWith('session') ? 'session' : null;
}

/** @param {string | null} room @param {boolean} own @param {string} header @returns {string | null} */
function faultOf(room, own, header) {
  if (!own) {
    const rule = thirdParties.find((party) => party.header.test(header));
    if (!rule || (room && rule.rooms.includes(room))) return null;
    const rooms = rule.rooms.length > 0 ? `only ${rule.rooms.join(', ')} may` : 'nobody here may';
    return `${room ?? 'a file of no room'} includes <${header}>; ${rooms}`;
  }
  const target = roomOf(header.startsWith('bindings/') ? header : `engine/${header}`);
  if (target === null || target === room) return null;
  if (room === null) return `a file of no room includes "${header}"`;
  return ranks[target] < ranks[room]
    ? null
    : `${room} includes "${header}", and ${target} is not below it`;
}

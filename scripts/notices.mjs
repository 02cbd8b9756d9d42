// The notices of the third parties whose code is compiled into the WASM modules. (Those of the page's JavaScript are
// collected by Vite.) It knows where each part keeps its licence.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository, toolchain } from './folders.mjs';

const parts = [
  {
    name: 'tree-sitter',
    file: join(repository, 'node_modules/tree-sitter/LICENSE'),
    home: 'https://github.com/tree-sitter/tree-sitter (MIT)',
  },
  {
    name: 'ICU, as included in tree-sitter',
    file: join(repository, 'node_modules/tree-sitter/vendor/tree-sitter/lib/src/unicode/LICENSE'),
    home: 'https://icu.unicode.org (Unicode-DFS-2016)',
  },
  {
    name: 'tree-sitter-python',
    file: join(repository, 'node_modules/tree-sitter-python/LICENSE'),
    home: 'https://github.com/tree-sitter/tree-sitter-python (MIT)',
  },
  {
    name: 'xsimd',
    file: join(toolchain, 'headers/notices/libxsimd-dev.txt'),
    home: 'https://github.com/xtensor-stack/xsimd (BSD-3-Clause)',
  },
  {
    name: 'JSON for Modern C++',
    file: join(toolchain, 'headers/notices/nlohmann-json3-dev.txt'),
    home: 'https://github.com/nlohmann/json (MIT)',
  },
  {
    name: "Emscripten's runtime and system libraries (musl, LLVM's libc++, libunwind and compiler-rt, dlmalloc)",
    file: join(toolchain, 'headers/notices/emscripten.txt'),
    home: 'https://github.com/emscripten-core/emscripten (MIT, and Apache-2.0 with LLVM exception)',
  },
];

/** Markdown: a section for each part, with its licence's text, or where to find it if this machine has none. */
export function nativeNotices() {
  const sections = parts.map(({ name, file, home }) => {
    const text = existsSync(file) ? readFileSync(file, 'utf8').trim() : `See ${home}.`;
    return `## ${name}\n\n${home}\n\n${text}\n`;
  });
  return `# In the WebAssembly modules\n\n${sections.join('\n')}`;
}

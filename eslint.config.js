// What ESLint holds TypeScript, Svelte and the Node scripts to. Layout is Prettier's business.
import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import { defineConfig } from 'eslint/config';
import globals from 'globals';
import tseslint from 'typescript-eslint';

const typed = ['**/*.ts', '**/*.svelte'];

export default defineConfig(
  { ignores: ['build/', 'node_modules/', 'test-results/'] },
  js.configs.recommended,
  { files: typed, extends: tseslint.configs.recommendedTypeChecked },
  svelte.configs.recommended,
  svelte.configs.prettier,
  {
    files: typed,
    languageOptions: {
      globals: { ...globals.browser, ...globals.node },
      parserOptions: {
        parser: tseslint.parser,
        project: ['./tsconfig.json', './scripts/tsconfig.json'],
        extraFileExtensions: ['.svelte'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
  },
  {
    // What a template gets from a component counts as `any` here; svelte-check knows the types.
    files: ['**/*.svelte'],
    rules: Object.fromEntries(
      ['argument', 'assignment', 'call', 'member-access', 'return'].map((use) => [
        `@typescript-eslint/no-unsafe-${use}`,
        'off',
      ]),
    ),
  },
  { files: ['**/*.mjs', '*.js'], languageOptions: { globals: globals.node } },
  {
    rules: {
      eqeqeq: 'error',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'svelte/no-at-html-tags': 'error', // text reaches the page as text
    },
  },
);

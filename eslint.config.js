// Lint rules: typescript-eslint strict and stylistic, type-checked, plus what the style rules of
// this project make a machine say: the clock is an argument, output has one door, SQL is no string.

import { builtinModules } from 'node:module';
import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const untyped = ['**/*.mjs', '**/*.cjs', '**/*.js'];

const clock = [
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'The clock is an argument: take `now` from the deps.',
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'The clock is an argument: take `now` from the deps.',
  },
];

const sqlFromParts = {
  selector:
    'CallExpression[callee.property.name=/^(raw|query)$/] > TemplateLiteral.arguments:first-child[expressions.length>0]',
  message: 'SQL takes bindings, not parts of text; a list of ?? may be built before the call.',
};

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', '.data/', '.demo/', 'coverage/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: './tsconfig.json',
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      // tsc says it already, and knows about the index signatures it concerns
      '@typescript-eslint/dot-notation': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-type-definitions': 'off',
      // asks for `!`, which the strict set forbids
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/no-extraneous-class': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // the empty text counts as missing at every door
      '@typescript-eslint/prefer-nullish-coalescing': [
        'error',
        { ignorePrimitives: { string: true } },
      ],
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      // strangers' files carry control characters, and we look for them
      'no-control-regex': 'off',
      'no-restricted-syntax': ['error', ...clock, sqlFromParts],
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
      'no-console': 'error',
      eqeqeq: 'error',
      'max-lines': ['error', 300],
      'max-lines-per-function': ['error', { max: 70, skipComments: true, skipBlankLines: true }],
    },
  },
  {
    // the edges of the process: here, and only here, the real clock is read
    files: ['src/cli.ts', 'src/server.ts', 'src/log.ts', 'src/commands/demo.ts', 'bench/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', sqlFromParts] },
  },
  {
    files: ['knexfile.ts', 'test/support/global-*.ts'],
    rules: { 'no-restricted-exports': 'off' },
  },
  {
    files: ['test/**/*.ts', 'test/**/*.tsx'],
    rules: {
      'no-restricted-syntax': 'off',
      'max-lines-per-function': 'off',
      'max-lines': ['error', 500],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: untyped,
    languageOptions: {
      globals: Object.fromEntries(
        [
          'process',
          'performance',
          'setTimeout',
          'setInterval',
          'clearInterval',
          'URL',
          'Buffer',
          'module',
          'require',
          '__dirname',
        ].map((name) => [name, 'readonly']),
      ),
    },
    rules: {
      'no-console': 'error',
      'no-restricted-imports': [
        'error',
        {
          paths: builtinModules
            .filter((name) => !name.startsWith('_'))
            .map((name) => ({ name, message: `node:${name}` })),
        },
      ],
    },
  },
  {
    // the browser's script
    files: ['src/web/assets/**/*.js'],
    languageOptions: { globals: { document: 'readonly', window: 'readonly', htmx: 'readonly' } },
  },
);

// The documents name only what is there: files, commands and variables.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { commandsFor } from '../../src/commands/index.js';

const root = resolve(__dirname, '../..');
const documents = ['README.md', 'docs/SECURITY.md', 'docs/operations.md', 'docs/CHANGELOG.md'];
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

test.each(documents)('%s names files that exist', (document) => {
  const named = [
    ...read(document).matchAll(/`((?:src|test|docs|migrations|reconcilers)\/[\w./-]*)`/g),
  ];
  const missing = named
    .map(([, path]) => String(path))
    .filter((path) => !existsSync(join(root, path)));
  expect(missing).toEqual([]);
});

test.each(documents)(
  '%s shows commands that exist, with options that they have',
  async (document) => {
    const commands = await commandsFor();
    const shown = [
      ...read(document).matchAll(
        /(?:`| {4}|\$ |& | )doisoat (?:-- )?([a-z]+(?: [a-z]+)?)([^`\n]*)/g,
      ),
    ];
    if (document === 'docs/operations.md') expect(shown.length).toBeGreaterThan(8);
    const faults = shown.flatMap(([, words = '', rest = '']) => {
      const first = words.split(' ')[0] ?? '';
      const command = commands.find(({ name }) => name === words || name === first);
      if (!command) return commands.some(({ name }) => name.startsWith(`${first} `)) ? [] : [words];
      const flags = (command.options ?? []).map(([flag]) => flag.split(/[ ,]/)[0]);
      const used = [...rest.matchAll(/--[a-z-]+/g)].map(([flag]) => flag);
      const known = [...flags, '--json', '--help'];
      return used.filter((flag) => !known.includes(flag)).map((flag) => `${command.name} ${flag}`);
    });
    expect(faults).toEqual([]);
  },
);

test('every threat that is answered names the tests that show it', () => {
  const rows = read('docs/SECURITY.md').split('\n');
  const start = rows.findIndex((row) => row.startsWith('| threat |'));
  const table = rows.slice(start + 2, rows.indexOf('', start));
  expect(table.length).toBeGreaterThan(12);
  expect(table.filter((row) => !/`(test\/|\w[\w-]*\.test\.ts|eslint)/.test(row))).toEqual([]);
});

// The officers' handbook says what the rules say.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { reconcilers } from '../../reconcilers/index.js';

const handbook = readFileSync(join(__dirname, '../../reconcilers/README.md'), 'utf8');

test.each(reconcilers.map((rule) => [rule.code, rule.handbook.vi] as const))(
  'the handbook has %s in the words of its rule',
  (code, sentence) => {
    expect(handbook).toContain(`| \`${code}\` | ${sentence} |`);
  },
);

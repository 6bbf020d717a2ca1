// The names a unit had before a merger or a change of type, as a column of an import says them:
// `Xã Minh Thạnh:2025-07-01;Thị trấn Chơn Thành`.
import { isLocalDate } from '../calendar.js';
import { z } from 'zod';
import { foldedName, typeWords, type FormerName } from './unit.js';

/** More were never merged into one; a longer list is a mistake of the sheet. */
const formerNameCountMax = 20;
const nameCharsMax = 100;

/** A cell of former names, each with the first day on which it no longer held where that is known. */
export const formerNamesCell = z.string().transform((text, context): readonly FormerName[] => {
  const told = text.split(';').map((one) => one.trim());
  const names = told.filter((one) => one !== '').map(parseFormerName);
  const good = names.filter((one) => one !== undefined);
  if (good.length === names.length && good.length <= formerNameCountMax) return good;
  context.addIssue({
    code: 'custom',
    message:
      'names as "Xã Minh Thạnh:2025-07-01" are expected, parted by ; (the day is the first on ' +
      `which the name no longer held), at most ${String(formerNameCountMax)}`,
  });
  return z.NEVER;
});

function parseFormerName(text: string): FormerName | undefined {
  const [, told = '', until] = /^([^:]*?)\s*(?::\s*(\S+))?$/.exec(text) ?? [];
  if (told === '' || told.length > nameCharsMax) return undefined;
  if (until !== undefined && !isLocalDate(until)) return undefined;
  const words = told.split(/\s+/);
  for (const [type, typeWord] of Object.entries(typeWords)) {
    const count = typeWord.split(' ').length;
    const isOfType = foldedName(words.slice(0, count).join(' ')) === foldedName(typeWord);
    const name = words.slice(count).join(' ');
    if (isOfType && name !== '') return { name, type, until: until ?? null };
  }
  return { name: words.join(' '), type: null, until: until ?? null };
}

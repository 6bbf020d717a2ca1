// Columns that several of our own files share, as zod schemas over a cell's text.
import { z } from 'zod';
import { instantOf, isLocalDate } from '../calendar.js';
import { amountDigitsMax, parseMoney } from '../money.js';
import type { Money } from '../money.js';

const textCharsMax = 500;

/** Free text, null when empty. */
export const optionalText = z
  .string()
  .max(textCharsMax, `at most ${String(textCharsMax)} characters`)
  .refine((text) => !text.includes('\u0000'), 'contains a zero byte')
  .transform((text) => (text === '' ? null : text));

/** Free text that must not be empty. */
export const requiredText = optionalText.transform((text, context): string => {
  if (text !== null) return text;
  context.addIssue({ code: 'custom', message: 'must not be empty' });
  return z.NEVER;
});

/** A whole amount in đồng; `8000.5`, `8.000` and `1e5` are refused. */
export const moneyCell = requiredText.transform((text, context): Money => {
  const amount = parseMoney(text);
  if (amount !== undefined) return amount;
  context.addIssue({
    code: 'custom',
    message: `a whole number of đồng with at most ${String(amountDigitsMax)} digits is expected, without separators`,
  });
  return z.NEVER;
});

/** An amount above 0. */
export const positiveMoneyCell = moneyCell.refine((amount) => amount > 0n, 'must be above 0');

/** A day `YYYY-MM-DD`, null when empty. A sheet may show a typed day with its midnight. */
export const optionalDay = z
  .string()
  .transform((text) => text.replace(/ 00:00:00$/, ''))
  .refine((text) => text === '' || isLocalDate(text), 'a day as YYYY-MM-DD is expected')
  .transform((text) => (text === '' ? null : text));

const instantForm =
  /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,9})?)?([Zz]|[+-]\d{2}:\d{2})?$/;

/** An instant: RFC 3339, or without an offset Vietnamese time. Undefined for anything else. */
export function parseInstant(text: string): Date | undefined {
  const [, day = '', minute = '', seconds = ':00', offset = '+07:00'] =
    instantForm.exec(text) ?? [];
  if (!isLocalDate(day)) return undefined;
  const instant = new Date(`${day}T${minute}${seconds}${offset.toUpperCase()}`);
  return Number.isNaN(instant.getTime()) ? undefined : instant;
}

const instantExpected =
  'a time as 2026-05-04T18:00:00+07:00 is expected (without an offset it is Vietnamese time)';

/** An instant with its time of day. */
export const requiredInstant = requiredText.transform((text, context): Date => {
  const instant = parseInstant(text);
  if (instant) return instant;
  context.addIssue({ code: 'custom', message: instantExpected });
  return z.NEVER;
});

/** An instant, null when empty; a bare day is its midnight in Vietnam. */
export const optionalInstant = optionalText.transform((text, context): Date | null => {
  if (text === null) return null;
  const instant = isLocalDate(text) ? instantOf(text) : parseInstant(text);
  if (instant) return instant;
  context.addIssue({ code: 'custom', message: instantExpected });
  return z.NEVER;
});

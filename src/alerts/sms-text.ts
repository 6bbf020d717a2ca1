// The words of an SMS and whom it goes to. One message of the network: 160 characters without marks.
// The sum and the unit's name are all it tells; no payment, no payer, no account.
import { maskLongNumbers } from '../long-numbers.js';
import { formatMoney } from '../money.js';
import type { FlagReading } from '../reconciliation/reading.js';
import { bySeverity, flagWords } from '../reconciliation/words.js';
import type { FocalPoints } from './recipients.js';
import { sayingOf, type Language } from './templates.js';

const smsCharsMax = 160;

/** Why a unit's focal point is told beside the mail. */
export type SmsCause =
  | { readonly kind: 'first'; readonly flags: readonly FlagReading[] }
  /** @see SilentUnit.level */
  | { readonly kind: 'escalated'; readonly level: 1 | 2; readonly patience: number };

/** The text; a unit's name that leaves no room is cut. */
export function smsText(title: string, cause: SmsCause, language: Language): string {
  const text = (unit: string): string => folded(sentenceOf(unit, cause, language));
  const room = smsCharsMax - text('x').length + 1;
  // a name is typed by people and may be a number; nothing in it counts as more than one character
  return text(folded(maskLongNumbers(title)).slice(0, Math.max(0, room)).trim());
}

function sentenceOf(unit: string, cause: SmsCause, language: Language): string {
  const say = sayingOf('sms', language);
  if (cause.kind === 'escalated') {
    return say(`escalated.${String(cause.level)}`, { unit, count: cause.patience });
  }
  const [gravest] = [...cause.flags].sort(bySeverity);
  if (!gravest) throw new Error('there is no flag to tell of');
  if (gravest.flag !== 'money_missing') {
    return say('first.other', { unit, flag: flagWords[gravest.flag][language] });
  }
  return say('first', { unit, count: gravest.payments, sum: formatMoney(gravest.amount) });
}

/** Letters without marks, and of signs only those that a telephone counts once. */
function folded(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[đð]/g, 'd')
    .replace(/[ĐÐ]/g, 'D')
    .replace(/[^A-Za-z0-9.,:;()%/+-]+/g, ' ');
}

// 03, 05, 07, 08, 09 are mobile; a landline takes no SMS
const mobile = /(?<!\d)(?:\+?84|0)[.\s-]?([35789](?:[.\s-]?\d){8})(?!\d)/;

/** The mobile number of the first focal point that has one, with the country's code; undefined: none. */
export function mobileOf(points: FocalPoints): string | undefined {
  for (const field of [points.contactBusiness, points.contactIt, points.phone]) {
    const [, number] = mobile.exec(field ?? '') ?? [];
    if (number !== undefined) return `+84${number.replace(/\D/g, '')}`;
  }
  return undefined;
}

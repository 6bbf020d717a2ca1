// What a flag says to the unit, and what it asks of it: the sentences of mails and pages. The tone
// is official and impersonal; a sentence says what is known and until when, and blames nobody.
import { formatDay } from '../calendar.js';
import { formatMoney } from '../money.js';
import type { FlagReading } from '../reconciliation/reading.js';
import { sayingOf, type Language } from './templates.js';

export interface Advice {
  /** What is known. */
  readonly finding: string;
  /** What the unit is asked to do. */
  readonly request: string;
}

/** The two sentences of a flag. */
export function adviceOn(flag: FlagReading, language: Language = 'vi'): Advice {
  const { flag: kind, payments, amount, coveredThrough } = flag;
  const say = sayingOf('flags', language);
  const isOrders = kind === 'no_account' && payments === 0;
  const isBare = kind === 'statement_missing' && coveredThrough === null;
  const through = coveredThrough === null ? '' : formatDay(coveredThrough);
  return {
    finding: say(`${kind}.finding${isOrders ? '.orders' : ''}`, {
      payments,
      sum: formatMoney(amount),
    }),
    request: say(`${kind}.request${isBare ? '.none' : ''}`, { through }),
  };
}

/** What a mail's subject says where this is the gravest flag. */
export function flagSubject({ flag, payments }: FlagReading, language: Language): string {
  return sayingOf('flags', language)(`${flag}.subject`, { payments });
}

/** "Có sao kê đến ngày 15/05/2026", or that nothing is proven yet. */
export function coverageSentence(
  { coveredThrough }: Pick<FlagReading, 'coveredThrough'>,
  language: Language = 'vi',
): string {
  const say = sayingOf('flags', language);
  return coveredThrough === null
    ? say('covered.none')
    : say('covered', { through: formatDay(coveredThrough) });
}

// What a camt statement states of itself beside its entries: its days, its totals, its numbers.
import { addDays } from '../../calendar.js';
import type { StatementWarning } from '../bank-format.js';
import type { PrintedTotals } from '../check-statement.js';
import { exact } from '../exact.js';
import { dayAt } from './camt-entry.js';
import { textAt, type CamtNode } from './camt-node.js';

const sequenceMax = 2_147_483_647;

/** A period that ends at midnight sharp ends with the day before. */
export function periodOf(node: CamtNode, warnings: StatementWarning[]) {
  const periodFrom = dayAt(node, 'FrToDt/FrDtTm') ?? dayAt(node, 'FrToDt/FrDt');
  const last = dayAt(node, 'FrToDt/ToDtTm') ?? dayAt(node, 'FrToDt/ToDt');
  if (periodFrom === null || last === null) {
    warnings.push({ code: 'period_not_stated', detail: 'the statement has no FrToDt' });
    return { periodFrom: null, periodTo: null };
  }
  const endsAtMidnight = /T00:00(:00(\.0+)?)?(?![:.\d])/.test(textAt(node, 'FrToDt/ToDtTm') ?? '');
  return { periodFrom, periodTo: endsAtMidnight && last > periodFrom ? addDays(last, -1) : last };
}

export function totalsOf(node: CamtNode): PrintedTotals {
  const sum = (path: string) => {
    const text = textAt(node, `TxsSummry/${path}/Sum`);
    // Some banks print the debit sum with a minus sign.
    return text === null ? undefined : exact(text).abs();
  };
  const count = (path: string) => numberAt(node, `TxsSummry/${path}/NbOfNtries`) ?? undefined;
  const totals = {
    credits: sum('TtlCdtNtries'),
    debits: sum('TtlDbtNtries'),
    creditCount: count('TtlCdtNtries'),
    debitCount: count('TtlDbtNtries'),
  };
  return Object.fromEntries(Object.entries(totals).filter(([, value]) => value !== undefined));
}

export function numberAt(node: CamtNode, path: string): number | null {
  const number = Number(textAt(node, path) ?? '0');
  return Number.isInteger(number) && number > 0 && number <= sequenceMax ? number : null;
}

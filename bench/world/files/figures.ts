// Figures as sheets print them.
import { sumMoney } from '../../../src/money.js';
import type { Money } from '../../../src/money.js';
import type { StatementFile } from '../world.js';

/** 1234567 -> "1,234,567" with the given separator. */
export function grouped(amount: Money, separator: ',' | '.'): string {
  return amount.toString().replace(/\B(?=(\d{3})+(?!\d))/g, separator);
}

/** The balance after each line. */
export function runningBalances({ opening, lines }: StatementFile): readonly Money[] {
  let balance = opening;
  return lines.map((line) => (balance += line.amount));
}

/** Sums of a statement's debits and credits, both positive. */
export function turnover({ lines }: StatementFile): {
  readonly debit: Money;
  readonly credit: Money;
} {
  const amounts = lines.map((line) => line.amount);
  return {
    debit: -sumMoney(amounts.filter((amount) => amount < 0n)),
    credit: sumMoney(amounts.filter((amount) => amount > 0n)),
  };
}

// The lines of a long statement, the same ones every time, made one by one: nothing here grows with
// their number.
import { addDays, type LocalDate } from '../../src/calendar.js';

export const account = '1012345678';
export const bankBin = '970436';
export const opening = 5_000_000_000;
export const firstDay = '2026-04-01';
const dayCount = 30;
export const lastDay = addDays(firstDay, dayCount - 1);

export interface BenchLine {
  readonly on: LocalDate;
  /** Credits are positive. */
  readonly amount: number;
  readonly reference: string;
  readonly text: string;
  /** After it. */
  readonly balance: number;
}

const fees = [8_000, 15_000, 28_000, 50_000, 75_000, 120_000, 300_000, 1_500_000] as const;
const names = ['NGUYEN VAN AN', 'TRAN THI BICH', 'LE HOANG NAM', 'PHAM THU HA', 'VO MINH QUAN'];
const debitEvery = 50;

export function* linesOf(count: number): Iterable<BenchLine> {
  let balance = opening;
  for (let number = 0; number < count; number += 1) {
    const day = Math.floor((number * dayCount) / count);
    const fee = fees[(number * 7) % fees.length] ?? 0;
    const amount = number % debitEvery === debitEvery - 1 ? -fee : fee;
    balance += amount;
    const on = addDays(firstDay, day);
    const code = String(number).padStart(7, '0');
    const dossier = `H19.12.${String(10 + (number % 89))}-${on.slice(2).replaceAll('-', '')}-${code}`;
    const name = names[number % names.length] ?? '';
    yield {
      on,
      amount,
      reference: `FT26${String(91 + day).padStart(3, '0')}${code}`,
      text: `MBVCB.${String(4_000_000_000 + number)}.${dossier} NOP LE PHI ${name}.CT tu 0071000123456`,
      balance,
    };
  }
}

/** Of the account after the last line. */
export function closingOf(count: number): number {
  let closing = opening;
  for (const { balance } of linesOf(count)) closing = balance;
  return closing;
}

// A statement as SWIFT MT940: one message, narrative in free text wrapped at 65.
import { addDays } from '../../../src/calendar.js';
import type { LocalDate } from '../../../src/calendar.js';
import { absMoney } from '../../../src/money.js';
import type { Money } from '../../../src/money.js';
import type { LedgerLine, StatementFile } from '../world.js';

/** `:60F:` carries the day before the period, as a bank's previous closing day. */
export function mt940(file: StatementFile): string {
  const { account, period, opening, closing, lines, number } = file;
  return [
    '{1:F01BFTVVNVXAXXX0000000000}{2:I940DSOATDNXXXXN}{4:',
    `:20:STM${day(period.to)}${String(number).padStart(3, '0')}`,
    `:25:${account.number}`,
    `:28C:${String(number)}/1`,
    `:60F:${balance(opening, addDays(period.from, -1))}`,
    ...lines.flatMap(entry),
    `:62F:${balance(closing, period.to)}`,
    '-}',
    '',
  ].join('\r\n');
}

function entry(line: LedgerLine): readonly string[] {
  const mark = line.amount < 0n ? 'D' : 'C';
  const booked = day(line.bookedOn);
  const amount = `${absMoney(line.amount).toString()},`;
  const kind = line.amount < 0n ? 'NCHG' : 'NTRF';
  return [
    `:61:${booked}${booked.slice(2)}${mark}${amount}${kind}NONREF//${line.bankRef}`,
    `:86:${wrap(line.narrative).join('\r\n')}`,
  ];
}

// At most 6 lines of 65; none may begin with a colon or a hyphen, which would end the field.
function wrap(narrative: string): readonly string[] {
  const lines: string[] = [];
  for (let rest = narrative; rest !== '' && lines.length < 6;) {
    let width = Math.min(65, rest.length);
    while (/^[:-]/.test(rest.slice(width))) width -= 1;
    lines.push(rest.slice(0, width));
    rest = rest.slice(width);
  }
  return lines;
}

function balance(amount: Money, on: LocalDate): string {
  return `${amount < 0n ? 'D' : 'C'}${day(on)}VND${absMoney(amount).toString()},`;
}

function day(on: LocalDate): string {
  return on.slice(2).replaceAll('-', '');
}

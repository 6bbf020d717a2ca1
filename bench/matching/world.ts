// A province for the benches of matching, day by day and the same every time: 95 units, a handful of
// equal fees, a fifth of the payments in batches, damaged references, money that never comes.
import { addDays, instantOf, type LocalDate } from '../../src/calendar.js';

export const unitCount = 95;
const perUnitAndDay = 80;
/** Of these, the last ones are settled in one batch. */
const batchedPerUnitAndDay = 16;
export const perDay = unitCount * perUnitAndDay;
const firstDay = '2026-01-05';
const fees = [5000, 8000, 15000, 50000, 100000];
/** What the batches' gateway keeps of each fee, in permille. */
export const feePermille = 11;

export interface WorldPayment {
  readonly number: number;
  readonly gateway: 'portal' | 'wallet';
  readonly unit: number;
  readonly reference: string;
  readonly transaction: string;
  readonly amount: number;
  readonly paidAt: Date;
}

export interface WorldLine {
  readonly unit: number;
  readonly bookedOn: LocalDate;
  readonly amount: number;
  readonly bankRef: string;
  readonly narrative: string;
}

export interface WorldBatch {
  readonly label: string;
  readonly settledOn: LocalDate;
  readonly members: readonly WorldPayment[];
}

export interface WorldDay {
  readonly payments: readonly WorldPayment[];
  readonly lines: readonly WorldLine[];
  readonly batches: readonly WorldBatch[];
}

/** Spread evenly and always alike: the same number is as likely to be under any share. */
function isChosen(number: number, percent: number, salt: number): boolean {
  return draw(number, salt) < percent / 100;
}

function draw(number: number, salt: number): number {
  let mixed = Math.imul(number ^ (salt * 0x9e3779b1), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
}

/** The payments of one day, the lines that pay them a day later, and as many other lines as fit. */
export function worldDay(day: number): WorldDay {
  const paidOn = addDays(firstDay, day);
  const bookedOn = addDays(paidOn, 1);
  const payments: WorldPayment[] = [];
  const lines: WorldLine[] = [];
  const batches: WorldBatch[] = [];
  for (let unit = 0; unit < unitCount; unit += 1) {
    const own = Array.from({ length: perUnitAndDay }, (_each, place) =>
      payment({ day, unit, place }, paidOn),
    );
    payments.push(...own);
    const single = own.slice(0, -batchedPerUnitAndDay);
    const come = single.filter(({ number }) => !isChosen(number, 3, 1));
    lines.push(...come.map((each) => lineOf(each, bookedOn)));
    const members = own.slice(-batchedPerUnitAndDay);
    const label = `MM${paidOn.slice(2).replaceAll('-', '')}${String(unit).padStart(4, '0')}`;
    batches.push({ label, settledOn: bookedOn, members });
    const first = members[0]?.number ?? 0;
    if (!isChosen(first, 3, 2)) lines.push(batchLine({ label, members, unit, first }, bookedOn));
    for (let place = lines.length; place < (unit + 1) * perUnitAndDay; place += 1) {
      lines.push(otherLine(day * perDay + place, unit, bookedOn));
    }
  }
  return { payments, lines, batches };
}

interface Place {
  readonly day: number;
  readonly unit: number;
  readonly place: number;
}

function payment({ day, unit, place }: Place, paidOn: LocalDate): WorldPayment {
  const number = day * perDay + unit * perUnitAndDay + place;
  const isBatched = place >= perUnitAndDay - batchedPerUnitAndDay;
  const digits = String(number).padStart(7, '0');
  return {
    number,
    gateway: isBatched ? 'wallet' : 'portal',
    unit,
    reference: `DN${paidOn.slice(2).replaceAll('-', '')}${digits}`,
    transaction: `${isBatched ? 'W' : 'P'}7${digits}5`,
    amount: fees[Math.floor(draw(number, 3) * fees.length)] ?? 0,
    paidAt: new Date(instantOf(paidOn, '07:00').getTime() + place * 400_000),
  };
}

function lineOf({ number, unit, reference, amount }: WorldPayment, bookedOn: LocalDate): WorldLine {
  const isDamaged = isChosen(number, 5, 4);
  const printed = isDamaged ? damaged(reference, number) : reference;
  return {
    unit,
    bookedOn,
    amount,
    bankRef: bankRefOf(number, 'A'),
    narrative: text(printed, number),
  };
}

/** Cut short, or a digit read as a letter. */
function damaged(reference: string, number: number): string {
  return number % 2 === 0
    ? reference.slice(0, -3)
    : `${reference.slice(0, -2)}O${reference.slice(-1)}`;
}

function text(printed: string, number: number): string {
  switch (number % 4) {
    case 0:
      return `NOP PHI ${printed} NGUYEN VAN AN`;
    case 1:
      return `MBVCB.${String(number * 7).padStart(10, '0')}.${printed}.CT tu 0071000123 TRAN THI BINH`;
    case 2:
      // cut at column 35 and glued with a blank, as interbank text is
      return `IBFT LE HOANG CUONG NOP LE PHI ${printed.slice(0, 4)} ${printed.slice(4)}`;
    default:
      return `Nộp lệ phí hồ sơ ${printed}`;
  }
}

function bankRefOf(number: number, series: string): string {
  return `FT26${series}${String(number).padStart(8, '0')}`;
}

function batchLine(
  batch: { label: string; members: readonly WorldPayment[]; unit: number; first: number },
  bookedOn: LocalDate,
): WorldLine {
  const { label, members, unit, first } = batch;
  const amount = members.reduce((sum, each) => sum + each.amount - feeOf(each.amount), 0);
  const narrative = `WALLET QUYET TOAN DOT ${label}`;
  return { unit, bookedOn, amount, bankRef: bankRefOf(first, 'B'), narrative };
}

/** Rounded half up to whole đồng, as the terms say. */
export function feeOf(amount: number): number {
  return Math.round((amount * feePermille) / 1000);
}

/** What else is on a unit's statement. No fee is as large. */
function otherLine(number: number, unit: number, bookedOn: LocalDate): WorldLine {
  const amount = 1_000_003 + Math.floor(draw(number, 5) * 9_000_000);
  const texts = ['TIEN THUE MAT BANG KY 2', 'CHUYEN TIEN TU VO THI DUNG', 'TRA LAI TIEN GUI'];
  const narrative = texts[number % texts.length] ?? '';
  return { unit, bookedOn, amount, bankRef: bankRefOf(number, 'C'), narrative };
}

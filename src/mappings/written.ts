// How a layout writes days and amounts. It is said once by the mapping and never guessed from a
// cell; what does not fit is refused with its reason.
import { Decimal } from 'decimal.js';
import { isLocalDate, type LocalDate } from '../calendar.js';
import { amountDigitsMax, type Money } from '../money.js';
import type { Cell } from '../tables/table.js';

export const dayForms = ['dd/MM/yyyy', 'MM/dd/yyyy', 'yyyy-MM-dd', 'yyyyMMdd', 'dd/MM/yy'] as const;
export type DayForm = (typeof dayForms)[number];

export const groupings = ['', '.', ',', ' '] as const;

/** How amounts are printed; both signs may stand in front, and `(1.234)` is negative. */
export interface AmountForm {
  readonly decimal: '.' | ',';
  /** Between groups of three digits; '' where there is nothing. */
  readonly grouping: (typeof groupings)[number];
  /** The file prints a hundred times the amount, as VNPAY's messages do. */
  readonly hundredfold: boolean;
}

/** What a cell says; null where it is empty. */
export type Written<Value> =
  | { readonly kind: 'read'; readonly value: Value | null }
  | { readonly kind: 'wrong'; readonly because: string };

const Exact = Decimal.clone({ precision: 60 });
/** Significant digits that a sheet keeps of a number. */
const exactDigitsMax = 15;
/** How far a number that a workbook stores in binary may be from the one that was meant. */
const storedErrorMax = '0.000001';

const dayPatterns: Readonly<Record<DayForm, { readonly form: RegExp; readonly order: string }>> = {
  'dd/MM/yyyy': { form: /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/, order: 'dmy' },
  'MM/dd/yyyy': { form: /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/, order: 'mdy' },
  'yyyy-MM-dd': { form: /^(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})$/, order: 'ymd' },
  yyyyMMdd: { form: /^(\d{4})(\d{2})(\d{2})(?:\d{6})?$/, order: 'ymd' },
  'dd/MM/yy': { form: /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{2})$/, order: 'dmy' },
};

/** The day of a cell; a time of day beside it is passed over. */
export function dayWritten(cell: Cell | undefined, form: DayForm): Written<LocalDate> {
  if (cell?.date !== undefined) return { kind: 'read', value: cell.date.slice(0, 10) };
  const text = (cell?.text ?? '').trim();
  if (text === '') return { kind: 'read', value: null };
  const bare = text
    .replace(/(^|[\sT])\d{1,2}:\d{2}(:\d{2}(\.\d{1,9})?)?( ?\+07:00| ?[AP]M)?(?=\s|$)/i, ' ')
    .trim();
  const { form: pattern, order } = dayPatterns[form];
  const parts = pattern.exec(bare);
  const partOf = (letter: string): string => parts?.[order.indexOf(letter) + 1] ?? '';
  const year = form === 'dd/MM/yy' ? `20${partOf('y')}` : partOf('y');
  const day = [year, partOf('m').padStart(2, '0'), partOf('d').padStart(2, '0')].join('-');
  if (parts && isLocalDate(day)) return { kind: 'read', value: day };
  return { kind: 'wrong', because: `a day as ${form} is expected` };
}

/** The amount of a cell in whole đồng. */
export function amountWritten(cell: Cell | undefined, form: AmountForm): Written<Money> {
  const text = (cell?.text ?? '').replace(/[\s\u00a0\u202f]+/g, ' ').trim();
  if (/^[-–]?$/.test(text)) return { kind: 'read', value: null };
  if (cell?.isNumber) {
    if ((/\d+/.exec(text)?.[0] ?? '').length > exactDigitsMax) {
      return { kind: 'wrong', because: 'a number of more digits than a sheet keeps' };
    }
    return wholeDong(new Exact(text), form, storedErrorMax);
  }
  const printed = printedAmount(text, form);
  if (printed === undefined) {
    const example = `1${form.grouping}234${form.decimal}00`;
    return { kind: 'wrong', because: `an amount written as ${example} is expected` };
  }
  return wholeDong(printed, form, '0');
}

function printedAmount(text: string, { decimal, grouping }: AmountForm): Decimal | undefined {
  const plain = text.normalize('NFC').replace(/ ?(VND|VNĐ|đồng|đ|₫)\.?$/iu, '');
  const enclosed = /^\((.+)\)$/.exec(plain)?.[1];
  const match = /^([-+\u2212]?) ?(.+)$/.exec(enclosed ?? plain);
  const [, sign = '', digits = ''] = match ?? [];
  const whole = grouping === '' ? '\\d+' : `(?:\\d{1,3}(?:\\${grouping}\\d{3})+|\\d+)`;
  const parts = new RegExp(`^(${whole})(?:\\${decimal}(\\d{1,6}))?$`).exec(digits);
  // three digits behind a single mark are thousands in the other way of writing
  if (!parts || parts[2]?.length === 3) return undefined;
  const plainDigits = (parts[1] ?? '').replaceAll(grouping === '' ? ' ' : grouping, '');
  const amount = new Exact(`${plainDigits}.${parts[2] ?? '0'}`);
  const isNegative = enclosed !== undefined || sign === '-' || sign === '\u2212';
  return isNegative ? amount.negated() : amount;
}

function wholeDong(printed: Decimal, form: AmountForm, errorMax: string): Written<Money> {
  const amount = form.hundredfold ? printed.dividedBy(100) : printed;
  const whole = amount.toDecimalPlaces(0);
  if (amount.minus(whole).abs().greaterThan(errorMax)) {
    return { kind: 'wrong', because: 'the amount has a fraction of a đồng' };
  }
  const digits = whole.abs().toFixed(0);
  if (digits.length > amountDigitsMax) {
    return {
      kind: 'wrong',
      because: `an amount has at most ${String(amountDigitsMax)} digits`,
    };
  }
  return { kind: 'read', value: BigInt(whole.toFixed(0)) };
}

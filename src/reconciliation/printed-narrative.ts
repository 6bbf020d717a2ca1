// What can be read off a narrative as printed: its text with wraps joined, the days in it, and
// whether a name stands in it.
import { addDays, isLocalDate, type LocalDate } from '../calendar.js';
import type { GatewayAccount } from '../payments/gateway-account.js';
import { compactText } from '../statements/narrative.js';

/** Interbank text is cut into lines of 35 and glued with a blank (reference: statements, 8). */
const wrapColumn = 35;

/** The narrative with line ends cut and the blanks of 35-character wraps taken out. */
export function joinWraps(narrative: string): string {
  const text = narrative.normalize('NFC');
  if (/[\r\n]/.test(text)) return text.replace(/[\r\n]+/g, '');
  let joined = '';
  for (let position = 0; position < text.length; position += wrapColumn + 1) {
    const piece = text.slice(position, position + wrapColumn + 1);
    joined += piece[wrapColumn] === ' ' ? piece.slice(0, wrapColumn) : piece;
  }
  return joined;
}

/** How far before its booking a line's narrative may speak of a session. */
const oldestDays = 120;

export interface PrintedDays {
  /** Days printed with separators, or as eight digits. */
  readonly dates: readonly LocalDate[];
  /** Six-digit groups that can be read as a day: a date, or a trace number that looks like one. */
  readonly loose: readonly LocalDate[];
}

/** Days a narrative prints, none after the booking day or long before it. */
export function printedDays(narrative: string, bookedOn: LocalDate): PrintedDays {
  const dates = new Set<LocalDate>();
  const loose = new Set<LocalDate>();
  const oldest = addDays(bookedOn, -oldestDays);
  const add = (into: Set<LocalDate>, year: string, month: string, day: string) => {
    const full = year.length === 2 ? `20${year}` : year;
    const date = `${full}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
    if (isLocalDate(date) && date <= bookedOn && date >= oldest) into.add(date);
  };
  const each = (pattern: RegExp, take: (parts: readonly string[]) => void) => {
    for (const found of narrative.matchAll(pattern)) take(found.slice(1));
  };
  each(/(?<![\d/.-])(\d{1,2})[/.-](\d{1,2})[/.-](20\d{2}|\d{2})(?![\d/])/g, ([d, m, y]) => {
    add(dates, y ?? '', m ?? '', d ?? '');
  });
  each(/(?<!\d)(20\d{2})[/.-](\d{1,2})[/.-](\d{1,2})(?!\d)/g, ([y, m, d]) => {
    add(dates, y ?? '', m ?? '', d ?? '');
  });
  each(/(?<![\dA-Za-z])(20\d{2})(\d{2})(\d{2})(?!\d)/g, ([y, m, d]) => {
    add(dates, y ?? '', m ?? '', d ?? '');
  });
  each(/(?<![\dA-Za-z])(\d{2})(\d{2})(20\d{2})(?!\d)/g, ([d, m, y]) => {
    add(dates, y ?? '', m ?? '', d ?? '');
  });
  each(/(?<![\d/.-])(\d{1,2})\/(\d{1,2})(?![\d/.-])/g, ([d, m]) => {
    add(dates, bookedOn.slice(0, 4), m ?? '', d ?? '');
  });
  each(/(?<![\dA-Za-z])(\d{2})(\d{2})(\d{2})(?![\dA-Za-z])/g, ([a, b, c]) => {
    add(loose, c ?? '', b ?? '', a ?? '');
    add(loose, a ?? '', b ?? '', c ?? '');
  });
  return { dates: [...dates].sort(), loose: [...loose].sort() };
}

/** How bank lines call a gateway: as configured, else by its name, kind and merchant code. */
export function namesOf(gateway: GatewayAccount): readonly string[] {
  const names = gateway.options.narrativeNames;
  if (names && names.length > 0) return names;
  return [gateway.name, gateway.kind, ...(gateway.merchantCode ? [gateway.merchantCode] : [])];
}

/** Shorter names must stand as a word of their own, or any text would hold them. */
const shortName = 4;

/**
 * Whether a name stands in a narrative.
 * @param compact the narrative's compact text
 */
export function standsIn(name: string, narrative: string, compact: string): boolean {
  const wanted = compactText(name);
  if (wanted.length === 0) return false;
  if (wanted.length >= shortName) return compact.includes(wanted);
  return joinWraps(narrative)
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .some((word) => compactText(word) === wanted);
}

/**
 * The compact words of a narrative, cut at blanks and, again, at every separator: a damaged dossier
 * code keeps its dots, a reference in `VNPAY.DVCQG2026.LE PHI` stands between them.
 */
export function wordsOf(narrative: string): readonly string[] {
  // a blank in column 36 is a wrap as often as the end of a word: the word is looked at both ways
  const words = [joinWraps(narrative), narrative.normalize('NFC')].flatMap((text) => [
    ...text.split(/\s+/),
    ...text.split(/[^\p{L}\p{N}\p{M}]+/u),
  ]);
  return [...new Set(words.map(compactText))].filter((word) => word.length >= damagedLength);
}

/** A shorter rest of a reference fits too many. */
const damagedLength = 6;

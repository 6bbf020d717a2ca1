// Which unit somebody means who writes a name instead of a code. A name only suggests: two communes
// of one province may differ by a mark (Lộc Thạnh, Lộc Thành), and types change while people go on
// writing the old one.
import { foldedName, typeWords, unitTitle, type FormerName } from './unit.js';

/** A unit as far as its names go. */
export interface NamedUnit {
  readonly code: string;
  readonly name: string;
  readonly type: string;
  readonly formerNames: readonly FormerName[];
}

/**
 * How a name fits: `name` today's; `other_type` today's name under another type than today's;
 * `earlier_name` one that the unit had.
 */
export type NameFit = 'name' | 'other_type' | 'earlier_name';

export type NameAnswer<U extends NamedUnit> =
  | { readonly kind: 'found'; readonly unit: U; readonly fit: NameFit }
  /** Several have it as well, or it is nearly theirs. */
  | { readonly kind: 'ambiguous' | 'near'; readonly units: readonly U[] }
  | { readonly kind: 'unknown' };

const candidateCountMax = 5;
/** Shorter names are too much alike for two letters not to matter. */
const nearLengthMin = 6;
const nearDistanceMax = 2;

const beginnings = /^(\d+[ .)]+)?(UY BAN NHAN DAN|UBND|UB ND)\s+/;
const typeBeginnings: readonly (readonly [type: string, words: RegExp])[] = [
  ['phuong', /^(PHUONG|P) /],
  ['dac_khu', /^(DAC KHU) /],
  ['thi_tran', /^(THI TRAN|TT) /],
  ['xa', /^(XA|X) /],
];

interface ReadName {
  readonly type: string | null;
  readonly key: string;
}

/** A name without what stands around it: `UBND P. Chơn Thành, tỉnh Đồng Nai` is a ward's name. */
function readName(typed: string): ReadName {
  const own = typed.split(/,|;| - |\(/)[0] ?? typed;
  const folded = foldedName(own).replace(/^\d+ /, '').replace(beginnings, '');
  for (const [type, words] of typeBeginnings) {
    const key = folded.replace(words, '');
    if (key !== folded) return { type, key };
  }
  return { type: null, key: folded };
}

/** The units that a name may mean; only one that nothing else resembles is found. */
export function findByName<U extends NamedUnit>(typed: string, units: readonly U[]): NameAnswer<U> {
  const read = readName(typed);
  if (read.key === '') return { kind: 'unknown' };
  const whole = foldedName(typed);
  const today = units.filter(
    (unit) => keyOf(unit.name) === read.key || foldedName(unit.name) === whole,
  );
  if (today.length > 0) return answerOf(today, read, typed);
  const earlier = units.filter(({ formerNames }) =>
    formerNames.some((former) => keyOf(former.name) === read.key),
  );
  const [only] = earlier;
  if (only && earlier.length === 1) return { kind: 'found', unit: only, fit: 'earlier_name' };
  if (earlier.length > 1) return { kind: 'ambiguous', units: earlier };
  const near = nearTo(read.key, units);
  return near.length > 0 ? { kind: 'near', units: near } : { kind: 'unknown' };
}

function answerOf<U extends NamedUnit>(
  units: readonly U[],
  read: ReadName,
  typed: string,
): NameAnswer<U> {
  const typeOf = ({ type }: U): boolean =>
    read.type === null || type === read.type || !(type in typeWords);
  const fitting = units.filter(typeOf);
  const [only] = fitting.length > 0 ? fitting : units;
  if (only && (fitting.length || units.length) === 1) {
    return { kind: 'found', unit: only, fit: fitting.length === 1 ? 'name' : 'other_type' };
  }
  // what is written exactly so comes first; that does not make it sure
  const exact = typed.normalize('NFC').toLocaleLowerCase('vi');
  const isExact = ({ name }: U): boolean => exact.includes(name.toLocaleLowerCase('vi'));
  const candidates = fitting.length > 0 ? fitting : units;
  return {
    kind: 'ambiguous',
    units: [...candidates].sort((one, other) => Number(isExact(other)) - Number(isExact(one))),
  };
}

function keyOf(name: string): string {
  return readName(name).key;
}

function nearTo<U extends NamedUnit>(key: string, units: readonly U[]): U[] {
  if (key.length < nearLengthMin) return [];
  const measured = units
    .map((unit) => ({ unit, distance: distanceOf(key, keyOf(unit.name)) }))
    .filter(({ distance }) => distance <= nearDistanceMax)
    .sort((one, other) => one.distance - other.distance);
  return measured.slice(0, candidateCountMax).map(({ unit }) => unit);
}

/** Letters to change, add or drop; whatever is beyond the limit counts as just beyond. */
function distanceOf(one: string, other: string): number {
  if (Math.abs(one.length - other.length) > nearDistanceMax) return nearDistanceMax + 1;
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}

/** `Xã Phú Riềng (25252)?`: what a row that names no unit may have meant. */
export function suggestionOf(answer: NameAnswer<NamedUnit>): string | null {
  if (answer.kind === 'unknown') return null;
  const units = answer.kind === 'found' ? [answer.unit] : answer.units;
  const titles = units
    .slice(0, candidateCountMax)
    .map(({ code, name, type }) => `${unitTitle({ unitName: name, type })} (${code})`);
  return `${titles.join(' / ')}?`;
}

// Whether the name on an account is a unit's. Banks print it without marks, shortened and cut; after a
// merger it may still be the one from before. A name is compared, never guessed: what stays open is
// a question for a person.
import { typeWords, type FormerName } from '../units/unit.js';
import { beginWith, expanded, nameAnAbove, soundLikeAnOffice, wordsOf } from './holder-words.js';

/** A name a unit had until some day. */
export type EarlierName = FormerName;

/** What a unit is and was called. */
export interface UnitNames {
  readonly code: string;
  readonly name: string;
  readonly type: string;
  readonly earlier: readonly EarlierName[];
  /** The province's name, which may follow the unit's. */
  readonly provinceName: string | null;
}

/**
 * How well a holder's name fits a unit, best first. Up to `earlier_name` it is the unit's own name,
 * what follows leaves a question.
 */
export const holderLevels = [
  'equal',
  'expanded',
  'truncated',
  'earlier_type',
  'earlier_name',
  /** The unit's name, but what follows is not its province of today. */
  'above_unknown',
  /** The place, as another kind of unit than any on record. */
  'other_type',
  /** A part of the office, or a body of the same place. */
  'division',
  /** An office of another place. */
  'place_differs',
  /** A person's name, or that of no office at all. */
  'no_office',
] as const;
export type HolderLevel = (typeof holderLevels)[number];

export interface HolderFit {
  readonly level: HolderLevel;
  /** The name it was compared with, as a bank would print it in full. */
  readonly compared: string;
  /** The earlier name that fits, where one does. */
  readonly earlier: EarlierName | null;
}

type Named = Pick<EarlierName, 'name' | 'type'>;

interface Holder {
  /** As typed, folded. */
  readonly words: readonly string[];
  /** With what is shortened written out. */
  readonly long: readonly string[];
  readonly province: readonly string[];
}

const committee = ['UY', 'BAN', 'NHAN', 'DAN'];
/** What else may stand before the same place: it is then another office, or was one. */
const otherTypes = [...Object.values(typeWords), 'Huyện', 'Thị xã', 'Thành phố', ''].map(wordsOf);
/** Shorter names are not cut; QR codes cut at 25, others later. */
const cutCharsMin = 15;

/** How an account's name fits a unit's present and earlier names; the best level counts. */
export function holderFit(accountName: string, unit: UnitNames): HolderFit {
  const names: readonly Named[] = [unit, ...unit.earlier];
  const province = unit.provinceName === null ? [] : wordsOf(unit.provinceName);
  const firstWords = names.map(({ name }) => wordsOf(name)[0]).concat(province[0]);
  const places = new Set(firstWords.filter((word) => word !== undefined));
  const words = wordsOf(accountName);
  const long = expanded(words, places);
  const holder = { words, long, province: expanded(province, places) };

  const present = ownLevel(holder, unit);
  const fit = (level: HolderLevel, to: Named = unit, earlier: EarlierName | null = null) => {
    return { level, compared: longForm(to).join(' '), earlier };
  };
  if (present && present !== 'above_unknown') return fit(present);
  const earlier = unit.earlier.find((name) => ownLevel(holder, name) !== undefined);
  if (earlier) {
    const isSamePlace = placeOf(earlier).join(' ') === placeOf(unit).join(' ');
    return fit(isSamePlace ? 'earlier_type' : 'earlier_name', earlier, earlier);
  }
  if (present) return fit(present);
  if (names.some((name) => isOtherType(holder, name))) return fit('other_type');
  const whole = names.find((name) => isDivision(holder, name));
  if (whole) return fit('division', whole);
  return fit(soundLikeAnOffice(holder.long) ? 'place_differs' : 'no_office');
}

/** True where the name is one that the unit has or had. */
export function isOwnName(level: HolderLevel): boolean {
  return holderLevels.indexOf(level) <= holderLevels.indexOf('earlier_name');
}

/**
 * The units among others that an account's name fits as well.
 * @param own how it fits the unit it was given for: only a cut name may be another one's that was cut
 */
export function unitsNamed(
  accountName: string,
  others: readonly UnitNames[],
  own: HolderLevel,
): UnitNames[] {
  return others.filter((other) => {
    const { level } = holderFit(accountName, other);
    return isOwnName(level) && (level !== 'truncated' || !['equal', 'expanded'].includes(own));
  });
}

function placeOf({ name }: Named): string[] {
  return expanded(wordsOf(name), new Set());
}

function typeOf({ type }: Named): string[] {
  return wordsOf(typeWords[type ?? ''] ?? '');
}

/** With the committee before it for communes, as the name stands for everything else. */
function longForm(named: Named): string[] {
  const type = typeOf(named);
  return [...(type.length === 0 ? [] : committee), ...type, ...placeOf(named)];
}

function ownLevel(
  holder: Holder,
  named: Named,
): 'equal' | 'expanded' | 'truncated' | 'above_unknown' | undefined {
  const short = [...typeOf(named), ...wordsOf(named.name)];
  const forms = [[...committee, ...short], short].map((form) => form.join(' '));
  if (forms.includes(holder.words.join(' '))) return 'equal';
  const rest = afterName(holder, typeOf(named), placeOf(named));
  if (rest !== undefined) return levelOfRest(rest, holder);
  return isCut(holder, named) ? 'truncated' : undefined;
}

/** What follows type and place, a committee before them or not; undefined when they differ. */
function afterName(
  { long }: Holder,
  type: readonly string[],
  place: readonly string[],
): readonly string[] | undefined {
  const name = beginWith(long, committee) ? long.slice(committee.length) : long;
  const own = [...type, ...place];
  return beginWith(name, own) ? name.slice(own.length) : undefined;
}

/** A longer name is another place's ("Long Bình Tân") unless it goes on with what lies above. */
function levelOfRest(
  rest: readonly string[],
  { province }: Holder,
): 'expanded' | 'above_unknown' | undefined {
  if (rest.length === 0) return 'expanded';
  if (!nameAnAbove(rest)) return undefined;
  const text = rest.join(' ');
  const named = province.join(' ');
  return named !== '' && [`TINH ${named}`, `THANH PHO ${named}`].includes(text)
    ? 'expanded'
    : 'above_unknown';
}

/** A beginning of the name that reaches into the place: "UY BAN NHAN DAN XA" is every commune's. */
function isCut({ words, long }: Holder, named: Named): boolean {
  if (words.join(' ').length < cutCharsMin) return false;
  const type = typeOf(named);
  const place = placeOf(named);
  return [committee, []].some((body) => {
    const beforePlace = [...body, ...type].join(' ');
    const whole = [...body, ...type, ...place].join(' ');
    const text = long.join(' ');
    return whole.startsWith(text) && text.length > beforePlace.length + 1;
  });
}

function isOtherType(holder: Holder, named: Named): boolean {
  if (typeOf(named).length === 0) return false;
  return otherTypes.some((type) => {
    const rest = afterName(holder, type, placeOf(named));
    return rest !== undefined && levelOfRest(rest, holder) !== undefined;
  });
}

/** The unit's name, whole or cut, after something else: "PHONG KINH TE PHUONG CHON THANH". */
function isDivision({ words, long }: Holder, named: Named): boolean {
  const own = [...typeOf(named), ...placeOf(named)];
  const isHere = (_: string, at: number): boolean => {
    const tail = long.slice(at);
    const rest = tail.slice(own.length);
    if (beginWith(tail, own)) return rest.length === 0 || nameAnAbove(rest);
    const isInPlace = tail.length > Math.max(1, typeOf(named).length);
    return words.join(' ').length >= cutCharsMin && isInPlace && isBeginningOf(tail, own);
  };
  return long.slice(1).some((word, at) => isHere(word, at + 1));
}

function isBeginningOf(words: readonly string[], whole: readonly string[]): boolean {
  return whole.join(' ').startsWith(words.join(' '));
}

// Who is in the province: units with their gateways, the part each plays, and the accounts the
// register holds for them - several banks, one at the Treasury, some replaced, some never opened.
import { addDays } from '../../src/calendar.js';
import type { LocalDate } from '../../src/calendar.js';
import type { OfficialUnit } from './reference.js';
import type { Random } from './random.js';
import type { GatewayName, Layout, Span, WorldAccount, WorldUnit } from './world.js';

/** The twelve units whose money is missing (the seeds name them). */
export const missingUnits = {
  chonThanh: '25432',
  tanHung: '25345',
  minhDuc: '25349',
  locHung: '25303',
  thienHung: '25308',
  phuRieng: '25252',
  dongXoai: '25210',
  tanLoi: '25378',
  dongPhu: '25363',
  thoSon: '25402',
  longBinh: '26020',
  trangDai: '25993',
} as const;

/** Purpose of the fees that some units collect in an account of their own. */
export const certification = 'chung-thuc';

/** Parts that other units play; each is given to one unit, drawn by the seed. */
const parts = [
  'neverAccount',
  'neverAccountToo',
  'firstAccountLater',
  'statementsStop',
  'statementsGap',
  'treasury',
  'replaced',
  'replacedPaidToOld',
  'overlapping',
  'twoLayouts',
  'wrongRecipient',
  'otherRecipient',
  'mistyped',
  'memberMissing',
  'memberMissingMomo',
  'reportUnbalanced',
  'reported',
  'paidGross',
  'arrears',
  'arrearsUndated',
  'damaged',
  'overpaid',
  'partly',
  'severalReferences',
  'returnedThenPaid',
  'refunds',
  'duplicates',
  'otherIncome',
  'twoPurposes',
  'chainBroken',
  'withoutBalances',
  'doubtful',
  'sameDossier',
] as const;

export type Part = (typeof parts)[number];
export type Cast = Readonly<Record<Part, string>>;

export interface Places {
  readonly units: readonly WorldUnit[];
  readonly accounts: readonly WorldAccount[];
  readonly cast: Cast;
  /** The day on which replaced accounts change and late ones begin. */
  readonly changeOn: LocalDate;
}

/** Draws units, parts and accounts. */
export function makePlaces(random: Random, span: Span, official: readonly OfficialUnit[]): Places {
  const named = new Set<string>(Object.values(missingUnits));
  const others = official.filter((unit) => !named.has(unit.code));
  const drawn = random.shuffled(others);
  const cast = Object.fromEntries(
    parts.map((part, index) => [part, (drawn[index] as OfficialUnit).code]),
  ) as Cast;
  const changeOn = span.workingDays[Math.floor(span.workingDays.length / 2)] as LocalDate;
  const units = official.map((unit, index) => unitOf(random, unit, index, cast));
  const maker: AccountMaker = { random, span, cast, changeOn, used: new Set() };
  const accounts = units.flatMap((unit) => accountsOf(maker, unit));
  return { units, accounts, cast, changeOn };
}

// H19 is the city's agency code; its units number on from .20, so that no code begins another.
function unitOf(random: Random, unit: OfficialUnit, index: number, cast: Cast): WorldUnit {
  const gateways: GatewayName[] = ['paygov-portal'];
  if (random.chance(0.65)) gateways.push('vnpay');
  if (random.chance(0.3)) gateways.push('cong-tinh');
  // Undated credits can only be told apart where no other session adds up to the same sum.
  const undated: readonly string[] = [cast.arrearsUndated, missingUnits.trangDai];
  if (random.chance(0.45) && !undated.includes(unit.code)) gateways.push('momo');
  const weight = random.between(2, unit.type === 'phuong' ? 12 : 6);
  const agencyCode = `H19.${String(20 + index)}`;
  const { code, name, type, fullName } = unit;
  return { code, name, type, fullName, agencyCode, weight, gateways };
}

interface AccountMaker {
  readonly random: Random;
  readonly span: Span;
  readonly cast: Cast;
  readonly changeOn: LocalDate;
  readonly used: Set<string>;
}

function accountsOf(maker: AccountMaker, unit: WorldUnit): readonly WorldAccount[] {
  const { cast, changeOn } = maker;
  const never: readonly string[] = [cast.neverAccount, cast.neverAccountToo];
  if (never.includes(unit.code)) return [];
  if (unit.code === cast.firstAccountLater) {
    return [{ ...anAccount(maker, unit), validFrom: changeOn }];
  }
  const replaced: readonly string[] = [missingUnits.tanHung, cast.replaced, cast.replacedPaidToOld];
  if (replaced.includes(unit.code)) {
    return [
      { ...anAccount(maker, unit), validTo: changeOn },
      { ...anAccount(maker, unit), validFrom: changeOn },
    ];
  }
  const usual = { ...anAccount(maker, unit), ...exportsOf(maker, unit) };
  const parted: readonly string[] = [missingUnits.tanLoi, cast.twoPurposes];
  if (!parted.includes(unit.code)) return [usual];
  return [usual, { ...anAccount(maker, unit), purpose: certification }];
}

function exportsOf({ cast, changeOn, span }: AccountMaker, unit: WorldUnit): Partial<WorldAccount> {
  switch (unit.code) {
    case cast.statementsStop:
      return { missing: { from: changeOn, to: span.statementsTo } };
    case cast.statementsGap:
      return { missing: { from: changeOn, to: addDays(changeOn, 1) } };
    case cast.overlapping:
      return { layout: 'agribank-csv', bankBin: '970405', exported: 'overlapping' };
    case cast.twoLayouts:
      return { layout: 'camt053', bankBin: '970418', exported: 'bidv-xlsx' };
    case cast.chainBroken:
      return { layout: 'agribank-csv', bankBin: '970405', brokenOn: changeOn };
    case cast.withoutBalances:
      return { layout: 'vietcombank-list', bankBin: '970436' };
    default:
      return {};
  }
}

/** Bank by BIN with the layouts it prints and how its account numbers begin. */
const banks: readonly (readonly [
  { readonly bin: string; readonly prefix: string; readonly layouts: readonly Layout[] },
  number,
])[] = [
  [{ bin: '970405', prefix: '5900', layouts: ['agribank-csv'] }, 35],
  [
    {
      bin: '970436',
      prefix: '1012',
      layouts: ['vietcombank-xlsx', 'vietcombank-html', 'mt940'],
    },
    25,
  ],
  [{ bin: '970418', prefix: '6710', layouts: ['bidv-xlsx', 'camt053'] }, 20],
  [{ bin: '970415', prefix: '1136', layouts: ['vietinbank-xlsx', 'mt940'] }, 15],
  [{ bin: '970407', prefix: '1903', layouts: ['camt053'] }, 5],
];

function anAccount(maker: AccountMaker, unit: WorldUnit): WorldAccount {
  const { random, cast, used } = maker;
  const base = {
    unitCode: unit.code,
    holder: holderOf(unit),
    purpose: 'default',
    validFrom: null,
    validTo: null,
    openingBalance: BigInt(random.between(3_000, 25_000)) * 1000n,
    missing: null,
    brokenOn: null,
    exported: 'once',
  } as const;
  if (unit.code === cast.treasury) {
    const number = `3713.0.109${random.digits(4)}`;
    return { ...base, bankBin: '', number, treasuryCode: '1761', layout: 'treasury-xlsx' };
  }
  const bank = random.weighted(banks);
  let number = `${bank.prefix}${random.digits(9)}`;
  while (used.has(number)) number = `${bank.prefix}${random.digits(9)}`;
  used.add(number);
  return {
    ...base,
    bankBin: bank.bin,
    number,
    treasuryCode: '',
    layout: random.pick(bank.layouts),
  };
}

/** "UBND XA TAN LOI": holders are printed in capitals without marks. */
function holderOf(unit: WorldUnit): string {
  return `UBND ${plain(unit.fullName).toUpperCase()}`;
}

/** Text without diacritics, as banks print it. */
export function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/đ/g, 'd')
    .replace(/Đ/g, 'D');
}

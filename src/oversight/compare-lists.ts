// A list of units from elsewhere (a ministry's annex, any sheet) set beside our register: which
// units are on both, only on theirs, only on ours, and why. Nothing is guessed.
import { findByName, type NameAnswer, type NamedUnit } from '../units/unit-names.js';
import { canTakePayments, nothingDeclared, type ReadinessFacts } from './can-take-payments.js';

/** A row of their list as it was printed. */
export interface ListedRow {
  readonly line: number;
  readonly code: string | null;
  readonly name: string | null;
}

export interface ComparedUnit extends NamedUnit {
  readonly agencyCode: string | null;
}

/** Why a row or a unit stands where it does. */
export const compareReasons = [
  'code_unknown',
  'name_unknown',
  'name_ambiguous',
  'name_near',
  'code_and_name_disagree',
  'other_type',
  'earlier_name',
  'listed_twice',
  'no_account',
  'awaiting_approval',
  'not_yet_active',
  'suspended',
  'no_longer_in_force',
  'not_listed',
  'maybe_listed',
] as const;
export type CompareReason = (typeof compareReasons)[number];

/** What an officer reads of a reason. */
export const compareReasonWords: Readonly<Record<CompareReason, string>> = {
  code_unknown: 'Không có đơn vị mang mã này trong phạm vi của bạn.',
  name_unknown: 'Không có đơn vị mang tên này trong phạm vi của bạn.',
  name_ambiguous: 'Tên này ứng với nhiều đơn vị; cần ghi mã.',
  name_near: 'Tên gần giống tên một đơn vị; cần kiểm tra lại hoặc ghi mã.',
  code_and_name_disagree: 'Mã và tên chỉ hai đơn vị khác nhau; cần sửa một trong hai.',
  other_type: 'Khác loại đơn vị (xã, phường, đặc khu).',
  earlier_name: 'Là tên cũ của đơn vị.',
  listed_twice: 'Đơn vị đã có ở một dòng trước.',
  no_account: 'Chưa khai báo tài khoản thụ hưởng.',
  awaiting_approval: 'Tài khoản đang chờ duyệt.',
  not_yet_active: 'Tài khoản đã duyệt, chưa đến ngày có hiệu lực.',
  suspended: 'Tài khoản đang tạm dừng.',
  no_longer_in_force: 'Tài khoản đã đóng hoặc hết hiệu lực.',
  not_listed: 'Không có trong danh sách gửi lên.',
  maybe_listed: 'Có thể là một dòng chưa rõ của danh sách gửi lên.',
};

export const comparedSides = ['both', 'only_theirs', 'only_ours'] as const;

export interface ComparedEntry {
  readonly side: (typeof comparedSides)[number];
  readonly line: number | null;
  readonly theirs: { readonly code: string | null; readonly name: string | null } | null;
  readonly unit: Pick<ComparedUnit, 'code' | 'name' | 'type'> | null;
  readonly reasons: readonly CompareReason[];
  /** Units that the row may mean; a person decides. */
  readonly candidates: readonly Pick<ComparedUnit, 'code' | 'name' | 'type'>[];
}

export interface ListsToCompare {
  readonly rows: readonly ListedRow[];
  readonly units: readonly ComparedUnit[];
  readonly readiness: ReadonlyMap<string, ReadinessFacts>;
  readonly asOf: Date;
}

interface Resolved {
  readonly row: ListedRow;
  readonly unit: ComparedUnit | null;
  readonly reasons: readonly CompareReason[];
  readonly candidates: readonly ComparedUnit[];
}

/** Both lists, theirs in its order, then what only ours has, by code. */
export function compareLists(lists: ListsToCompare): ComparedEntry[] {
  const seen = new Set<string>();
  const theirs = lists.rows.map((row) => {
    const resolved = resolve(row, lists.units);
    const code = resolved.unit?.code;
    const isTwice = code !== undefined && seen.has(code);
    if (code !== undefined) seen.add(code);
    return entryOf(resolved, isTwice ? ['listed_twice'] : [], lists);
  });
  const maybe = new Set(theirs.flatMap(({ candidates }) => candidates.map(({ code }) => code)));
  const ours = lists.units
    .filter(({ code }) => !seen.has(code) && hasAccount(code, lists))
    .sort((one, other) => (one.code < other.code ? -1 : 1))
    .map((unit): ComparedEntry => {
      const reason = maybe.has(unit.code) ? 'maybe_listed' : 'not_listed';
      const about = { line: null, theirs: null, unit: named(unit), candidates: [] };
      return { side: 'only_ours', ...about, reasons: [reason] };
    });
  return [...theirs, ...ours];
}

function entryOf(
  { row, unit, reasons, candidates }: Resolved,
  more: readonly CompareReason[],
  lists: ListsToCompare,
): ComparedEntry {
  const standing = unit ? accountReasons(unit.code, lists) : [];
  return {
    side: unit && standing.length === 0 ? 'both' : 'only_theirs',
    line: row.line,
    theirs: { code: row.code, name: row.name },
    unit: unit && named(unit),
    reasons: [...reasons, ...more, ...standing],
    candidates: candidates.map(named),
  };
}

/** A code is believed, unless the name beside it says another unit. */
function resolve(row: ListedRow, units: readonly ComparedUnit[]): Resolved {
  const byCode = row.code === null ? undefined : findByCode(row.code, units);
  const byName = row.name === null ? unknown : findByName(row.name, units);
  if (byCode) {
    if (byName.kind === 'unknown' || unitsOf(byName).includes(byCode)) {
      const reasons = row.name === null ? [] : fitReasons(byName);
      return { row, unit: byCode, reasons, candidates: [] };
    }
    const candidates = [byCode, ...unitsOf(byName)];
    return { row, unit: null, reasons: ['code_and_name_disagree'], candidates };
  }
  const first: CompareReason[] = row.code === null ? [] : ['code_unknown'];
  switch (byName.kind) {
    // a code that nobody has beside a name: the name suggests, no more
    case 'found':
      return row.code === null
        ? { row, unit: byName.unit, reasons: fitReasons(byName), candidates: [] }
        : { row, unit: null, reasons: first, candidates: [byName.unit] };
    case 'ambiguous':
      return { row, unit: null, reasons: [...first, 'name_ambiguous'], candidates: byName.units };
    case 'near':
      return { row, unit: null, reasons: [...first, 'name_near'], candidates: byName.units };
    case 'unknown':
      if (row.name !== null) first.push('name_unknown');
      return { row, unit: null, reasons: first, candidates: [] };
  }
}

const unknown = { kind: 'unknown' } as const;

function unitsOf(answer: NameAnswer<ComparedUnit>): readonly ComparedUnit[] {
  if (answer.kind === 'unknown') return [];
  return answer.kind === 'found' ? [answer.unit] : answer.units;
}

function fitReasons(answer: NameAnswer<ComparedUnit>): CompareReason[] {
  return answer.kind === 'found' && answer.fit !== 'name' ? [answer.fit] : [];
}

function findByCode(code: string, units: readonly ComparedUnit[]): ComparedUnit | undefined {
  // a sheet that took codes for numbers has dropped their zeros
  const whole = /^\d{1,4}$/.test(code) ? code.padStart(5, '0') : code;
  const own = units.find((unit) => unit.code === whole);
  if (own) return own;
  const agency = code.toUpperCase();
  const found = units.filter(({ agencyCode }) => agencyCode?.toUpperCase() === agency);
  return found.length === 1 ? found[0] : undefined;
}

/** What keeps a unit's account from counting; nothing where one is in force. */
function accountReasons(code: string, { readiness, asOf }: ListsToCompare): CompareReason[] {
  const { answer, reasons } = canTakePayments(readiness.get(code) ?? nothingDeclared, asOf);
  if (answer) return [];
  return [
    ...(reasons.includes('not_declared') ? (['no_account'] as const) : []),
    ...(['awaiting_approval', 'not_yet_active', 'suspended'] as const).filter((reason) =>
      reasons.includes(reason),
    ),
    ...(reasons.includes('closed') || reasons.includes('expired')
      ? (['no_longer_in_force'] as const)
      : []),
  ];
}

function hasAccount(code: string, lists: ListsToCompare): boolean {
  return accountReasons(code, lists).length === 0;
}

function named({ code, name, type }: ComparedUnit) {
  return { code, name, type };
}

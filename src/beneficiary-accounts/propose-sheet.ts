// A sheet of accounts that one officer proposes: each row a proposal of theirs, a draft or handed in
// at once. Never a version: that takes a second person. A unit is named by its code; its name only
// suggests which one was meant.
import type { Principal } from '../access/principal.js';
import { sightOf } from '../access/principal.js';
import { inTransaction, type Db } from '../db.js';
import { Refused } from '../problem.js';
import { readOwnFile, refuseRows, type OwnFile, type RowError } from '../tables/own-file.js';
import { unitTitle, type Unit } from '../units/unit.js';
import { findByName, suggestionOf } from '../units/unit-names.js';
import { loadUnits } from '../units/unit-store.js';
import { loadBankDirectory } from './account-check-store.js';
import { refuseMachines, type AccountDeps } from './account-deps.js';
import { numberKey } from './account-number.js';
import { resolveBank, type BankDirectory } from './bank-names.js';
import { proposeAccount } from './propose-change.js';
import type { Proposal, ProposedAccount } from './proposal.js';
import { guideSheets, isRounded, proposalSheetShape, type SheetRow } from './proposal-sheet.js';
import { listProposals } from './proposal-store.js';

export interface SheetOutcome {
  readonly proposed: readonly { readonly line: number; readonly proposal: Proposal }[];
  /** Rows whose open proposal says the same already. */
  readonly unchanged: number;
  /** Rows of units for which no account was filled in. */
  readonly notFilled: number;
  readonly skipped: readonly RowError[];
  readonly warnings: readonly string[];
}

interface GivenSheet {
  readonly asker: Principal;
  readonly file: OwnFile;
  /** Hands the proposals to the second person at once, else they stay drafts. */
  readonly submit: boolean;
  readonly skipBad: boolean;
}

/** What is wrong with a row; pages say it in the officers' words. */
type Wrong = Pick<RowError, 'column' | 'detail' | 'conflict'> & { readonly vi: string };

const reasonDefault = 'Khai báo theo bảng tổng hợp tài khoản';
const openCountMax = 100_000;

/**
 * Proposes every account of a sheet.
 * @throws Refused `bad_file`, `bad_rows`, `conflict`; `forbidden` for a token
 */
export async function proposeSheet(deps: AccountDeps, given: GivenSheet): Promise<SheetOutcome> {
  const { asker, file, submit } = given;
  refuseMachines(asker);
  const read = await readOwnFile(file, proposalSheetShape);
  const errors = [...read.errors];
  return inTransaction(deps.db, async (trx) => {
    const register = await loadRegister(trx, asker);
    const taken = new Map<string, number>();
    const proposed: { line: number; proposal: Proposal }[] = [];
    let [unchanged, notFilled] = [0, 0];
    for (const { line, value } of read.rows) {
      const fail = (wrong: readonly Wrong[]): void => {
        errors.push(...wrong.map((one) => ({ file: file.name, line, ...one })));
      };
      if (!isFilled(value)) {
        notFilled += 1;
        continue;
      }
      const checked = checkRow(value, { ...register, keepsTexts: read.keepsTexts });
      if (checked.kind === 'wrong') {
        fail(checked.errors);
        continue;
      }
      const { row } = checked;
      const key = `${row.unitCode} ${row.purpose}`;
      const before = taken.get(key);
      if (before !== undefined) {
        fail([sameAsLine(before)]);
        continue;
      }
      taken.set(key, line);
      if (register.open.some((open) => saysTheSame(open, row))) {
        unchanged += 1;
        continue;
      }
      const outcome = await proposeRow(deps, trx, { asker, submit, ...row });
      if (outcome.kind === 'refused') fail(outcome.errors);
      else proposed.push({ line, proposal: outcome.proposal });
    }
    const skipped = refuseRows(errors, { skipBad: given.skipBad });
    const isGuide = (warning: string): boolean =>
      guideSheets.some((name) => warning.includes(`sheet "${name}"`));
    const warnings = read.warnings.filter((warning) => !isGuide(warning));
    return { proposed, unchanged, notFilled, skipped, warnings };
  });
}

interface Register {
  readonly units: readonly Unit[];
  readonly directory: BankDirectory;
  readonly open: readonly Proposal[];
}

/** What the asker may propose for; other units do not exist here. */
async function loadRegister(db: Db, asker: Principal): Promise<Register> {
  const codes = [...sightOf(asker, 'account.propose').units];
  return {
    units: await loadUnits(db, codes),
    directory: await loadBankDirectory(db),
    open: await listProposals(db, { units: codes, openOnly: true, limit: openCountMax }),
  };
}

/** The template has a row for every unit: those where nothing was written are left alone. */
function isFilled(row: SheetRow): boolean {
  const told = { ...row, unitCode: null, unitName: null, purpose: null };
  return Object.values(told).some((value) => value !== null);
}

interface ProposedRow {
  readonly unitCode: string;
  readonly purpose: string;
  readonly account: ProposedAccount;
  readonly validFrom: string | null;
  readonly reason: string;
}

type CheckedRow =
  | { readonly kind: 'good'; readonly row: ProposedRow }
  | { readonly kind: 'wrong'; readonly errors: readonly Wrong[] };

function checkRow(
  row: SheetRow,
  register: Register & { readonly keepsTexts: boolean },
): CheckedRow {
  const errors = [...unitErrors(row, register.units), ...numberErrors(row, register)];
  const bank = bankOfRow(row, register.directory);
  if (bank.kind === 'wrong') errors.push(bank.error);
  if (row.accountName === null) {
    errors.push(empty('accountName'));
  }
  const { unitCode, accountNumber, accountName, clearingCode, branch, treasuryCode } = row;
  const isWhole = unitCode !== null && accountNumber !== null && accountName !== null;
  if (errors.length > 0 || bank.kind === 'wrong' || !isWhole) return { kind: 'wrong', errors };
  const { budgetCode, validFrom } = row;
  const account = {
    ...{ accountNumber, accountName, clearingCode, branch, treasuryCode, budgetCode },
    kind: bank.bin === null ? ('treasury' as const) : ('bank' as const),
    bankBin: bank.bin,
  };
  const purpose = row.purpose ?? 'default';
  const reason = row.reason ?? reasonDefault;
  return { kind: 'good', row: { unitCode, purpose, account, validFrom, reason } };
}

function unitErrors({ unitCode, unitName }: SheetRow, units: readonly Unit[]): Wrong[] {
  const unit = units.find(({ code }) => code === unitCode);
  if (unit) {
    if (unitName === null || findByName(unitName, [unit]).kind === 'found') return [];
    const { code, name, type } = unit;
    const title = unitTitle({ unitName: name, type });
    const detail = `${code} is ${title}; another name stands beside it`;
    return [{ column: 'unitName', detail, vi: `Mã ${code} là của ${title}; tên bên cạnh khác.` }];
  }
  const suggested = suggestionOf(findByName(unitName ?? unitCode ?? '', units));
  const known = unitCode === null ? 'a unit is named by its code' : 'unknown unit code';
  const vi =
    unitCode === null
      ? 'Phải ghi mã đơn vị.'
      : 'Không có đơn vị mang mã này trong phạm vi của bạn.';
  return suggested === null
    ? [{ column: 'unitCode', detail: known, vi }]
    : [{ column: 'unitCode', detail: `${known}; ${suggested}`, vi: `${vi} ${suggested}` }];
}

function numberErrors(
  { accountNumber }: SheetRow,
  given: { readonly keepsTexts: boolean },
): Wrong[] {
  if (accountNumber === null) return [empty('accountNumber')];
  if (!isRounded(accountNumber, given)) return [];
  const detail =
    'was rounded by a spreadsheet: the last digits are lost; write it again in a cell that is ' +
    'formatted as text, as in the template';
  const vi =
    'Bảng tính đã làm tròn số này, các chữ số cuối bị mất. Ghi lại vào ô dạng văn bản như trong mẫu.';
  return [{ column: 'accountNumber', detail, vi }];
}

function empty(column: string): Wrong {
  return { column, detail: 'must not be empty', vi: 'Chưa điền.' };
}

function sameAsLine(before: number): Wrong {
  const line = String(before);
  const vi = `Dòng ${line} đã khai báo cho cùng đơn vị và mục đích thu.`;
  return { column: 'unitCode', detail: `line ${line} proposes the same purpose`, vi };
}

type RowBank =
  { readonly kind: 'bank'; readonly bin: string | null } | { readonly kind: 'wrong'; error: Wrong };

/** The bank's BIN; null at the Treasury. A name or code that means two banks is never decided. */
function bankOfRow(row: SheetRow, directory: BankDirectory): RowBank {
  const column = row.bankBin === null ? 'clearingCode' : 'bankBin';
  const typed = row.bankBin ?? row.clearingCode;
  if (typed === null || row.treasuryCode !== null) return { kind: 'bank', bin: null };
  const answer = resolveBank(typed, directory);
  switch (answer.kind) {
    case 'bank':
      return { kind: 'bank', bin: answer.bank.bin };
    case 'institution':
      return { kind: 'bank', bin: null };
    case 'ambiguous': {
      const names = answer.banks.map(({ shortName, bin }) => `${shortName} (${bin})`).join(', ');
      const detail = `means more than one bank: ${names}; write the BIN`;
      const vi = `Ứng với nhiều ngân hàng: ${names}; ghi mã BIN.`;
      return { kind: 'wrong', error: { column, detail, vi } };
    }
    case 'unknown': {
      const detail = 'no bank has this BIN, code or name';
      const vi = 'Không có ngân hàng mang mã hoặc tên này; chọn trong trang “Ngân hàng” của mẫu.';
      return { kind: 'wrong', error: { column, detail, vi } };
    }
  }
}

function saysTheSame(open: Proposal, row: ProposedRow): boolean {
  const { account } = open;
  if (!account || open.unitCode !== row.unitCode || open.purpose !== row.purpose) return false;
  return (
    account.bankBin === row.account.bankBin &&
    numberKey(account.accountNumber) === numberKey(row.account.accountNumber) &&
    account.accountName === row.account.accountName &&
    open.validFrom === row.validFrom
  );
}

/** One proposal in a savepoint: what is refused half way leaves nothing of it. */
async function proposeRow(
  deps: AccountDeps,
  trx: Db,
  given: Parameters<typeof proposeAccount>[1],
): Promise<
  | { readonly kind: 'proposed'; readonly proposal: Proposal }
  | { readonly kind: 'refused'; readonly errors: readonly Wrong[] }
> {
  try {
    const proposal = await trx.transaction((inner) =>
      proposeAccount({ ...deps, db: inner }, given),
    );
    return { kind: 'proposed', proposal };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { errors, detail, code } = error.problem;
    const isConflict = code === 'conflict';
    const vi = isConflict
      ? 'Đơn vị đang có đề nghị hoặc thay đổi khác chờ xử lý cho mục đích thu này.'
      : 'Thông tin ở cột này chưa đạt kiểm tra.';
    const places = errors ?? [{ pointer: '/unitCode', detail }];
    return {
      kind: 'refused',
      errors: places.map(({ pointer, detail: because }) => ({
        column: (pointer ?? '/unitCode').slice(1),
        detail: because,
        conflict: isConflict,
        vi,
      })),
    };
  }
}

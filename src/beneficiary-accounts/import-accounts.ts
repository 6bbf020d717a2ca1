// The take-over of a register of accounts: a unit's first versions with their history. Changing a
// version that is there takes two people and is not an import's business.
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { type By, nameOf } from '../audit/by.js';
import { theOnly } from '../audit/differences.js';
import { recordAudit } from '../audit/record-audit.js';
import type { Db } from '../db.js';
import { inTransaction } from '../db.js';
import { optionalDay, optionalText, requiredText } from '../tables/column.js';
import { oneImportAtATime, withoutErrors } from '../tables/import-outcome.js';
import type { ImportOutcome } from '../tables/import-outcome.js';
import { fileDigest, readOwnFile, refuseRows } from '../tables/own-file.js';
import type { OwnFile, OwnFileShape, OwnRow, RowError } from '../tables/own-file.js';
import { loadUnitCodes } from '../units/unit-store.js';
import { overlap, versionKey } from './account.js';
import type { AccountVersion } from './account.js';
import { bankNumber, numberKey, treasuryNumber } from './account-number.js';
import type { AccountKind } from './account-number.js';
import {
  addTakenOver,
  loadAccountVersions,
  loadBankBins,
  loadBegunPurposes,
} from './account-store.js';
import type { StoredAccountVersion } from './account-store.js';

const schema = z.object({
  unitCode: requiredText,
  bankBin: optionalText,
  accountNumber: requiredText,
  accountName: requiredText,
  branch: optionalText,
  treasuryCode: optionalText,
  budgetCode: optionalText,
  purpose: optionalText,
  validFrom: optionalDay,
  validTo: optionalDay,
});

const shape = {
  schema,
  optional: ['branch', 'treasuryCode', 'budgetCode', 'purpose', 'validFrom', 'validTo'],
} satisfies OwnFileShape<typeof schema>;

type AccountRow = OwnRow<AccountVersion>;

/**
 * Imports account versions, effective at once, recorded as vouched for by `by`.
 * @param input.within codes of the only units that may be named; others do not exist here
 * @throws Refused `bad_file`, `bad_rows`; `conflict` where a unit and purpose has versions already
 */
export async function importAccounts(
  deps: { readonly db: Db; readonly by: By },
  input: {
    readonly file: OwnFile;
    readonly skipBad: boolean;
    readonly within?: ReadonlySet<string>;
  },
): Promise<ImportOutcome> {
  const { file, skipBad, within } = input;
  const read = await readOwnFile(file, shape);
  const errors = [...read.errors];
  return inTransaction(deps.db, async (trx) => {
    await oneImportAtATime(trx, 'accounts');
    const stored = await loadAccountVersions(trx);
    const register = {
      units: await loadUnitCodes(trx, within),
      banks: await loadBankBins(trx),
      foreign: new Set(within ? numbersOutside(stored, within) : []),
    };
    const rows: AccountRow[] = [];
    for (const { line, value } of read.rows) {
      const checked = checkRow(value, register);
      for (const wrong of checked.errors) errors.push({ file: file.name, line, ...wrong });
      if (checked.version) rows.push({ line, value: checked.version });
    }
    const { added, unchanged } = newVersions(file.name, rows, {
      stored,
      begun: await loadBegunPurposes(trx),
      errors,
    });
    const skipped = refuseRows(errors, { skipBad });
    const versions = added.map(({ value }) => value);
    await addTakenOver(trx, versions, nameOf(deps.by));
    await recordTakeOver(trx, { ...input, by: deps.by, versions, skippedCount: skipped.length });
    const { warnings } = read;
    return { imported: added.length, unchanged, updated: 0, skipped, warnings };
  });
}

/** Which accounts of which units came from which file; a holder's name stays in the register. */
async function recordTakeOver(
  trx: Db,
  done: {
    readonly by: By;
    readonly file: OwnFile;
    readonly versions: readonly AccountVersion[];
    readonly skippedCount: number;
  },
): Promise<void> {
  const { versions } = done;
  if (versions.length === 0) return;
  const units = [...new Set(versions.map(({ unitCode }) => unitCode))].sort();
  const file = fileDigest(done.file.bytes);
  await recordAudit(trx, done.by, {
    action: 'accounts.taken_over',
    subject: { kind: 'file', id: file },
    unitCode: theOnly(units),
    after: { versions: versions.length, skipped: done.skippedCount, units },
  });
}

type Wrong = Pick<RowError, 'column' | 'detail'>;

/** One row against the register: unit and bank exist, the number has its kind's form. */
function checkRow(
  row: z.output<typeof schema>,
  register: {
    readonly units: ReadonlySet<string>;
    readonly banks: ReadonlySet<string>;
    /** Accounts that are not this importer's to claim, by `physicalKey`. */
    readonly foreign: ReadonlySet<string>;
  },
): { readonly version?: AccountVersion; readonly errors: readonly Wrong[] } {
  const errors: Wrong[] = [];
  const kind: AccountKind = row.bankBin === null || row.treasuryCode !== null ? 'treasury' : 'bank';
  const number =
    kind === 'bank' ? bankNumber(row.accountNumber) : treasuryNumber(row.accountNumber);
  if (!register.units.has(row.unitCode)) {
    errors.push({ column: 'unitCode', detail: 'unknown unit code' });
  }
  if (row.bankBin !== null && !register.banks.has(row.bankBin)) {
    errors.push({ column: 'bankBin', detail: 'unknown bank BIN' });
  }
  if (number === undefined) {
    const detail =
      kind === 'bank'
        ? 'a bank account number has 6 to 19 digits or capital letters'
        : 'a treasury account number has the form NNNN.N.NNNNNNN or NNNN.N.NNNNNNN.NNNNN (a bank account needs its bankBin and no treasuryCode)';
    errors.push({ column: 'accountNumber', detail });
  }
  if (row.validFrom !== null && row.validTo !== null && row.validTo <= row.validFrom) {
    const detail = 'must be later than validFrom: it is the first day that no longer holds';
    errors.push({ column: 'validTo', detail });
  }
  if (number !== undefined && register.foreign.has(physicalKey(row.bankBin, number))) {
    const detail = 'is registered for a unit outside your scope';
    errors.push({ column: 'accountNumber', detail });
  }
  if (number === undefined || errors.length > 0) return { errors };
  const version: AccountVersion = {
    ...row,
    kind,
    purpose: row.purpose ?? 'default',
    accountNumber: number,
  };
  return { version: version, errors };
}

/** One physical account, whoever has it. */
function physicalKey(bankBin: string | null, number: string): string {
  return `${bankBin ?? ''} ${numberKey(number)}`;
}

/** Whoever names another unit's account would come to see what is paid into it. */
function numbersOutside(
  stored: readonly StoredAccountVersion[],
  within: ReadonlySet<string>,
): string[] {
  return stored
    .filter(({ unitCode }) => !within.has(unitCode))
    .map(({ bankBin, accountNumber }) => physicalKey(bankBin, accountNumber));
}

/** What is new; the same version again changes nothing, and everything else is an error. */
function newVersions(
  name: string,
  rows: readonly AccountRow[],
  known: {
    readonly stored: readonly StoredAccountVersion[];
    /** Also where the one version that there was has been stopped. */
    readonly begun: ReadonlySet<string>;
    readonly errors: RowError[];
  },
): { added: readonly AccountRow[]; unchanged: number } {
  const stored = new Map<string, StoredAccountVersion[]>();
  for (const version of known.stored) {
    const key = versionKey(version);
    stored.set(key, [...(stored.get(key) ?? []), version]);
  }
  const taken = new Map<string, AccountRow[]>();
  let unchanged = 0;
  for (const row of withoutErrors(rows, known.errors)) {
    const key = versionKey(row.value);
    const before = stored.get(key);
    const inFile = taken.get(key) ?? [];
    const wrong = (column: string, detail: string, conflict: boolean): void => {
      known.errors.push({ file: name, line: row.line, column, detail, conflict });
    };
    const sameAs = (version: AccountVersion): boolean => sameVersion(version, row.value);
    const clash = inFile.find(({ value }) => overlap(value, row.value));
    if (before?.some(sameAs) || inFile.some(({ value }) => sameAs(value))) {
      unchanged += 1;
    } else if (known.begun.has(key)) {
      const detail = 'the unit has an account for this purpose; changing it takes two people';
      wrong('unitCode', detail, true);
    } else if (clash) {
      const detail = `shares days with the version on line ${String(clash.line)}`;
      wrong('validFrom', detail, false);
    } else {
      taken.set(key, [...inFile, row]);
    }
  }
  return { added: [...taken.values()].flat(), unchanged };
}

function sameVersion(one: AccountVersion, other: AccountVersion): boolean {
  return isDeepStrictEqual(plain(one), plain(other));
}

function plain(version: AccountVersion): readonly (string | null)[] {
  const { unitCode, purpose, bankBin, accountNumber, accountName } = version;
  const { branch, treasuryCode, budgetCode, validFrom, validTo } = version;
  return [unitCode, purpose, bankBin, accountNumber, accountName].concat([
    branch,
    treasuryCode,
    budgetCode,
    validFrom,
    validTo,
  ]);
}

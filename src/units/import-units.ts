// Imports a list of units: creates those outside the official list, completes those on it.
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { By } from '../audit/by.js';
import { recordAudit } from '../audit/record-audit.js';
import type { Db } from '../db.js';
import { inTransaction } from '../db.js';
import { optionalText, requiredText } from '../tables/column.js';
import { oneImportAtATime, withoutErrors } from '../tables/import-outcome.js';
import type { ImportOutcome } from '../tables/import-outcome.js';
import { readOwnFile, refuseRows } from '../tables/own-file.js';
import type { OwnFile, OwnFileShape, OwnRow, RowError } from '../tables/own-file.js';
import { unitChanged } from './audit-unit.js';
import { findProvince } from './unit.js';
import type { Province, Unit } from './unit.js';
import { formerNamesCell } from './former-names.js';
import { circles } from './unit-circle.js';
import { outsideScope, type UnitScope } from './unit-scope.js';
import { loadProvinces, loadUnits, saveUnits } from './unit-store.js';

const mail = z.email();

const emailCell = optionalText.refine(
  (text) => text === null || addressesOf(text).every((one) => mail.safeParse(one).success),
  'a mail address is expected, several parted by ;',
);

const schema = z.object({
  code: requiredText.refine(
    (text) => /^[0-9A-Za-z][0-9A-Za-z._-]{0,31}$/.test(text),
    'letters, digits, points and hyphens are expected, at most 32',
  ),
  name: requiredText,
  type: requiredText,
  province: optionalText,
  parent: optionalText,
  agencyCode: optionalText,
  email: emailCell,
  phone: optionalText,
  contactBusiness: optionalText,
  contactIt: optionalText,
  formerNames: formerNamesCell,
  language: optionalText
    .pipe(z.enum(['vi', 'en'], 'vi or en is expected').nullable())
    .transform((language) => language ?? 'vi'),
});

type UnitRow = OwnRow<z.output<typeof schema>>;

const shape = {
  schema,
  optional: [
    'province',
    'parent',
    'agencyCode',
    'email',
    'phone',
    'contactBusiness',
    'contactIt',
    'formerNames',
    'language',
  ],
} satisfies OwnFileShape<typeof schema>;

function addressesOf(text: string): string[] {
  return text
    .split(/[;,]/)
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

/**
 * Imports units. A column that the file has is what it says, empty cells included; one that it
 * lacks leaves stored values alone. Name, type and province of official units stay official.
 * @param input.within every unit must lie in this scope, before and after
 * @throws Refused `bad_file`, `bad_rows`
 */
export async function importUnits(
  deps: { readonly db: Db; readonly by: By },
  input: { readonly file: OwnFile; readonly skipBad: boolean; readonly within?: UnitScope },
): Promise<ImportOutcome> {
  const { file, skipBad, within } = input;
  const { rows, errors, columns, warnings } = await readOwnFile(file, shape);
  return inTransaction(deps.db, async (trx) => {
    await oneImportAtATime(trx, 'units');
    const provinces = await loadProvinces(trx);
    const stored = new Map((await loadUnits(trx)).map((unit) => [unit.code, unit]));
    errors.push(...wrongProvinces(file.name, rows, provinces));
    errors.push(...shortenedCodes(file.name, rows, stored));
    const distinct = withoutRepeats(file.name, rows, errors);
    const told = distinct.map(({ line, value }) => {
      const before = stored.get(value.code);
      return { line, before, after: unitOf(value, { before, columns, provinces }) };
    });
    refuseOrphans(file.name, distinct, { stored, errors });
    errors.push(...circles(file.name, withoutErrors(told, errors), stored));
    // those below a circle lose their parent with it
    refuseOrphans(file.name, withoutErrors(distinct, errors), { stored, errors });
    const good = withoutErrors(told, errors);
    if (within) errors.push(...outsideScope(file.name, good, within));
    const skipped = refuseRows(errors, { skipBad });
    const changed = withoutErrors(good, errors).filter(
      ({ before, after }) => !before || !sameUnit(before, after),
    );
    await saveUnits(
      trx,
      changed.map(({ after }) => after),
    );
    await recordAudit(trx, deps.by, ...changed.map(unitChanged));
    const imported = changed.filter(({ before }) => !before).length;
    return {
      imported,
      updated: changed.length - imported,
      unchanged: rows.length - wrongLineCount(rows, errors) - changed.length,
      skipped,
      warnings,
    };
  });
}

function wrongProvinces(
  name: string,
  rows: readonly UnitRow[],
  provinces: readonly Province[],
): RowError[] {
  return rows
    .filter(({ value }) => value.province !== null && !findProvince(provinces, value.province))
    .map(({ line }) => {
      const detail = 'no province has this code or name';
      return { file: name, line, column: 'province', detail };
    });
}

// A sheet that takes codes for numbers drops their leading zeros: 4 is Ba Đình's 00004.
function shortenedCodes(
  name: string,
  rows: readonly UnitRow[],
  stored: ReadonlyMap<string, Unit>,
): RowError[] {
  return rows.flatMap(({ line, value: { code } }) => {
    const full = code.padStart(5, '0');
    if (full === code || !/^\d+$/.test(code) || !stored.has(full)) return [];
    const detail = `is the code ${full} without its leading zeros; store the column as text`;
    return [{ file: name, line, column: 'code', detail }];
  });
}

// The same row twice is harmless; two rows that say different things of one unit are not.
function withoutRepeats(name: string, rows: readonly UnitRow[], errors: RowError[]): UnitRow[] {
  const first = new Map<string, UnitRow>();
  for (const row of rows) {
    const earlier = first.get(row.value.code);
    if (!earlier) {
      first.set(row.value.code, row);
    } else if (!isDeepStrictEqual(earlier.value, row.value)) {
      const detail = `line ${String(earlier.line)} says otherwise of the same unit`;
      errors.push({ file: name, line: row.line, column: 'code', detail });
    }
  }
  return withoutErrors([...first.values()], errors);
}

// A parent may stand anywhere in the file; one that is left out takes its children with it.
function refuseOrphans(
  name: string,
  rows: readonly UnitRow[],
  known: { readonly stored: ReadonlyMap<string, Unit>; readonly errors: RowError[] },
): void {
  let good = [...rows];
  for (;;) {
    const codes = new Set(good.map(({ value }) => value.code));
    const orphans = good.filter(({ value: { parent, code } }) => {
      return (
        parent !== null && (parent === code || !(codes.has(parent) || known.stored.has(parent)))
      );
    });
    if (orphans.length === 0) return;
    for (const { line } of orphans) {
      const detail = 'no other unit has this code, neither stored nor in a good row of the file';
      known.errors.push({ file: name, line, column: 'parent', detail });
    }
    good = withoutErrors(good, known.errors);
  }
}

function wrongLineCount(rows: readonly UnitRow[], errors: readonly RowError[]): number {
  return rows.length - withoutErrors(rows, errors).length;
}

function unitOf(
  row: UnitRow['value'],
  known: {
    readonly before: Unit | undefined;
    readonly columns: ReadonlySet<string>;
    readonly provinces: readonly Province[];
  },
): Unit {
  const { before, columns, provinces } = known;
  const pick = <Value>(column: string, given: Value, stored: Value | undefined): Value =>
    before && stored !== undefined && !columns.has(column) ? stored : given;
  const province = row.province === null ? null : findProvince(provinces, row.province);
  const official = before?.source === 'official';
  return {
    code: row.code,
    name: official ? before.name : row.name,
    type: official ? before.type : row.type,
    provinceCode: official
      ? before.provinceCode
      : pick('province', province?.code ?? null, before?.provinceCode),
    parentCode: pick('parent', row.parent, before?.parentCode),
    agencyCode: pick('agencyCode', row.agencyCode, before?.agencyCode),
    email: pick('email', row.email, before?.email),
    phone: pick('phone', row.phone, before?.phone),
    contactBusiness: pick('contactBusiness', row.contactBusiness, before?.contactBusiness),
    contactIt: pick('contactIt', row.contactIt, before?.contactIt),
    formerNames: pick('formerNames', row.formerNames, before?.formerNames),
    language: pick('language', row.language, before?.language),
    source: before?.source ?? 'import',
  };
}

function sameUnit(before: Unit, after: Unit): boolean {
  return isDeepStrictEqual({ ...before }, after);
}

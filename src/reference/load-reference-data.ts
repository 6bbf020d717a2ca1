// Loads what Vietnam publishes - provinces, units, banks, days off - and how long its law has data
// kept into the shared tables.
// README.md beside the files names their sources. `migrate` calls this; calling again is harmless.
import { readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import type { Db } from '../db.js';
import { inTransaction } from '../db.js';

/** Rows of the official lists as loaded. */
export interface ReferenceCounts {
  readonly provinces: number;
  readonly formerProvinces: number;
  readonly units: number;
  readonly banks: number;
  readonly clearingInstitutions: number;
  readonly treasuryClasses: number;
  readonly holidays: number;
  readonly retentionRules: number;
}

type CsvRow = Readonly<Record<string, string>>;

/**
 * Brings the official lists up to date, in one transaction. Rows are added or corrected and never
 * removed; units that were imported and the columns an import completes (mail, contacts, parent,
 * agency code) stay as they are. Needs a role that may insert and update in `public`.
 */
export async function loadReferenceData(db: Db): Promise<ReferenceCounts> {
  const provinces = await readReference('provinces.csv');
  const formerProvinces = await readReference('former-provinces.csv');
  const units = await readReference('units-vn.csv');
  const institutions = await readReference('banks.csv');
  // Without a BIN an institution is reachable through clearing only (State Treasury): no bank here.
  const banks = institutions.filter((bank) => bank['bin'] !== '');
  const clearing = institutions.filter((one) => one['bin'] === '' && one['sbvCode'] !== '');
  const treasuryClasses = await readReference('treasury-classes.csv');
  const holidays = await readReference('holidays.csv');
  const retentionRules = await readReference('retention.csv');
  await inTransaction(db, async (trx) => {
    await trx.raw(loadProvinces, [JSON.stringify(provinces)]);
    await trx.raw(loadFormerProvinces, [JSON.stringify(formerProvinces)]);
    await trx.raw(loadUnits, [JSON.stringify(units)]);
    await trx.raw(loadBanks, [JSON.stringify(banks)]);
    await trx.raw(loadClearingInstitutions, [JSON.stringify(clearing)]);
    await trx.raw(loadTreasuryClasses, [JSON.stringify(treasuryClasses)]);
    await trx.raw(loadHolidays, [JSON.stringify(holidays)]);
    await trx.raw(loadRetentionRules, [JSON.stringify(retentionRules)]);
  });
  return {
    provinces: provinces.length,
    formerProvinces: formerProvinces.length,
    units: units.length,
    banks: banks.length,
    clearingInstitutions: clearing.length,
    treasuryClasses: treasuryClasses.length,
    holidays: holidays.length,
    retentionRules: retentionRules.length,
  };
}

async function readReference(name: string): Promise<readonly CsvRow[]> {
  const text = await readFile(join(referenceFolder(), name), 'utf8');
  return parse(text, { columns: true, bom: true });
}

// The build copies no data: from `dist/src/reference` the files are those of the sources.
function referenceFolder(): string {
  const candidates = ['.', '../../../src/reference'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  const found = candidates.find((folder) => existsSync(join(folder, 'units-vn.csv')));
  if (found === undefined) throw new Error('src/reference was not found beside the program');
  return found;
}

const loadProvinces = `
  insert into public.province (code, name, type, full_name, city_since)
  select given.code, given.name, given.type, given.full_name, nullif(given.city_since, '')::date
  from jsonb_to_recordset(?::jsonb) as given (code text, name text, type text, full_name text,
    city_since text)
  on conflict (code) do update
    set name = excluded.name, type = excluded.type, full_name = excluded.full_name,
      city_since = excluded.city_since
    where (province.name, province.type, province.full_name, province.city_since)
      is distinct from (excluded.name, excluded.type, excluded.full_name, excluded.city_since)`;

const loadFormerProvinces = `
  insert into public.former_province (province_code, code_from, code_to, name)
  select given.province_code, given.code_from, given.code_to, given.name
  from jsonb_to_recordset(?::jsonb) as given (province_code text, code_from text, code_to text,
    name text)
  on conflict (province_code, code_from) do update
    set code_to = excluded.code_to, name = excluded.name
    where (former_province.code_to, former_province.name)
      is distinct from (excluded.code_to, excluded.name)`;

const loadUnits = `
  insert into public.unit (code, name, type, province_code, type_since, previous_type, source)
  select given.code, given.name, given.type, given.province_code, given.valid_from,
    nullif(given.previous_type, ''), 'official'
  from jsonb_to_recordset(?::jsonb) as given (code text, name text, type text, province_code text,
    valid_from date, previous_type text)
  on conflict (code) do update
    set name = excluded.name, type = excluded.type, province_code = excluded.province_code,
      type_since = excluded.type_since, previous_type = excluded.previous_type, source = 'official'
    where (unit.name, unit.type, unit.province_code, unit.type_since, unit.previous_type,
        unit.source)
      is distinct from (excluded.name, excluded.type, excluded.province_code, excluded.type_since,
        excluded.previous_type, excluded.source)`;

const loadBanks = `
  insert into public.bank (bin, code, short_name, name, former_name, swift, kind, sbv_code,
    other_codes)
  select given.bin, nullif(given.code, ''), given."shortName", given.name,
    nullif(given."formerName", ''), nullif(given.swift, ''), given.kind,
    nullif(given."sbvCode", ''), string_to_array(given."otherCodes", '|')
  from jsonb_to_recordset(?::jsonb) as given (bin text, code text, "shortName" text, name text,
    "formerName" text, swift text, kind text, "sbvCode" text, "otherCodes" text)
  on conflict (bin) do update
    set code = excluded.code, short_name = excluded.short_name, name = excluded.name,
      former_name = excluded.former_name, swift = excluded.swift, kind = excluded.kind,
      sbv_code = excluded.sbv_code, other_codes = excluded.other_codes
    where (bank.code, bank.short_name, bank.name, bank.former_name, bank.swift, bank.kind,
        bank.sbv_code, bank.other_codes)
      is distinct from (excluded.code, excluded.short_name, excluded.name, excluded.former_name,
        excluded.swift, excluded.kind, excluded.sbv_code, excluded.other_codes)`;

const loadClearingInstitutions = `
  insert into public.clearing_institution (sbv_code, name, kind)
  select given."sbvCode", given.name, given.kind
  from jsonb_to_recordset(?::jsonb) as given ("sbvCode" text, name text, kind text)
  on conflict (sbv_code) do update
    set name = excluded.name, kind = excluded.kind
    where (clearing_institution.name, clearing_institution.kind)
      is distinct from (excluded.name, excluded.kind)`;

const loadTreasuryClasses = `
  insert into public.treasury_class (prefix, kind, name, sure, source)
  select given.prefix, given.kind, given.name, given.sure, given.source
  from jsonb_to_recordset(?::jsonb) as given (prefix text, kind text, name text, sure text,
    source text)
  on conflict (prefix) do update
    set kind = excluded.kind, name = excluded.name, sure = excluded.sure, source = excluded.source
    where (treasury_class.kind, treasury_class.name, treasury_class.sure, treasury_class.source)
      is distinct from (excluded.kind, excluded.name, excluded.sure, excluded.source)`;

const loadHolidays = `
  insert into public.holiday (day, name, kind, pair, source)
  select given.date, given.name, given.kind, nullif(given.pair, '')::date, given.source
  from jsonb_to_recordset(?::jsonb) as given (date date, name text, kind text, pair text,
    source text)
  on conflict (day) do update
    set name = excluded.name, kind = excluded.kind, pair = excluded.pair, source = excluded.source
    where (holiday.name, holiday.kind, holiday.pair, holiday.source)
      is distinct from (excluded.name, excluded.kind, excluded.pair, excluded.source)`;

const loadRetentionRules = `
  insert into public.retention_rule (class, keep_days, law, note)
  select given.class, given."keepDays", given.law, given.note
  from jsonb_to_recordset(?::jsonb) as given (class text, "keepDays" integer, law text, note text)
  on conflict (class) do update
    set keep_days = excluded.keep_days, law = excluded.law, note = excluded.note
    where (retention_rule.keep_days, retention_rule.law, retention_rule.note)
      is distinct from (excluded.keep_days, excluded.law, excluded.note)`;

// Units and provinces in the shared tables.
import type { Db } from '../db.js';
import { writeRows } from '../tables/import-outcome.js';
import type { Province, Unit } from './unit.js';

const unitColumns = {
  code: 'unit.code',
  name: 'unit.name',
  type: 'unit.type',
  provinceCode: 'unit.province_code',
  parentCode: 'unit.parent_code',
  agencyCode: 'unit.agency_code',
  email: 'unit.email',
  phone: 'unit.phone',
  contactBusiness: 'unit.contact_business',
  contactIt: 'unit.contact_it',
  formerNames: 'unit.former_names',
  language: 'unit.language',
  source: 'unit.source',
} as const;

/** All units, or those of some codes, in order of their code. */
export async function loadUnits(db: Db, codes?: readonly string[]): Promise<Unit[]> {
  const units = db('public.unit').select<Unit[]>(unitColumns).orderBy('unit.code');
  return codes ? units.whereIn('unit.code', [...codes]) : units;
}

/**
 * Codes of all units.
 * @param within only these: to somebody with a scope the others do not exist
 */
export async function loadUnitCodes(
  db: Db,
  within?: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  const codes = await db('public.unit').pluck<string[]>('unit.code');
  return new Set(within ? codes.filter((code) => within.has(code)) : codes);
}

/** All provinces, in order of their code. */
export async function loadProvinces(db: Db): Promise<Province[]> {
  const columns = { code: 'province.code', name: 'province.name' } as const;
  return db('public.province').select<Province[]>(columns).orderBy('province.code');
}

/** Adds units, or overwrites what is known of them; parents follow once every unit exists. */
export async function saveUnits(db: Db, units: readonly Unit[]): Promise<void> {
  await writeRows(db, upsertUnits, units.map(recordOf));
  await writeRows(db, setParents, units.map(recordOf));
}

function recordOf(unit: Unit): Record<string, unknown> {
  return { ...unit };
}

const upsertUnits = `
  insert into public.unit (code, name, type, province_code, agency_code, email, phone,
    contact_business, contact_it, former_names, language, source)
  select given.code, given.name, given.type, given."provinceCode", given."agencyCode", given.email,
    given.phone, given."contactBusiness", given."contactIt", given."formerNames",
    given.language, given.source
  from jsonb_to_recordset(?::jsonb) as given (code text, name text, type text, "provinceCode" text,
    "agencyCode" text, email text, phone text, "contactBusiness" text, "contactIt" text,
    "formerNames" jsonb, language text, source text)
  on conflict (code) do update
    set name = excluded.name, type = excluded.type, province_code = excluded.province_code,
      agency_code = excluded.agency_code, email = excluded.email, phone = excluded.phone,
      contact_business = excluded.contact_business, contact_it = excluded.contact_it,
      former_names = excluded.former_names, language = excluded.language`;

const setParents = `
  update public.unit
  set parent_code = given."parentCode"
  from jsonb_to_recordset(?::jsonb) as given (code text, "parentCode" text)
  where unit.code = given.code and unit.parent_code is distinct from given."parentCode"`;

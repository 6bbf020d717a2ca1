// Names that readings do not carry: the province's, and those of banks by their BIN.
import type { Db } from '../db.js';
import { unitTitle } from '../reconciliation/words.js';

/** "Thành phố Đồng Nai"; the code itself for a province that is not on the list. */
export async function provinceName(db: Db, code: string): Promise<string> {
  const names = await db('public.province')
    .where('province.code', code)
    .pluck<string[]>('province.full_name');
  return names[0] ?? code;
}

/** Short names of banks by BIN. */
export async function bankNames(db: Db): Promise<ReadonlyMap<string, string>> {
  const banks = await db<{ bin: string; name: string }>('public.bank').select({
    bin: 'bank.bin',
    name: 'bank.short_name',
  });
  return new Map(banks.map(({ bin, name }) => [bin, name]));
}

/** Names of the units and provinces that grants are over, by code. */
export async function namesByScope(
  db: Db,
  scopes: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await db.raw<{ rows: { code: string; unitName: string; type: string }[] }>(
    `select unit.code, unit.name as "unitName", unit.type
       from public.unit where unit.code = any(?)
     union all
     select province.code, province.full_name, 'province'
       from public.province where province.code = any(?)`,
    [[...scopes], [...scopes]],
  );
  return new Map(rows.map((row) => [row.code, unitTitle(row)]));
}

/** Names of officers, as columns such as `proposed_by` name them: `officer 7`. */
export async function officerNames(db: Db): Promise<ReadonlyMap<string, string>> {
  const officers = await db<{ id: string; name: string }>('officer').select('id', 'name');
  return new Map(officers.map(({ id, name }) => [`officer ${id}`, name]));
}

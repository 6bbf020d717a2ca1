// What there is in the world to be asked for, by whose it is.
import type { Db } from '../../src/db.js';
import { codes, nobodys, places, type Owner, type Place } from './places.js';
import type { World } from './world.js';

export type Kind =
  | 'unit'
  | 'order'
  | 'payment'
  | 'line'
  | 'income'
  | 'statement'
  | 'settlement'
  | 'match'
  | 'discrepancy'
  | 'officer'
  | 'event'
  | 'proposal'
  | 'version'
  | 'verification'
  | 'paper'
  | 'month';

/** Ids of things that one owner alone has to do with. */
export type Objects = Readonly<Record<Kind, Readonly<Partial<Record<Owner, readonly string[]>>>>>;

const ownerOfCode = new Map<string, Owner>(places.map((place) => [codes[place], place]));

/** Whose a unit's code is; null is nobody's. */
export function ownerOf(unitCode: string | null): Owner {
  return unitCode === null ? nobodys : (ownerOfCode.get(unitCode) ?? nobodys);
}

export async function findObjects({ database, reading }: World): Promise<Objects> {
  const { db } = database;
  const raising = new Set(reading.discrepancies.flatMap(({ lineIds }) => lineIds));
  const isIncome = ({
    lineId,
    matches,
  }: {
    lineId: string;
    matches: readonly unknown[];
  }): boolean => matches.length === 0 && !raising.has(lineId);
  const lines = reading.lines.map((line) => ({ line, at: [line.unitCode, line.lineId] as const }));
  return {
    unit: byOwner(places.map((place) => [codes[place], codes[place]])),
    order: byOwner(await pairs(db, orderSql)),
    payment: byOwner(reading.payments.map(({ unitCode, paymentId }) => [unitCode, paymentId])),
    line: byOwner(lines.filter(({ line }) => !isIncome(line)).map(({ at }) => at)),
    income: byOwner(lines.filter(({ line }) => isIncome(line)).map(({ at }) => at)),
    statement: byOwner(await pairs(db, statementSql)),
    settlement: byOwner(await pairs(db, settlementSql)),
    match: byOwner(matchesOfOne(reading)),
    discrepancy: byOwner(reading.discrepancies.map(({ unitCode, id }) => [unitCode, id])),
    officer: byOwner(await pairs(db, officerSql)),
    proposal: byOwner(await pairs(db, proposalSql)),
    event: byOwner(await pairs(db, eventSql)),
    version: byOwner(await pairs(db, versionSql)),
    verification: byOwner(await pairs(db, verificationSql)),
    paper: byOwner(await pairs(db, paperSql)),
    month: byOwner(await pairs(db, monthSql)),
  };
}

function byOwner(
  found: readonly (readonly [unitCode: string | null, id: string])[],
): Partial<Record<Owner, string[]>> {
  const grouped: Partial<Record<Owner, string[]>> = {};
  for (const [unitCode, id] of found) (grouped[ownerOf(unitCode)] ??= []).push(id);
  return grouped;
}

/** Units that have to do with each match. */
export function unitsOfMatches(
  reading: World['reading'],
): ReadonlyMap<string, ReadonlySet<string>> {
  const units = new Map<string, Set<string>>();
  for (const { unitCode, matches } of reading.payments) {
    for (const { matchId, line } of matches) {
      const of = units.get(matchId) ?? new Set<string>();
      for (const code of [unitCode, line.unitCode]) if (code !== null) of.add(code);
      units.set(matchId, of);
    }
  }
  return units;
}

function matchesOfOne(reading: World['reading']): [string, string][] {
  return [...unitsOfMatches(reading)].flatMap(([id, units]): [string, string][] => {
    const [only] = units;
    return units.size === 1 && only !== undefined ? [[only, id]] : [];
  });
}

async function pairs(db: Db, sql: string): Promise<[string | null, string][]> {
  const { rows } = await db.raw<{ rows: { unit: string | null; id: string }[] }>(sql);
  return rows.map(({ unit, id }) => [unit, id]);
}

const orderSql = `
  select fee_order.unit_code as unit, fee_order.id from fee_order order by fee_order.id`;

const statementSql = `
  select (select max(version.unit_code)
            from beneficiary_account version
           where version.bank_account_id = statement.bank_account_id) as unit, statement.id
    from statement order by statement.id`;

// a batch that pays one unit alone
const settlementSql = `
  select max(line.unit_code) as unit, line.settlement_batch_id as id
    from settlement_line line
   group by line.settlement_batch_id
  having count(distinct line.unit_code) = 1
   order by line.settlement_batch_id`;

// officers whose grants are all of one scope
const officerSql = `
  select case when max(granted.scope) = '75' then null else max(granted.scope) end as unit,
         granted.officer_id as id
    from officer_grant granted
    join officer on officer.id = granted.officer_id
   where granted.ended_at is null and officer.email not like '%asker%'
   group by granted.officer_id
  having count(distinct granted.scope) = 1
   order by granted.officer_id`;

const proposalSql = `
  select proposal.unit_code as unit, proposal.id || '/papers/' || paper.id as id
    from account_proposal proposal
    join account_paper paper on paper.proposal_id = proposal.id
   order by proposal.id`;

const eventSql = `
  select event.unit_code as unit, event.id from audit_event event order by event.id`;

const versionSql = `
  select version.unit_code as unit, version.id from beneficiary_account version order by version.id`;

// as its address names it, below the version
const verificationSql = `
  select version.unit_code as unit,
         version.id || '/verifications/' || asked.id as id
    from account_verification asked
    join beneficiary_account version on version.id = asked.version_id
   order by asked.id`;

const paperSql = `
  select (select max(version.unit_code)
            from beneficiary_account version
           where version.bank_account_id = paper.bank_account_id) as unit, paper.id
    from paper_statement paper order by paper.id`;

const monthSql = `
  select proposal.unit_code as unit, proposal.id
    from unit_month_proposal proposal order by proposal.id`;

/** One of a place's things, another for each number. */
export function pick(objects: Objects, kind: Kind, owner: Owner, number: number): string {
  const found = objects[kind][owner] ?? [];
  const id = found[number % found.length];
  if (id === undefined) throw new Error(`${owner} has no ${kind}`);
  return id;
}

/** The unit's code, for paths, filters and files. */
export function codeOf(target: Place | 'absent'): string {
  return target === 'absent' ? '99999' : codes[target];
}

/** A callback of the world's; one that nobody signed where it has none. */
export async function noticeIdOf({ database }: World): Promise<string> {
  const known = await database.db('payment_notice').first<{ id: string } | undefined>('id');
  if (known) return known.id;
  const [made] = await database
    .db('payment_notice')
    .insert({
      gateway: 'generic',
      received_at: new Date(),
      method: 'POST',
      raw_query: '',
      headers: '{}',
      raw_body: Buffer.from('{}'),
      verdict: 'bad-signature',
    })
    .returning<{ id: string }[]>('id');
  return made?.id ?? '999999999';
}

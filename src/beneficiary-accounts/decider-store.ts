// What stands between a maker and whoever wants to decide, read from grants, links and resets.
import type { Principal } from '../access/principal.js';
import { roleMay } from '../access/roles.js';
import { scopesAbove } from '../access/unit-tree.js';
import type { Db } from '../db.js';
import { tieDays, whyNotDecide, type WhyNot } from './may-decide.js';
import type { Proposal } from './proposal.js';

/** Why this asker may not decide on a proposal of a unit in their reach; null when they may. */
export async function whyNotDecider(
  db: Db,
  asked: {
    readonly asker: Principal;
    readonly proposal: Pick<Proposal, 'unitCode' | 'maker' | 'makerCitizen'>;
    readonly province: string;
    readonly at: Date;
  },
): Promise<WhyNot | null> {
  const { asker, proposal, province, at } = asked;
  const { unitCode } = proposal;
  const above = await scopesAbove(db, unitCode, province);
  return whyNotDecide({
    ...(await betweenThem(db, { asker, made: proposal, at })),
    officersOfUnit: await countOfficers(db, unitCode),
    isFromAbove: asker.grants.some(
      ({ role, scope }) => roleMay(role, 'account.approve') && above.includes(scope),
    ),
  });
}

/** What was made, as far as its second person is concerned. */
export type MadeBy = Pick<Proposal, 'maker' | 'makerCitizen'>;

/** Why this asker is no second person to a maker, whatever was made; null when they are. */
export async function whyNotSecond(
  db: Db,
  asked: { readonly asker: Principal; readonly made: MadeBy; readonly at: Date },
): Promise<WhyNot | null> {
  // how many officers a unit has matters only to who decides about its accounts
  return whyNotDecide({ ...(await betweenThem(db, asked)), officersOfUnit: 0, isFromAbove: true });
}

async function betweenThem(
  db: Db,
  {
    asker,
    made: { maker, makerCitizen },
    at,
  }: { readonly asker: Principal; readonly made: MadeBy; readonly at: Date },
) {
  const isPerson = asker.kind === 'officer';
  return {
    isPerson,
    isMaker: isPerson && asker.id === maker.id,
    isSameCitizen: isPerson && (await isCitizen(db, asker.id, makerCitizen)),
    isTied: isPerson && (await areTied(db, { maker: maker.id, checker: asker.id, at })),
  };
}

/** Digest of an officer's citizen number; null where none is known. */
export async function citizenOf(db: Db, officerId: string): Promise<string | null> {
  const [digest] = await db('officer')
    .where({ id: officerId })
    .pluck<(string | null)[]>('citizen_id_hash');
  return digest ?? null;
}

async function isCitizen(db: Db, officerId: string, digest: string | null): Promise<boolean> {
  return digest !== null && (await citizenOf(db, officerId)) === digest;
}

async function areTied(
  db: Db,
  { maker, checker, at }: { readonly maker: string; readonly checker: string; readonly at: Date },
): Promise<boolean> {
  const since = new Date(at.getTime() - tieDays * 86_400_000);
  const { rows } = await db.raw<{ rows: { tied: boolean }[] }>(selectTies, {
    ...{ maker, checker, since },
  });
  return rows[0]?.tied === true;
}

async function countOfficers(db: Db, unitCode: string): Promise<number> {
  const { rows } = await db.raw<{ rows: { count: number }[] }>(
    `select count(distinct officer.id)::integer as count
       from officer
       join officer_grant held on held.officer_id = officer.id and held.ended_at is null
      where held.scope = ? and officer.disabled_at is null`,
    [unitCode],
  );
  return rows[0]?.count ?? 0;
}

// whoever made a token acts through it too, and through one that was made with it
const selectTies = `
  with recursive acts (officer_id, name) as (
    select person.id, 'officer ' || person.id
      from (values (cast(:maker as bigint)), (cast(:checker as bigint))) person (id)
    union
    select acts.officer_id, 'token ' || api_token.id
      from acts
      join api_token on api_token.created_by = acts.name
  ), ties as (
    select granted.officer_id as onto, granted.granted_by as name
      from officer_grant granted
     where granted.granted_at > :since and granted.officer_id = :checker
    union all
    select link.officer_id, link.created_by
      from setup_link link
     where link.created_at > :since and link.officer_id in (:maker, :checker)
    union all
    select officer.id, officer.second_factor_reset_by
      from officer
     where officer.second_factor_reset_at > :since and officer.id in (:maker, :checker)
  )
  select exists (
    select from ties
      join acts on acts.name = ties.name and acts.officer_id <> ties.onto
  ) as tied`;

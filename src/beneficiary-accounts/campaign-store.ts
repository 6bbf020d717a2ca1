// What the campaign is read from: units that take part, their people and versions, the deadlines.
import type { Role } from '../access/roles.js';
import type { LocalDate } from '../calendar.js';
import type { Db } from '../db.js';
import { groupBy } from '../group-by.js';
import { campaignTasks, type CampaignTask, type CampaignUnit, type Deadline } from './campaign.js';

/** Everything stored that the campaign is a function of, beside a reading. */
export async function loadCampaign(
  db: Db,
): Promise<{ readonly units: readonly CampaignUnit[]; readonly deadlines: readonly Deadline[] }> {
  return { units: await loadCampaignUnits(db), deadlines: await loadDeadlines(db) };
}

interface UnitRow {
  readonly unitCode: string;
  readonly unitName: string;
  readonly type: string;
  readonly parentCode: string | null;
  readonly province: string;
  readonly hasBusinessContact: boolean;
  readonly hasItContact: boolean;
  readonly hasProposal: boolean;
  readonly takesPart: boolean;
}

interface VersionRow {
  readonly unitCode: string;
  readonly status: 'vouched' | 'approved';
  readonly validTo: LocalDate | null;
}

async function loadCampaignUnits(db: Db): Promise<CampaignUnit[]> {
  const { rows } = await db.raw<{ rows: UnitRow[] }>(selectUnits);
  const { rows: versions } = await db.raw<{ rows: VersionRow[] }>(selectVersions);
  const { rows: people } = await db.raw<{ rows: { role: Role; scope: string }[] }>(selectPeople);
  const versionsOf = groupBy(versions, ({ unitCode }) => unitCode);
  const parents = new Map(rows.map((row) => [row.unitCode, row.parentCode]));
  const scopes = (role: Role): ReadonlySet<string> =>
    new Set(people.filter((one) => one.role === role).map(({ scope }) => scope));
  const accountants = scopes('commune_accountant');
  const approvers = scopes('approver');
  return rows
    .filter(({ takesPart }) => takesPart)
    .map((row) => {
      const { unitCode, unitName, type, hasBusinessContact, hasItContact, hasProposal } = row;
      const reached = scopesOver(unitCode, parents, row.province);
      return {
        ...{ unitCode, unitName, type, hasBusinessContact, hasItContact, hasProposal },
        hasAccountant: reached.some((scope) => accountants.has(scope)),
        hasApprover: reached.some((scope) => approvers.has(scope)),
        versions: versionsOf.get(unitCode) ?? [],
      };
    });
}

/** The scopes in which a unit lies: itself, what stands above it, the province. */
function scopesOver(
  unitCode: string,
  parents: ReadonlyMap<string, string | null>,
  province: string,
): string[] {
  const passed = new Set<string>();
  let at: string | null | undefined = unitCode;
  for (; at && !passed.has(at); at = parents.get(at)) passed.add(at);
  return [...passed, province];
}

/** The deadlines that stand, in the order of the tasks. */
export async function loadDeadlines(db: Db): Promise<Deadline[]> {
  const { rows } = await db.raw<{ rows: Deadline[] }>(
    `select stated.task, stated.due_on as "dueOn", stated.note
       from (select distinct on (deadline.task) deadline.task, deadline.due_on, deadline.note
               from campaign_deadline deadline
              order by deadline.task, deadline.id desc) stated
      where stated.due_on is not null`,
  );
  const place = ({ task }: Deadline): number => campaignTasks.indexOf(task);
  return rows.sort((one, other) => place(one) - place(other));
}

/** Which deadlines they are: changes with every word about one of them. */
export async function deadlinesVersion(db: Db): Promise<string> {
  const rows = await db('campaign_deadline').max<{ id: string | null }[]>('id as id');
  return rows[0]?.id ?? '0';
}

/** Until the transaction ends nobody else sets deadlines. */
export async function holdDeadlines(trx: Db): Promise<void> {
  await trx.raw(
    `select pg_advisory_xact_lock(hashtextextended(current_schema() || ' campaign deadlines', 0))`,
  );
}

/** Adds a word about a task; null ends its deadline. */
export async function addDeadlines(
  trx: Db,
  stated: readonly {
    readonly task: CampaignTask;
    readonly dueOn: LocalDate | null;
    readonly note: string | null;
  }[],
  set: { readonly at: Date; readonly by: string },
): Promise<void> {
  await trx('campaign_deadline').insert(
    stated.map(({ task, dueOn, note }) => ({
      task,
      due_on: dueOn,
      note,
      set_at: set.at,
      set_by: set.by,
    })),
  );
}

// Communes of the official list all take part; a department or a centre that was imported does
// once anything is to be paid to it. All are read, since scopes are cut from the whole tree.
const selectUnits = `
  select unit.code as "unitCode", unit.name as "unitName", unit.type,
         unit.parent_code as "parentCode", substring(current_schema() from 2) as province,
         coalesce(trim(unit.contact_business), '') <> '' as "hasBusinessContact",
         coalesce(trim(unit.contact_it), '') <> '' as "hasItContact",
         exists (select from account_proposal proposal
                  where proposal.unit_code = unit.code and proposal.submitted_at is not null
                    and proposal.withdrawn_at is null
                    and not exists (select from account_decision decision
                                     where decision.proposal_id = proposal.id
                                       and decision.outcome = 'rejected')) as "hasProposal",
         unit.source = 'official'
           or exists (select from beneficiary_account v where v.unit_code = unit.code)
           or exists (select from account_proposal p where p.unit_code = unit.code)
           or exists (select from fee_order o where o.unit_code = unit.code)
           or exists (select from payment p where p.unit_code = unit.code) as "takesPart"
    from public.unit
   where coalesce(unit.province_code, substring(current_schema() from 2))
         = substring(current_schema() from 2)
   order by unit.code`;

const selectVersions = `
  select version.unit_code as "unitCode", version.status, version.valid_to as "validTo"
    from beneficiary_account version
   where version.stopped_at is null`;

const selectPeople = `
  select distinct held.role, held.scope
    from officer_grant held
    join officer on officer.id = held.officer_id
   where held.ended_at is null and officer.disabled_at is null`;

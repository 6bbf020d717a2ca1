// Officers: who may do what where. Seen and managed within one's own scope.
import { z } from 'zod';
import { addOfficer } from '../access/add-officer.js';
import { changeOfficer } from '../access/change-officer.js';
import {
  citizenNumber,
  emailAddress,
  officerStates,
  personName,
  type Officer,
} from '../access/officer.js';
import { loadOfficer, loadOfficers } from '../access/officer-store.js';
import type { Principal } from '../access/principal.js';
import type { Db } from '../db.js';
import { numberKey, pageOf, pageSchema, paging } from './cursor.js';
import {
  delivery,
  deliver,
  officerInSight,
  officerShown,
  peopleDeps,
  role,
  scope,
  shownOfficer,
} from './officer-shape.js';
import { apiRoute, type ApiAnswer, type ApiRoute } from './route.js';
import { idParams } from './shapes.js';
import { foundOr404 } from './sight.js';
import { refuseStale } from './versions.js';

const listOfficers = apiRoute({
  method: 'get',
  path: '/officers',
  id: 'listOfficers',
  summary: 'Officers with a role in your scope',
  tag: 'officers',
  action: 'officer.read',
  query: z.strictObject({
    ...paging,
    q: z.string().min(1).max(100).optional().describe('Part of the name or e-mail.'),
    role: role.optional(),
    scope: scope.optional().describe('Holds a role over exactly this unit or province.'),
    state: z.enum(officerStates).optional(),
  }),
  answers: { 200: pageSchema(officerShown) },
  handle: async ({ db }, { principal, query }) => {
    const seen = (await loadOfficers(db)).flatMap((one) => officerInSight(principal, one) ?? []);
    const wanted = seen.map(shownOfficer).filter((one) => isWanted(one, query));
    return { body: pageOf(wanted, { ...query, keyOf: (one) => [numberKey(one.id)] }) };
  },
});

const getOfficer = apiRoute({
  method: 'get',
  path: '/officers/{id}',
  id: 'getOfficer',
  summary: 'An officer with the roles they hold in your scope',
  tag: 'officers',
  action: 'officer.read',
  params: idParams,
  answers: { 200: officerShown },
  handle: async ({ db }, { principal, params }) => answerWith(await find(db, principal, params.id)),
});

const createOfficer = apiRoute({
  method: 'post',
  path: '/officers',
  id: 'addOfficer',
  summary: 'Adds an officer with a first role and mails them a set-up link (72 hours)',
  tag: 'officers',
  action: 'officer.manage',
  creates: true,
  body: z.strictObject({
    name: personName,
    email: emailAddress,
    citizenId: citizenNumber.optional(),
    role,
    scope,
  }),
  answers: { 201: officerShown.extend({ delivery: delivery.optional() }) },
  handle: async (deps, ask) => {
    const { principal: asker, body } = ask;
    const given = { ...body, asker, citizenId: body.citizenId ?? null };
    const invitation = await addOfficer(peopleDeps(deps, ask), given);
    const { officerId } = invitation;
    return {
      ...answerWith(await find(ask.db, asker, officerId)),
      status: 201,
      location: `/api/v1/officers/${officerId}`,
      afterCommit: () => deliver(deps, ask, invitation),
    };
  },
});

const edit = z
  .strictObject({
    name: personName.optional(),
    email: emailAddress.nullable().optional(),
    citizenId: citizenNumber.nullable().optional(),
    disabled: z.boolean().optional(),
  })
  .refine((given) => Object.keys(given).length > 0, 'nothing to change is named');

const patchOfficer = apiRoute({
  method: 'patch',
  path: '/officers/{id}',
  id: 'changeOfficer',
  summary: 'Changes name or log-in names, disables or enables; disabling logs the officer out',
  tag: 'officers',
  action: 'officer.manage',
  edits: true,
  params: idParams,
  body: edit,
  answers: { 200: officerShown },
  handle: async (deps, ask) => {
    const { principal: asker, params, body } = ask;
    await changeOfficer(peopleDeps(deps, ask), {
      asker,
      officerId: params.id,
      edit: body,
      expect: (version) => {
        refuseStale(ask, version);
      },
    });
    return answerWith(await find(ask.db, asker, params.id));
  },
});

type Shown = z.output<typeof officerShown>;

interface OfficerFilter {
  readonly q?: string | undefined;
  readonly role?: string | undefined;
  readonly scope?: string | undefined;
  readonly state?: string | undefined;
}

/** Whether an officer as shown fits a filter. */
export function isWanted(officer: Shown, { q, ...filter }: OfficerFilter): boolean {
  const isHeld = officer.grants.some(
    (grant) =>
      (filter.role === undefined || grant.role === filter.role) &&
      (filter.scope === undefined || grant.scope === filter.scope),
  );
  const isAnyGrant = filter.role === undefined && filter.scope === undefined;
  const text = `${officer.name}\n${officer.email ?? ''}`.toLocaleLowerCase('vi');
  return (
    (isAnyGrant || isHeld) &&
    (filter.state === undefined || officer.state === filter.state) &&
    (q === undefined || text.includes(q.normalize('NFC').toLocaleLowerCase('vi')))
  );
}

async function find(db: Db, principal: Principal, id: string): Promise<Officer> {
  const officer = await loadOfficer(db, id);
  return foundOr404(officer && officerInSight(principal, officer));
}

function answerWith(officer: Officer): ApiAnswer {
  return { body: shownOfficer(officer), version: String(officer.version) };
}

export const officerRoutes: readonly ApiRoute[] = [
  listOfficers,
  getOfficer,
  createOfficer,
  patchOfficer,
];

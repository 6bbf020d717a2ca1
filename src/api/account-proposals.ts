// Proposals to change an account: made by one person, decided by another.
import { z } from 'zod';
import { approveProposal, rejectProposal } from '../beneficiary-accounts/decide-proposal.js';
import { editProposal, withdrawProposal } from '../beneficiary-accounts/edit-proposal.js';
import type { Proposal } from '../beneficiary-accounts/proposal.js';
import { findProposal, listProposals } from '../beneficiary-accounts/proposal-store.js';
import { proposeAccount } from '../beneficiary-accounts/propose-change.js';
import { submitProposal } from '../beneficiary-accounts/submit-proposal.js';
import { proposalsWaitingFor } from '../beneficiary-accounts/waiting-proposals.js';
import {
  accountDeps,
  accountFields,
  answerWithProposal,
  isShownTo,
  proposalDetailShape,
  proposalShape,
  reason,
  shownProposal,
  typed,
} from './account-shape.js';
import { pageOf, pageSchema, paging, reverseNumberKey } from './cursor.js';
import { idBefore, pageById } from './id-cursor.js';
import { apiRoute, type ApiAnswer, type ApiDeps, type ApiRoute, type Ask } from './route.js';
import { day, filters, idParams, unitParams } from './shapes.js';
import { foundOr404, holdToSight, unitsOf } from './sight.js';
import { refuseStale } from './versions.js';

const about = { tag: 'accounts' } as const;

const propose = apiRoute({
  ...about,
  method: 'post',
  path: '/units/{code}/accounts',
  id: 'proposeAccount',
  summary:
    'Proposes an account: the first, or in place of the present one. A second person decides',
  action: 'account.propose',
  creates: true,
  params: unitParams,
  body: z.strictObject({
    ...accountFields,
    purpose: typed(64).default('default'),
    validFrom: day.nullable().default(null),
    reason,
    submit: z.boolean().default(false).describe('Submit at once, else it stays a draft.'),
  }),
  answers: { 201: proposalDetailShape },
  handle: async (deps, ask) => {
    const { purpose, validFrom, reason: why, submit, ...account } = ask.body;
    const given = { asker: ask.principal, unitCode: ask.params.code, purpose, validFrom, submit };
    const proposal = await proposeAccount(accountDeps(deps, ask), {
      ...given,
      account: { ...noAccount, ...withoutUndefined(account) },
      reason: why,
    });
    return created(deps, ask, proposal);
  },
});

const noAccount = {
  bankBin: null,
  clearingCode: null,
  branch: null,
  treasuryCode: null,
  budgetCode: null,
};

type Given<Fields> = { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };

function withoutUndefined<Fields extends object>(
  fields: Fields,
): Given<Fields> & {
  [Name in keyof Fields as undefined extends Fields[Name] ? never : Name]: Fields[Name];
} {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as ReturnType<typeof withoutUndefined<Fields>>;
}

/** A proposal that was made, and where it is. */
export async function created(
  deps: ApiDeps,
  ask: Pick<Ask, 'db' | 'principal'>,
  proposal: Proposal,
): Promise<ApiAnswer> {
  const answer = await answerWithProposal(deps, ask, proposal);
  return { ...answer, status: 201, location: `/api/v1/account-proposals/${proposal.id}` };
}

const yes = z.enum(['true', 'false']).transform((text) => text === 'true');

const list = apiRoute({
  ...about,
  method: 'get',
  path: '/account-proposals',
  id: 'listAccountProposals',
  summary: 'Proposals to change accounts, the latest first',
  action: 'account.read',
  query: z.strictObject({
    ...paging,
    unit: filters.unit,
    open: yes.optional().describe('true: those that are not decided or withdrawn.'),
    'waits-for-me': yes
      .optional()
      .describe('true: those that you may decide on, and drafts of your own.'),
  }),
  answers: { 200: pageSchema(proposalShape) },
  handle: async (deps, ask) => {
    const { principal, query, db } = ask;
    const { unit, limit, cursor } = query;
    holdToSight(principal, 'account.read', unit, '?unit');
    const seen = unit === undefined ? unitsOf(principal, 'account.read').units : [unit];
    if (query['waits-for-me']) {
      const asked = { asker: principal, province: deps.config.province, at: deps.now() };
      const waiting = (await proposalsWaitingFor(db, asked)).filter(({ unitCode }) =>
        seen.includes(unitCode),
      );
      const keyOf = ({ id }: Proposal) => [reverseNumberKey(id)];
      const page = pageOf(waiting, { limit, cursor, keyOf });
      return { body: { ...page, items: page.items.map(shownProposal) } };
    }
    const before = idBefore(cursor);
    const openOnly = query.open ?? false;
    const rows = await listProposals(db, { units: seen, openOnly, before, limit: limit + 1 });
    const page = pageById(rows, limit);
    return { body: { ...page, items: page.items.map(shownProposal) } };
  },
});

const get = apiRoute({
  ...about,
  method: 'get',
  path: '/account-proposals/{id}',
  id: 'getAccountProposal',
  summary: 'A proposal with its checks, papers, what it changes, and the digest to decide on',
  action: 'account.read',
  params: idParams,
  answers: { 200: proposalDetailShape },
  handle: async (deps, ask) => answerWithProposal(deps, ask, await proposalInSight(ask)),
});

/** @throws Refused `not_found` */
export async function proposalInSight({
  db,
  principal,
  params,
}: Pick<Ask<{ readonly id: string }>, 'db' | 'principal' | 'params'>): Promise<Proposal> {
  const found = await findProposal(db, params.id);
  return foundOr404(found && isShownTo(principal, found) ? found : undefined);
}

const edit = z
  .strictObject({
    ...z.strictObject(accountFields).partial().shape,
    validFrom: day.nullable().optional(),
    reason: reason.optional(),
  })
  .refine((given) => Object.keys(given).length > 0, 'nothing to change is named');

const patch = apiRoute({
  ...about,
  method: 'patch',
  path: '/account-proposals/{id}',
  id: 'changeAccountProposal',
  summary: 'Edits your own proposal; what was submitted is a draft again',
  action: 'account.propose',
  edits: true,
  params: idParams,
  body: edit,
  answers: { 200: proposalDetailShape },
  handle: async (deps, ask) => {
    const proposal = await editProposal(accountDeps(deps, ask), {
      ...aboutProposal(ask),
      edit: withoutUndefined(ask.body),
      expect: (version) => {
        refuseStale(ask, version);
      },
    });
    return answerWithProposal(deps, ask, proposal);
  },
});

const submit = apiRoute({
  ...about,
  method: 'post',
  path: '/account-proposals/{id}/submit',
  id: 'submitAccountProposal',
  summary: 'Hands your draft to the second person; focal points are told',
  action: 'account.propose',
  creates: true,
  params: idParams,
  answers: { 200: proposalDetailShape },
  handle: async (deps, ask) =>
    answerWithProposal(deps, ask, await submitProposal(accountDeps(deps, ask), aboutProposal(ask))),
});

const withdraw = apiRoute({
  ...about,
  method: 'post',
  path: '/account-proposals/{id}/withdraw',
  id: 'withdrawAccountProposal',
  summary: 'Takes your own proposal back',
  action: 'account.propose',
  creates: true,
  params: idParams,
  answers: { 200: proposalDetailShape },
  handle: async (deps, ask) =>
    answerWithProposal(
      deps,
      ask,
      await withdrawProposal(accountDeps(deps, ask), aboutProposal(ask)),
    ),
});

const digest = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'the digest of what was shown is expected')
  .describe('The digest of what you were shown; another one is refused (412).');

const approve = apiRoute({
  ...about,
  method: 'post',
  path: '/account-proposals/{id}/approve',
  id: 'approveAccountProposal',
  summary: 'Approves as the second person: the register changes after the cooling-off',
  action: 'account.approve',
  creates: true,
  params: idParams,
  body: z.strictObject({ digest, remark: typed(1000).nullable().default(null) }),
  answers: { 200: proposalDetailShape },
  handle: async (deps, ask) => {
    const given = { ...aboutProposal(ask), ...ask.body };
    return answerWithProposal(deps, ask, await approveProposal(accountDeps(deps, ask), given));
  },
});

const reject = apiRoute({
  ...about,
  method: 'post',
  path: '/account-proposals/{id}/reject',
  id: 'rejectAccountProposal',
  summary: 'Gives it back as the second person, saying why',
  action: 'account.approve',
  creates: true,
  params: idParams,
  body: z.strictObject({ digest, reason }),
  answers: { 200: proposalDetailShape },
  handle: async (deps, ask) => {
    const given = { ...aboutProposal(ask), ...ask.body };
    return answerWithProposal(deps, ask, await rejectProposal(accountDeps(deps, ask), given));
  },
});

/** Who asks about which proposal, as verbs take it. */
export function aboutProposal({
  principal,
  params,
}: Pick<Ask<{ readonly id: string }>, 'principal' | 'params'>) {
  return { asker: principal, proposalId: params.id };
}

export const accountProposalRoutes: readonly ApiRoute[] = [
  propose,
  list,
  get,
  patch,
  submit,
  withdraw,
  approve,
  reject,
];

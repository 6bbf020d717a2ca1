// What is done to an account that stands: one person stops, suspends or marks it closed; its end and
// its resumption are proposed.
import { z } from 'zod';
import { markClosed, stopChange, suspendAccount } from '../beneficiary-accounts/hold-version.js';
import { proposeClosing, proposeResuming } from '../beneficiary-accounts/propose-change.js';
import type { StoredAccountVersion } from '../beneficiary-accounts/account-store.js';
import { versionStatusAt, versionStatuses } from '../beneficiary-accounts/version-life.js';
import { created } from './account-proposals.js';
import { accountDeps, proposalDetailShape, reason } from './account-shape.js';
import { apiRoute, type ApiAnswer, type ApiDeps, type ApiRoute, type Ask } from './route.js';
import { day, idParams } from './shapes.js';

const heldShape = z.strictObject({
  id: z.string(),
  unitCode: z.string(),
  purpose: z.string(),
  status: z.enum(versionStatuses),
  validFrom: day.nullable(),
  validTo: day.nullable(),
});

function answerWith(deps: ApiDeps, version: StoredAccountVersion): ApiAnswer {
  const { id, unitCode, purpose, validFrom, validTo } = version;
  const status = versionStatusAt(version, deps.now());
  return { body: { id, unitCode, purpose, status, validFrom, validTo } };
}

function aboutVersion({
  principal,
  params,
}: Pick<Ask<{ readonly id: string }>, 'principal' | 'params'>) {
  return { asker: principal, versionId: params.id };
}

const about = { method: 'post', tag: 'accounts', creates: true, params: idParams } as const;
const because = z.strictObject({ reason });

const stop = apiRoute({
  ...about,
  path: '/accounts/{id}/stop',
  id: 'stopAccountChange',
  summary: 'Stops an approved change before it is active; the account before it goes on',
  action: 'account.suspend',
  body: because,
  answers: { 200: heldShape },
  handle: async (deps, ask) => {
    const given = { ...aboutVersion(ask), ...ask.body };
    return answerWith(deps, await stopChange(accountDeps(deps, ask), given));
  },
});

const suspend = apiRoute({
  ...about,
  path: '/accounts/{id}/suspend',
  id: 'suspendAccount',
  summary: 'Suspends an account at once; to resume it takes two people',
  action: 'account.suspend',
  body: because,
  answers: { 200: heldShape },
  handle: async (deps, ask) => {
    const given = { ...aboutVersion(ask), ...ask.body };
    return answerWith(deps, await suspendAccount(accountDeps(deps, ask), given));
  },
});

const submit = z.boolean().default(true).describe('Submit at once, else it stays a draft.');

const close = apiRoute({
  ...about,
  path: '/accounts/{id}/close',
  id: 'proposeAccountClosing',
  summary: 'Proposes that an account ends without a successor',
  action: 'account.propose',
  body: z.strictObject({
    reason,
    validTo: day.nullable().default(null).describe('First day on which it no longer holds.'),
    submit,
  }),
  answers: { 201: proposalDetailShape },
  handle: async (deps, ask) => {
    const { validTo, ...rest } = ask.body;
    const given = { ...aboutVersion(ask), ...rest, validFrom: validTo };
    return created(deps, ask, await proposeClosing(accountDeps(deps, ask), given));
  },
});

const resume = apiRoute({
  ...about,
  path: '/accounts/{id}/resume',
  id: 'proposeAccountResuming',
  summary: 'Proposes that a suspended account is used again',
  action: 'account.propose',
  body: z.strictObject({ reason, submit }),
  answers: { 201: proposalDetailShape },
  handle: async (deps, ask) => {
    const given = { ...aboutVersion(ask), ...ask.body };
    return created(deps, ask, await proposeResuming(accountDeps(deps, ask), given));
  },
});

const closed = apiRoute({
  ...about,
  path: '/accounts/{id}/closed-at-bank',
  id: 'markAccountClosed',
  summary: 'Marks an account that is no longer used as closed at its bank',
  action: 'account.propose',
  body: z.strictObject({ onDay: day }),
  answers: { 200: heldShape },
  handle: async (deps, ask) => {
    const given = { ...aboutVersion(ask), ...ask.body };
    return answerWith(deps, await markClosed(accountDeps(deps, ask), given));
  },
});

export const accountActRoutes: readonly ApiRoute[] = [stop, suspend, close, resume, closed];

// What is done to an officer's access: roles granted and ended, set-up links, resets of the second
// factor, sessions ended.
import { z } from 'zod';
import { endOfficerSessions } from '../access/change-officer.js';
import { endGrant, grantRole } from '../access/grant-role.js';
import { resetSecondFactor } from '../access/reset-second-factor.js';
import { inviteAgain } from '../access/setup-link.js';
import { instantText } from '../calendar.js';
import {
  deliver,
  delivery,
  grantShown,
  peopleDeps,
  role,
  scope,
  shownGrant,
} from './officer-shape.js';
import { apiRoute, type ApiRoute } from './route.js';
import { id, idParams, instant } from './shapes.js';

const about = { tag: 'officers', action: 'officer.manage' } as const;

const createGrant = apiRoute({
  ...about,
  method: 'post',
  path: '/officers/{id}/grants',
  id: 'grantRole',
  summary: 'Grants a role over a unit and everything below it; logs the officer out',
  creates: true,
  params: idParams,
  body: z.strictObject({ role, scope }),
  answers: { 201: grantShown },
  handle: async (deps, ask) => {
    const given = { asker: ask.principal, officerId: ask.params.id, ...ask.body };
    const grant = await grantRole(peopleDeps(deps, ask), given);
    return { status: 201, body: shownGrant(grant), location: placeOf(ask.params.id) };
  },
});

const deleteGrant = apiRoute({
  ...about,
  method: 'delete',
  path: '/officers/{id}/grants/{grant}',
  id: 'endGrant',
  summary: 'Ends a grant; logs the officer out',
  params: z.strictObject({ id, grant: id }),
  answers: { 204: null },
  handle: async (deps, ask) => {
    const { id: officerId, grant: grantId } = ask.params;
    await endGrant(peopleDeps(deps, ask), { asker: ask.principal, officerId, grantId });
    return { status: 204 };
  },
});

const createSetupLink = apiRoute({
  ...about,
  method: 'post',
  path: '/officers/{id}/setup-links',
  id: 'sendSetupLink',
  summary: 'Mails a new set-up link (72 hours); earlier ones end',
  creates: true,
  params: idParams,
  answers: {
    201: z.strictObject({
      officerId: z.string(),
      expiresAt: instant,
      delivery: delivery.optional(),
    }),
  },
  handle: async (deps, ask) => {
    const given = { asker: ask.principal, officerId: ask.params.id, mustHaveEmail: true };
    const invitation = await inviteAgain(peopleDeps(deps, ask), given);
    const { officerId, link } = invitation;
    return {
      status: 201,
      body: { officerId, expiresAt: instantText(link.expiresAt) },
      location: placeOf(officerId),
      afterCommit: () => deliver(deps, ask, invitation),
    };
  },
});

const createReset = apiRoute({
  ...about,
  method: 'post',
  path: '/officers/{id}/second-factor-resets',
  id: 'resetSecondFactor',
  summary: 'Takes the second factor away: the next log-in sets up a new one',
  creates: true,
  params: idParams,
  answers: { 201: z.strictObject({ officerId: z.string(), resetAt: instant }) },
  handle: async (deps, ask) => {
    const officerId = ask.params.id;
    const resetAt = await resetSecondFactor(peopleDeps(deps, ask), {
      asker: ask.principal,
      officerId,
    });
    const body = { officerId, resetAt: instantText(resetAt) };
    return { status: 201, body, location: placeOf(officerId) };
  },
});

const deleteSessions = apiRoute({
  ...about,
  method: 'delete',
  path: '/officers/{id}/sessions',
  id: 'endSessions',
  summary: 'Logs the officer out everywhere',
  params: idParams,
  answers: { 200: z.strictObject({ ended: z.int() }) },
  handle: async (deps, ask) => {
    const given = { asker: ask.principal, officerId: ask.params.id };
    return { body: { ended: await endOfficerSessions(peopleDeps(deps, ask), given) } };
  },
});

function placeOf(officerId: string): string {
  return `/api/v1/officers/${officerId}`;
}

export const officerActRoutes: readonly ApiRoute[] = [
  createGrant,
  deleteGrant,
  createSetupLink,
  createReset,
  deleteSessions,
];

// Who the service takes the asker for, and what they may.
import { z } from 'zod';
import { actions, roleMay, roles } from '../access/roles.js';
import { apiRoute, type ApiRoute } from './route.js';

const me = z.strictObject({
  kind: z.enum(['officer', 'token']),
  id: z.string(),
  name: z.string(),
  grants: z.array(
    z.strictObject({
      role: z.enum(roles),
      scope: z.string().describe('A unit with everything below it, or the province’s two digits.'),
      actions: z.array(z.enum(actions)),
    }),
  ),
});

const getMe = apiRoute({
  method: 'get',
  path: '/me',
  id: 'getMe',
  summary: 'Who asks, and what they may where',
  tag: 'me',
  action: 'self',
  answers: { 200: me },
  handle: (_deps, { principal }) => {
    const { kind, id, name } = principal;
    const grants = principal.grants.map(({ role, scope }) => {
      return { role, scope, actions: actions.filter((action) => roleMay(role, action)) };
    });
    return Promise.resolve({ body: { kind, id, name, grants } });
  },
});

export const meRoutes: readonly ApiRoute[] = [getMe];

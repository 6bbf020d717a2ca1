// `doisoat token add | list | revoke`: tokens for machines (portals, monitoring, programs).
import { z } from 'zod';
import { makeToken, revokeToken, tokenDaysDefault, tokenDaysMax } from '../access/api-token.js';
import { loadTokens, stateOfToken, type ApiToken } from '../access/api-token-store.js';
import { personName } from '../access/officer.js';
import { roles } from '../access/roles.js';
import { formatInstant, instantText } from '../calendar.js';
import { countOption, textOption, type Command } from './command.js';
import { scopeFlags } from './officer.js';
import { optionAs, peopleDeps, required } from './people.js';

const asker = 'operator' as const;
const roleOf = z.enum(roles, `one of ${roles.join(', ')} is expected`);

export const tokenAddCommand: Command = {
  name: 'token add',
  summary: 'make a token for a machine; it is printed once and never again',
  options: [
    ['--name <name>', 'what it is for'],
    ['--role <role>', roles.join(', ')],
    scopeFlags,
    [
      '--days <n>',
      `how long it holds (default ${String(tokenDaysDefault)}, at most ${String(tokenDaysMax)})`,
    ],
  ],
  run: async (context, input) => {
    const name = required('--name', optionAs(personName, '--name', textOption(input, 'name')));
    const role = required('--role', optionAs(roleOf, '--role', textOption(input, 'role')));
    const scope = textOption(input, 'scope') ?? context.config().province;
    const days = countOption(input, 'days') ?? tokenDaysDefault;
    const given = { asker, name, role, scope, days };
    const { token, secret } = await makeToken(peopleDeps(context), given);
    const until = formatInstant(token.expiresAt);
    return {
      json: { ...shownToken(token, context.now()), token: secret },
      text: `token ${token.id} (${role} of ${scope}) until ${until}, shown this once:\n${secret}`,
    };
  },
};

export const tokenListCommand: Command = {
  name: 'token list',
  summary: 'tokens, without what opens the door',
  readsOnly: true,
  run: async (context) => {
    const tokens = await loadTokens(context.db());
    const lines = tokens.map((token) => {
      const { id, name, role, scope, expiresAt } = token;
      const state = stateOfToken(token, context.now());
      return `${id}  ${state}  ${name}  ${role} of ${scope}  until ${formatInstant(expiresAt)}`;
    });
    return {
      json: { tokens: tokens.map((token) => shownToken(token, context.now())) },
      text: lines.length === 0 ? 'no tokens yet; see `token add`' : lines.join('\n'),
    };
  },
};

export const tokenRevokeCommand: Command = {
  name: 'token revoke',
  summary: 'end a token and those that were made with it',
  args: ['<id>'],
  run: async (context, input) => {
    const id = optionAs(
      z.string().regex(/^\d{1,18}$/, 'a number is expected'),
      'ID',
      input.args[0],
    );
    const tokenId = required('ID', id);
    const revoked = await revokeToken(peopleDeps(context), { asker, tokenId });
    const ended = revoked.map((one) => `token ${one}`).join(', ');
    return { json: { revoked }, text: ended === '' ? 'was revoked before' : `revoked: ${ended}` };
  },
};

function shownToken(token: ApiToken, at: Date): Record<string, unknown> {
  const { id, name, role, scope, createdBy, seenAt, revokedAt } = token;
  return {
    id,
    name,
    role,
    scope,
    state: stateOfToken(token, at),
    createdAt: instantText(token.createdAt),
    createdBy,
    expiresAt: instantText(token.expiresAt),
    seenAt: seenAt && instantText(seenAt),
    revokedAt: revokedAt && instantText(revokedAt),
  };
}

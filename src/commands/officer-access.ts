// `doisoat officer grant | revoke | link | reset-second-factor`
import { endGrant, grantRole } from '../access/grant-role.js';
import { loadOfficer } from '../access/officer-store.js';
import { resetSecondFactor } from '../access/reset-second-factor.js';
import { inviteAgain } from '../access/setup-link.js';
import { Refused } from '../problem.js';
import { textOption } from './command.js';
import type { Command, CommandInput, Context, Report } from './command.js';
import { lineOf, roleFlags, roleOf, scopeFlags, shownOfficer } from './officer.js';
import { handOut, officerNamed, optionAs, peopleDeps, required } from './people.js';

const asker = 'operator' as const;
const args = ['<id-or-email>'];

export const officerGrantCommand: Command = {
  name: 'officer grant',
  summary: 'grant an officer a role (quyền) over a unit and everything below it',
  args,
  options: [roleFlags, scopeFlags],
  run: async (context, input) => {
    const { id: officerId } = await officerNamed(context, input.args[0] ?? '');
    await grantRole(peopleDeps(context), { asker, officerId, ...grantNamed(context, input) });
    return now(context, officerId);
  },
};

export const officerRevokeCommand: Command = {
  name: 'officer revoke',
  summary: 'end a role that an officer holds',
  args,
  options: [roleFlags, scopeFlags],
  run: async (context, input) => {
    const officer = await officerNamed(context, input.args[0] ?? '');
    const { role, scope } = grantNamed(context, input);
    const held = officer.grants.find((grant) => grant.role === role && grant.scope === scope);
    if (!held) {
      throw new Refused({ code: 'not_found', detail: `The officer is no ${role} of ${scope}.` });
    }
    await endGrant(peopleDeps(context), { asker, officerId: officer.id, grantId: held.id });
    return now(context, officer.id);
  },
};

export const officerLinkCommand: Command = {
  name: 'officer link',
  summary: 'hand out a new set-up link (72 hours); earlier ones end',
  args,
  run: async (context, input) => {
    const { id: officerId } = await officerNamed(context, input.args[0] ?? '');
    const invitation = await inviteAgain(peopleDeps(context), { asker, officerId });
    const [link] = await handOut(context, [invitation]);
    return { json: { id: officerId, setupLink: link?.json }, text: link?.text ?? '' };
  },
};

export const officerResetCommand: Command = {
  name: 'officer reset-second-factor',
  summary: 'take an officer’s second factor away; the next log-in sets up a new one',
  args,
  run: async (context, input) => {
    const { id: officerId } = await officerNamed(context, input.args[0] ?? '');
    await resetSecondFactor(peopleDeps(context), { asker, officerId });
    return now(context, officerId);
  },
};

function grantNamed(context: Context, input: CommandInput) {
  const role = required('--role', optionAs(roleOf, '--role', textOption(input, 'role')));
  return { role, scope: textOption(input, 'scope') ?? context.config().province };
}

async function now(context: Context, officerId: string): Promise<Report> {
  const officer = await loadOfficer(context.db(), officerId);
  if (!officer) throw new Error('an officer who was just changed is not there');
  return { json: shownOfficer(officer), text: lineOf(officer) };
}

// `doisoat officer add | list | change | disable | enable`. Whoever sits at the machine may do
// everything; the audit trail names them as the system knows them.
import { addOfficer } from '../access/add-officer.js';
import { machineTokensKnownTo } from '../access/api-token.js';
import { changeOfficer } from '../access/change-officer.js';
import {
  citizenNumber,
  emailAddress,
  officerRoles,
  personName,
  stateOf,
  type Officer,
} from '../access/officer.js';
import { loadOfficers } from '../access/officer-store.js';
import { instantText } from '../calendar.js';
import { z } from 'zod';
import { flagOption, textOption, wrongUsage } from './command.js';
import type { Command, CommandInput, Context, Report } from './command.js';
import { handOut, officerNamed, optionAs, peopleDeps, required } from './people.js';

const asker = 'operator' as const;
export const roleOf = z.enum(officerRoles, `one of ${officerRoles.join(', ')} is expected`);
export const roleFlags = ['--role <role>', officerRoles.join(', ')] as const;
export const scopeFlags = [
  '--scope <code>',
  'a unit with everything below it (default: the whole province)',
] as const;
const citizenFlags = [
  '--citizen-id-stdin',
  'read the citizen number (số định danh) from standard input',
] as const;

export const officerAddCommand: Command = {
  name: 'officer add',
  summary: 'add an officer (cán bộ) and hand out a link to choose a password',
  options: [
    ['--name <name>', 'the person’s name'],
    ['--email <address>', 'where the link goes, and what they log in by'],
    roleFlags,
    scopeFlags,
    citizenFlags,
  ],
  run: async (context, input) => {
    const name = required('--name', optionAs(personName, '--name', textOption(input, 'name')));
    const role = required('--role', optionAs(roleOf, '--role', textOption(input, 'role')));
    const email = optionAs(emailAddress, '--email', textOption(input, 'email')) ?? null;
    const citizenId = await citizenIdTyped(context, input);
    if (email === null && citizenId === null) {
      throw wrongUsage('--email or --citizen-id-stdin is required: what they log in by');
    }
    const scope = textOption(input, 'scope') ?? context.config().province;
    const given = { asker, name, email, citizenId, role, scope };
    const invitation = await addOfficer(peopleDeps(context), given);
    const [link] = await handOut(context, [invitation]);
    const id = invitation.officerId;
    return {
      json: { id, name, email, role, scope, setupLink: link?.json },
      text: `officer ${id} added: ${role} of ${scope}\n${link?.text ?? ''}`,
    };
  },
};

export const officerListCommand: Command = {
  name: 'officer list',
  summary: 'officers with their roles',
  readsOnly: true,
  run: async (context) => {
    const officers = await loadOfficers(context.db());
    return { json: { officers: officers.map(shownOfficer) }, text: tableOf(officers) };
  },
};

export const officerChangeCommand: Command = {
  name: 'officer change',
  summary: 'change an officer’s name, e-mail or citizen number',
  args: ['<id-or-email>'],
  options: [
    ['--name <name>', 'the new name'],
    ['--email <address>', 'the new e-mail'],
    citizenFlags,
  ],
  run: async (context, input) => {
    const citizenId = await citizenIdTyped(context, input);
    const edit = {
      name: optionAs(personName, '--name', textOption(input, 'name')),
      email: optionAs(emailAddress, '--email', textOption(input, 'email')),
      ...(citizenId === null ? {} : { citizenId }),
    };
    if (edit.name === undefined && edit.email === undefined && citizenId === null) {
      throw wrongUsage('--name, --email or --citizen-id-stdin says what to change');
    }
    return changed(context, input, edit);
  },
};

export const officerDisableCommand: Command = {
  name: 'officer disable',
  summary: 'lock an officer out at once: sessions, links and known devices end',
  args: ['<id-or-email>'],
  run: async (context, input) => {
    const report = await changed(context, input, { disabled: true });
    const { id } = await officerNamed(context, input.args[0] ?? '');
    const known = await machineTokensKnownTo({ db: context.db(), now: context.now }, id);
    const tokensToReplace = known.map((token) => token.id);
    for (const token of known) {
      context.note(
        `token ${token.id} (${token.name}) was made by them and still works: replace it`,
      );
    }
    return { ...report, json: { ...(report.json as object), tokensToReplace } };
  },
};

export const officerEnableCommand: Command = {
  name: 'officer enable',
  summary: 'let a disabled officer log in again',
  args: ['<id-or-email>'],
  run: (context, input) => changed(context, input, { disabled: false }),
};

async function changed(
  context: Context,
  input: CommandInput,
  edit: Parameters<typeof changeOfficer>[1]['edit'],
): Promise<Report> {
  const { id: officerId } = await officerNamed(context, input.args[0] ?? '');
  const officer = await changeOfficer(peopleDeps(context), { asker, officerId, edit });
  return { json: shownOfficer(officer), text: lineOf(officer) };
}

// as an argument the number would stand in the shell's history and in the list of processes
async function citizenIdTyped(context: Context, input: CommandInput): Promise<string | null> {
  if (!flagOption(input, 'citizenIdStdin')) return null;
  return optionAs(citizenNumber, '--citizen-id-stdin', await context.readLine()) ?? null;
}

/** An officer as `--json` shows them. */
export function shownOfficer(officer: Officer): Record<string, unknown> {
  const { id, name, email, hasCitizenId, secondFactorSince, grants } = officer;
  return {
    id,
    name,
    email,
    hasCitizenId,
    state: stateOf(officer),
    hasSecondFactor: secondFactorSince !== null,
    createdAt: instantText(officer.createdAt),
    grants: grants.map(({ role, scope }) => ({ role, scope })),
  };
}

function tableOf(officers: readonly Officer[]): string {
  return officers.length === 0
    ? 'no officers yet; see `officer add`'
    : officers.map(lineOf).join('\n');
}

/** An officer on one line. */
export function lineOf(officer: Officer): string {
  const held = officer.grants.map(({ role, scope }) => `${role} of ${scope}`).join(', ');
  const { id, name, email } = officer;
  return `${id}  ${stateOf(officer)}  ${name}  ${email ?? '(by citizen id)'}  ${held}`.trimEnd();
}

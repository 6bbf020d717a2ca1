// Who may do what: one table, asked by every route, page and API. A grant gives its role's actions
// over the units of its scope; what belongs to no unit (gateways, runs) needs the whole province.

export const roles = [
  'commune_admin',
  'commune_accountant',
  'approver',
  'finance_officer',
  'department_of_justice',
  'auditor',
  'system_admin',
  // machines only
  'portal',
  'monitor',
] as const;
export type Role = (typeof roles)[number];

/** Roles that only a token may have: nobody logs in with them. */
export const machineRoles: readonly Role[] = ['portal', 'monitor'];

export const actions = [
  'unit.read',
  'unit.import',
  'account.read',
  'account.import',
  // a change of an account takes two: who proposes it and who approves it
  'account.propose',
  'account.approve',
  // one person is enough to stop an account from being used
  'account.suspend',
  'account.verify',
  // what payment platforms were told, and what they confirmed
  'account.tell',
  // who has declared, approved and proven accounts, and who is late
  'campaign.read',
  'campaign.set',
  // whether a unit can take payments now, and nothing else of it
  'readiness.read',
  'order.read',
  'order.create',
  'payment.read',
  'payment.import',
  // names, numbers and texts of people who paid, in the clear
  'payer.read',
  'line.read',
  // a unit's other income: credits that belong to no payment
  'income.read',
  'statement.read',
  'statement.upload',
  // a statement released, voided, restored
  'statement.decide',
  // a statement on paper takes two: who types it and who compares it with the scan. Both see all of it
  'statement.enter',
  'statement.attest',
  'settlement.read',
  'settlement.import',
  // how files of other layouts are read: proposed by whoever imports them, confirmed once
  'mapping.read',
  'mapping.propose',
  'mapping.confirm',
  'reconciliation.read',
  'reconciliation.run',
  'match.read',
  // a proposal confirmed or rejected, a match undone or made by hand
  'match.decide',
  'discrepancy.read',
  // something said about one, or a file attached
  'discrepancy.comment',
  // the unit's own explanation, and what it proposes by when
  'discrepancy.explain',
  // assigned, put off until somebody outside answers, resolved, reopened
  'discrepancy.work',
  'flag.read',
  // what units and the offices above them were told, and what came of it
  'alert.read',
  // what is due told now instead of the next morning
  'alert.send',
  // a month's figures as officers sign them
  'report.read',
  // a unit's month: read, proposed for signing, and signed or reopened by a second person
  'month.read',
  'month.propose',
  'month.sign',
  // the Department's letter, which speaks of every unit
  'letter.read',
  'gateway.read',
  'gateway.set',
  // stored callbacks, read again after a fix
  'gateway.redrive',
  // systems that are told of changes, and what was sent to them
  'webhook.read',
  'webhook.manage',
  // days off and swapped days: they move due days
  'calendar.set',
  'officer.read',
  'officer.manage',
  // approvers: their grant, their set-up link, a reset of their second factor
  'approver.manage',
  'token.read',
  'token.manage',
  'audit.read',
  // personal values of the trail erased on request, and what is past its time by law
  'personal.erase',
  'metrics.read',
  'docs.read',
] as const;
export type Action = (typeof actions)[number];

const everyone = ['docs.read'] as const satisfies readonly Action[];

/** What any office sees of its own fees, without the people who paid them. */
const figures = [
  ...everyone,
  'unit.read',
  'account.read',
  'campaign.read',
  'readiness.read',
  'order.read',
  'payment.read',
  'line.read',
  'statement.read',
  'match.read',
  'discrepancy.read',
  'flag.read',
  'alert.read',
  'report.read',
  'month.read',
] as const satisfies readonly Action[];

const provinceFigures = [
  ...figures,
  'settlement.read',
  'mapping.read',
  'reconciliation.read',
  'gateway.read',
  'letter.read',
] as const satisfies readonly Action[];

const table: Readonly<Record<Role, readonly Action[]>> = {
  commune_admin: [
    ...figures,
    'account.propose',
    'account.suspend',
    'account.verify',
    'income.read',
    'statement.upload',
    'statement.decide',
    'mapping.read',
    'mapping.propose',
    'discrepancy.comment',
    'discrepancy.explain',
    'statement.enter',
    'statement.attest',
    'month.propose',
    'month.sign',
    'officer.read',
    'officer.manage',
    'audit.read',
  ],
  commune_accountant: [
    ...figures,
    'payer.read',
    'income.read',
    'statement.upload',
    'statement.decide',
    'mapping.read',
    'mapping.propose',
    'match.decide',
    'discrepancy.comment',
    'discrepancy.explain',
    'statement.enter',
    'statement.attest',
    'month.propose',
  ],
  approver: [
    ...everyone,
    'unit.read',
    'account.read',
    'account.approve',
    'account.suspend',
    'campaign.read',
    'readiness.read',
    'payment.read',
    'discrepancy.read',
    'flag.read',
    'alert.read',
    'month.read',
    'month.sign',
  ],
  finance_officer: [
    ...provinceFigures,
    'account.suspend',
    'account.tell',
    'payer.read',
    'order.create',
    'payment.import',
    'statement.upload',
    'statement.decide',
    'settlement.import',
    'mapping.propose',
    'mapping.confirm',
    'alert.send',
    'reconciliation.run',
    'match.decide',
    'discrepancy.comment',
    'discrepancy.work',
    'gateway.redrive',
  ],
  department_of_justice: [
    ...provinceFigures,
    'unit.import',
    'account.import',
    'account.propose',
    'account.approve',
    'account.suspend',
    'account.verify',
    'account.tell',
    'campaign.set',
    'reconciliation.run',
    'discrepancy.comment',
    'discrepancy.work',
    // of units whose own people are too few
    'month.sign',
    'webhook.read',
    'officer.read',
    'officer.manage',
    'approver.manage',
    'audit.read',
  ],
  auditor: [...provinceFigures, 'officer.read', 'token.read', 'audit.read'],
  system_admin: [
    ...provinceFigures,
    'unit.import',
    'account.import',
    'account.tell',
    'campaign.set',
    'order.create',
    'payment.import',
    'statement.upload',
    'statement.decide',
    'settlement.import',
    'mapping.propose',
    'mapping.confirm',
    'alert.send',
    'reconciliation.run',
    'match.decide',
    'discrepancy.comment',
    'discrepancy.work',
    'gateway.set',
    'gateway.redrive',
    'webhook.read',
    'webhook.manage',
    'calendar.set',
    'officer.read',
    'officer.manage',
    'approver.manage',
    'token.read',
    'token.manage',
    'audit.read',
    'personal.erase',
    'metrics.read',
  ],
  portal: [...everyone, 'readiness.read', 'order.read', 'order.create', 'payment.import'],
  monitor: [...everyone, 'metrics.read'],
};

/** Whether a role includes an action, whatever the unit. */
export function roleMay(role: Role, action: Action): boolean {
  return table[role].includes(action);
}

/**
 * Roles that a holder of `officer.manage` in this role may grant. `approver` is not among a unit
 * admin's: whoever changes an account and whoever approves it must not be the same person's choice.
 */
export const grantable: Readonly<Record<Role, readonly Role[]>> = {
  commune_admin: ['commune_admin', 'commune_accountant'],
  commune_accountant: [],
  approver: [],
  finance_officer: [],
  department_of_justice: ['commune_admin', 'commune_accountant', 'approver', 'auditor'],
  auditor: [],
  system_admin: [
    'commune_admin',
    'commune_accountant',
    'approver',
    'finance_officer',
    'department_of_justice',
    'auditor',
    'system_admin',
    'portal',
    'monitor',
  ],
  portal: [],
  monitor: [],
};

/** Roles that log in with a second factor (TOTP). */
export const secondFactorRoles: readonly Role[] = ['approver', 'commune_admin', 'system_admin'];

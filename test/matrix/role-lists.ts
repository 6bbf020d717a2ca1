// The roles that may do the same things, by name. Nothing here is read from src/access.
import { everyRole, type RoleName } from './askers.js';

/** Changing an account takes two people: one of these proposes, and one of those approves. */
export const proposers: readonly RoleName[] = ['commune_admin', 'department_of_justice'];
export const approvers: readonly RoleName[] = ['approver', 'department_of_justice'];
/** One of these is enough to stop an account from being used. */
export const stoppers: readonly RoleName[] = [
  'commune_admin',
  'approver',
  'finance_officer',
  'department_of_justice',
];

/** Who tells payment platforms what changed. */
export const tellers: readonly RoleName[] = [
  'finance_officer',
  'department_of_justice',
  'system_admin',
];

export const everybody: readonly RoleName[] = everyRole;

/** Who reads what an office sees of its own fees: references, sums, where the money is. */
export const figureReaders: readonly RoleName[] = [
  'commune_admin',
  'commune_accountant',
  'finance_officer',
  'department_of_justice',
  'auditor',
  'system_admin',
];
/** The second person of a change of account: what that decision needs, and no texts of banks. */
export const figuresAndApprover: readonly RoleName[] = [...figureReaders, 'approver'];
/** Gateways, their reports, runs: the province's side of the work. */
export const provinceReaders: readonly RoleName[] = [
  'finance_officer',
  'department_of_justice',
  'auditor',
  'system_admin',
];
export const uploaders: readonly RoleName[] = [
  'commune_admin',
  'commune_accountant',
  'finance_officer',
  'system_admin',
];
/** Who says which money is whose where the rules leave it to a person. */
export const matchDeciders: readonly RoleName[] = [
  'commune_accountant',
  'finance_officer',
  'system_admin',
];
/** Who says something about what does not tie, and who decides about it. */
export const discrepancyTalkers: readonly RoleName[] = [
  'commune_admin',
  'commune_accountant',
  'finance_officer',
  'department_of_justice',
  'system_admin',
];
export const discrepancyWorkers: readonly RoleName[] = [
  'finance_officer',
  'department_of_justice',
  'system_admin',
];
export const explainers: readonly RoleName[] = ['commune_admin', 'commune_accountant'];
/** Who types statements from paper, and who compares them with the scan: people of the unit. */
export const paperPeople: readonly RoleName[] = ['commune_admin', 'commune_accountant'];
/** Who proposes a unit's month, and who signs it as the second person or opens it again. */
export const monthMakers: readonly RoleName[] = ['commune_admin', 'commune_accountant'];
export const monthSigners: readonly RoleName[] = [
  'commune_admin',
  'approver',
  'department_of_justice',
];
export const registrars: readonly RoleName[] = ['department_of_justice', 'system_admin'];
export const announcers: readonly RoleName[] = ['finance_officer', 'system_admin', 'portal'];
/** How others' own reports and statements are read is decided for the whole province. */
export const mappers: readonly RoleName[] = ['finance_officer', 'system_admin'];
export const runners: readonly RoleName[] = [
  'finance_officer',
  'department_of_justice',
  'system_admin',
];
/** Who reads callbacks again, and has units told now instead of the next morning. */
export const provinceDesks: readonly RoleName[] = ['finance_officer', 'system_admin'];
/** Which systems are told of changes. */
export const hookReaders: readonly RoleName[] = ['department_of_justice', 'system_admin'];
/** Who sees who may do what, and who did it. */
export const peopleReaders: readonly RoleName[] = [
  'commune_admin',
  'department_of_justice',
  'auditor',
  'system_admin',
];
export const peopleManagers: readonly RoleName[] = [
  'commune_admin',
  'department_of_justice',
  'system_admin',
];

/** Who finds something on the page that leads to all administering. */
export const administrators: readonly RoleName[] = [...peopleReaders, 'finance_officer'];
/** Who brings lists of our own shape. */
export const listBringers: readonly RoleName[] = [
  'finance_officer',
  'department_of_justice',
  'system_admin',
];

/** Who reads, in the clear, what names or describes people who paid. */
export const payerReaders: readonly RoleName[] = ['commune_accountant', 'finance_officer'];
/** Who sees what a unit earns and spends otherwise: people of the unit. */
export const incomeReaders: readonly RoleName[] = ['commune_admin', 'commune_accountant'];

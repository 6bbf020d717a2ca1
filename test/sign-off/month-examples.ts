// What the creating routes of months are about, and what they take: another month for each request.
import { byPrincipal, type Principal } from '../../src/access/principal.js';
import { parsePeriod } from '../../src/reports/period.js';
import { signMonth } from '../../src/sign-off/decide-month.js';
import { monthDepsOf, type MonthDeps } from '../../src/sign-off/month-deps.js';
import { proposeMonth } from '../../src/sign-off/propose-month.js';
import { readMonthSheet } from '../../src/sign-off/read-sheet.js';
import type { TestDatabase } from '../support/database.js';

interface Setting {
  readonly database: TestDatabase;
  readonly maker: Principal;
  readonly checker: Principal;
}

interface Made {
  readonly id: string;
  readonly digest: string;
}

const now = (): Date => new Date('2026-05-20T01:00:00Z');
const unitCode = '25432';
let months = 0;

function depsOf({ db, config }: TestDatabase, asker: Principal): MonthDeps {
  return monthDepsOf({ db, pool: db, config, now, by: byPrincipal(asker, 'request-1') });
}

/** A month of long ago that nobody has proposed, by its name. */
async function openMonth({ database }: Setting): Promise<Made> {
  months += 1;
  const id = new Date(Date.UTC(2000, months, 1)).toISOString().slice(0, 7);
  const asked = { unitCode, period: parsePeriod(id)!, asOf: now() };
  return { id, digest: (await readMonthSheet(database.db, asked)).evidenceSha256 };
}

async function proposedMonth(setting: Setting): Promise<Made> {
  const { database, maker } = setting;
  const { id, digest } = await openMonth(setting);
  const given = { asker: maker, unitCode, period: parsePeriod(id)!, digest };
  const more = { acceptsGaps: true, remark: null };
  const added = await proposeMonth(depsOf(database, maker), { ...given, ...more });
  return { id: added.id, digest };
}

async function signedMonth(setting: Setting): Promise<Made> {
  const { database, checker } = setting;
  const { id, digest } = await proposedMonth(setting);
  await signMonth(depsOf(database, checker), { asker: checker, proposalId: id, digest });
  return { id, digest };
}

export function monthMakes(setting: () => Setting): Readonly<Record<string, () => Promise<Made>>> {
  const proposed = () => proposedMonth(setting());
  return {
    proposeUnitMonth: () => openMonth(setting()),
    signUnitMonth: proposed,
    refuseUnitMonth: proposed,
    withdrawUnitMonth: proposed,
    reopenUnitMonth: () => signedMonth(setting()),
  };
}

type Example = (n: number) => { readonly json: unknown };

export function monthExamples(
  digestOf: (n: number) => string | undefined,
): Readonly<Record<string, Example>> {
  return {
    proposeUnitMonth: (n) => ({ json: { digest: digestOf(n), acceptsGaps: true } }),
    signUnitMonth: (n) => ({ json: { digest: digestOf(n) } }),
    refuseUnitMonth: (n) => ({ json: { digest: digestOf(n), reason: 'x' } }),
    withdrawUnitMonth: () => ({ json: { reason: 'x' } }),
    reopenUnitMonth: () => ({ json: { reason: 'x' } }),
  };
}

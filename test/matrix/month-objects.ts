// A month of each place, proposed and given back by people of the place itself, and how the routes of
// months are asked for one.
import { byPrincipal, type Principal } from '../../src/access/principal.js';
import { parsePeriod } from '../../src/reports/period.js';
import { refuseMonth } from '../../src/sign-off/decide-month.js';
import { monthDepsOf } from '../../src/sign-off/month-deps.js';
import { proposeMonth } from '../../src/sign-off/propose-month.js';
import { readMonthSheet } from '../../src/sign-off/read-sheet.js';
import type { TestDatabase } from '../support/database.js';
import type { Draw, Drawn } from './calls.js';
import { codeOf, type Kind } from './objects.js';
import { codes, mark, type Place } from './places.js';

const now = (): Date => new Date('2026-05-20T05:00:00Z');

export async function newMonth(database: TestDatabase, place: Place): Promise<void> {
  const { db, config } = database;
  const unitCode = codes[place];
  const personOf = async (what: 'accountant' | 'admin'): Promise<Principal> => {
    const email = `${mark(place).toLowerCase()}-${what}@example.test`;
    const [id = ''] = await db('officer').where({ email }).pluck<string[]>('id');
    const role = what === 'admin' ? 'commune_admin' : 'commune_accountant';
    const grants = [
      { role, scope: unitCode, units: new Set([unitCode]), isProvince: false } as const,
    ];
    return { kind: 'officer', id, name: mark(place), grants, byCookie: true };
  };
  const depsFor = (asker: Principal) =>
    monthDepsOf({ db, pool: db, config, now, by: byPrincipal(asker, 'matrix') });
  const [maker, checker] = [await personOf('accountant'), await personOf('admin')];
  const period = parsePeriod('2026-04')!;
  const sheet = await readMonthSheet(db, { unitCode, period, asOf: now() });
  const digest = sheet.evidenceSha256;
  const { id } = await proposeMonth(depsFor(maker), {
    ...{ asker: maker, unitCode, period, digest, acceptsGaps: true },
    remark: `${mark(place)} remark`,
  });
  const why = { asker: checker, proposalId: id, digest, reason: `${mark(place)} why` };
  await refuseMonth(depsFor(checker), why);
}

/** Calls of the API's routes. */
export function monthCalls(
  idOf: (drawn: Drawn, kind: Kind) => string,
): Readonly<Record<string, Draw>> {
  const one = (drawn: Drawn): string => `/api/v1/unit-months/${idOf(drawn, 'month')}`;
  const act =
    (name: string, json: object): Draw =>
    (drawn) => ({ method: 'POST', path: `${one(drawn)}/${name}`, json });
  const digest = '0'.repeat(64);
  return {
    listUnitMonths: ({ target }) => {
      const filter = target === null ? '' : `&unit=${codeOf(target)}`;
      return { method: 'GET', path: `/api/v1/unit-months?period=2026-04&limit=200${filter}` };
    },
    getUnitMonth: ({ target }) => ({
      method: 'GET',
      path: `/api/v1/units/${codeOf(target ?? 'absent')}/months/2026-04`,
    }),
    // of the month that goes on
    proposeUnitMonth: ({ target }) => ({
      method: 'POST',
      path: `/api/v1/units/${codeOf(target ?? 'absent')}/months/2026-05/proposals`,
      json: { digest },
    }),
    getProposedUnitMonth: (drawn) => ({ method: 'GET', path: one(drawn) }),
    getUnitMonthEvidence: (drawn) => ({ method: 'GET', path: `${one(drawn)}/evidence` }),
    signUnitMonth: act('sign', { digest }),
    refuseUnitMonth: act('refuse', { digest, reason: 'walked' }),
    withdrawUnitMonth: act('withdraw', { reason: 'walked' }),
    reopenUnitMonth: act('reopen', { reason: 'walked' }),
  };
}

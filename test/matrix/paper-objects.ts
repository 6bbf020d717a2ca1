// A statement on paper of each place, typed and refused by people of the place itself, and how the
// routes of papers are asked for one.
import { byPrincipal, type Principal } from '../../src/access/principal.js';
import { addDays } from '../../src/calendar.js';
import { refusePaper } from '../../src/statements/decide-paper.js';
import { enterPaper } from '../../src/statements/enter-paper.js';
import type { TestDatabase } from '../support/database.js';
import type { Draw, Drawn } from './calls.js';
import type { Kind } from './objects.js';
import { accounts, codes, mark, type Place } from './places.js';

const now = (): Date => new Date('2026-05-20T05:00:00Z');

export async function newPaper({ db }: TestDatabase, place: Place): Promise<void> {
  const personOf = async (what: 'accountant' | 'admin'): Promise<Principal> => {
    const email = `${mark(place).toLowerCase()}-${what}@example.test`;
    const [id = ''] = await db('officer').where({ email }).pluck<string[]>('id');
    const role = what === 'admin' ? 'commune_admin' : 'commune_accountant';
    const units = new Set([codes[place]]);
    const grants = [{ role, scope: codes[place], units, isProvince: false } as const];
    return { kind: 'officer', id, name: mark(place), grants, byCookie: true };
  };
  const [versionId = ''] = await db('beneficiary_account as version')
    .join('bank_account as account', 'account.id', 'version.bank_account_id')
    .where('account.number', accounts[place])
    .pluck<string[]>('version.id');
  const [maker, checker] = [await personOf('accountant'), await personOf('admin')];
  const days = { bookingDate: '2026-05-01', valueDate: '2026-05-01' };
  const texts = { bankRef: null, narrative: `${mark(place)} paper`, counterparty: null };
  const { id } = await enterPaper(depsOf(db, maker), {
    ...{ asker: maker, versionId },
    entry: {
      ...{ periodFrom: '2026-05-01', periodTo: '2026-05-01' },
      ...{ openingBalance: 0n, closingBalance: 7_000n },
      lines: [{ ...days, ...texts, amount: 7_000n }],
    },
    scan: { name: `${mark(place)}-scan.pdf`, bytes: Buffer.from(`%PDF-1.7 ${mark(place)}`) },
  });
  const refusing = { asker: checker, paperId: id, reason: `${mark(place)} why` };
  await refusePaper(depsOf(db, checker), refusing);
}

function depsOf(db: TestDatabase['db'], asker: Principal) {
  return { db, now, by: byPrincipal(asker, 'matrix') };
}

/** Calls of the API's routes. A paper that is entered is of days that no other call names. */
export function paperCalls(
  idOf: (drawn: Drawn, kind: Kind) => string,
): Readonly<Record<string, Draw>> {
  const path = '/api/v1/paper-statements';
  const one = (drawn: Drawn): string => `${path}/${idOf(drawn, 'paper')}`;
  return {
    listPaperStatements: () => ({ method: 'GET', path: `${path}?limit=200` }),
    enterPaperStatement: (drawn) => {
      const from = addDays('2000-01-01', drawn.number % 9_000);
      const to = addDays(from, Math.floor(drawn.number / 9_000) % 300);
      const text = `%PDF-1.7 ${String(drawn.number)}`;
      const fields = {
        ...{ account: idOf(drawn, 'version'), periodFrom: from, periodTo: to },
        ...{ openingBalance: '0', closingBalance: '0', lines: '[]' },
      };
      const files = [{ field: 'file', name: 'walk.pdf', text }];
      return { method: 'POST', path, files, fields };
    },
    getPaperStatement: (drawn) => ({ method: 'GET', path: one(drawn) }),
    getPaperStatementScan: (drawn) => ({ method: 'GET', path: `${one(drawn)}/scan` }),
    confirmPaperStatement: (drawn) => ({ method: 'POST', path: `${one(drawn)}/confirm` }),
    refusePaperStatement: (drawn) => ({
      ...{ method: 'POST', path: `${one(drawn)}/refuse`, json: { reason: 'walked' } },
    }),
    withdrawPaperStatement: (drawn) => ({
      ...{ method: 'POST', path: `${one(drawn)}/withdraw`, json: { reason: 'walked' } },
    }),
  };
}

// Papers for tests: who types and checks them, and accounts that nothing else is about.
import { byPrincipal, type Principal } from '../../src/access/principal.js';
import { importAccounts } from '../../src/beneficiary-accounts/import-accounts.js';
import { confirmPaper } from '../../src/statements/decide-paper.js';
import { enterPaper, type PaperDeps } from '../../src/statements/enter-paper.js';
import type { PaperEntry, PaperLine } from '../../src/statements/paper-statement.js';
import type { ListedPaper } from '../../src/statements/paper-store.js';
import type { TestDatabase } from '../support/database.js';
import { csvFile } from '../support/own-file.js';
import { byTester } from '../support/people.js';
import { now, units } from '../support/two-communes.js';
import type { Entry } from './files.js';

export const scanBytes = (text = 'scan'): Buffer => Buffer.from(`%PDF-1.7\n${text}`);

export interface OwnAccount {
  readonly number: string;
  readonly versionId: string;
}

let count = 0;

/** An account of commune A for a purpose of its own, valid in 2026. */
export async function anAccountOfA({ db }: Pick<TestDatabase, 'db'>): Promise<OwnAccount> {
  count += 1;
  const number = `73${String(30_000_000 + count)}`;
  const purpose = `giấy ${String(count)}`;
  const file = csvFile(
    'accounts.csv',
    'unitCode,bankBin,accountNumber,accountName,purpose,validFrom',
    `${units.a},970436,${number},UBND PHUONG CHON THANH,${purpose},2026-01-01`,
  );
  await importAccounts({ db, by: byTester }, { file, skipBad: false });
  const [versionId = ''] = await db('beneficiary_account').where({ purpose }).pluck('id');
  return { number, versionId };
}

export function lineOf({ on, amount, reference, text = '' }: Entry): PaperLine {
  const days = { bookingDate: on, valueDate: on };
  return { ...days, amount, bankRef: reference ?? null, narrative: text, counterparty: null };
}

/** A paper that adds up. */
export function paperOf(
  entries: readonly Entry[],
  more: Partial<PaperEntry> & { readonly from: string; readonly to: string },
): PaperEntry {
  const { from, to, ...rest } = more;
  const openingBalance = rest.openingBalance ?? 0n;
  const sum = entries.reduce((total, { amount }) => total + amount, 0n);
  return {
    ...{ periodFrom: from, periodTo: to, openingBalance, closingBalance: openingBalance + sum },
    ...{ lines: entries.map(lineOf), ...rest },
  };
}

export function depsOf({ db }: Pick<TestDatabase, 'db'>, asker: Principal, at = now()): PaperDeps {
  return { db, now: () => at, by: byPrincipal(asker, 'request-1') };
}

export interface Pair {
  readonly maker: Principal;
  readonly checker: Principal;
}

export function enter(
  database: Pick<TestDatabase, 'db'>,
  maker: Principal,
  given: {
    readonly account: Pick<OwnAccount, 'versionId'>;
    readonly entry: PaperEntry;
    readonly bytes?: Buffer;
    readonly at?: Date;
  },
): Promise<ListedPaper> {
  const { account, entry, bytes = scanBytes(account.versionId), at } = given;
  return enterPaper(depsOf(database, maker, at), {
    ...{ asker: maker, versionId: account.versionId, entry },
    scan: { name: 'sổ phụ.pdf', bytes },
  });
}

/** Typed by the one and confirmed by the other. */
export async function attested(
  database: Pick<TestDatabase, 'db'>,
  { maker, checker }: Pair,
  given: Parameters<typeof enter>[2],
): Promise<ListedPaper> {
  const { id } = await enter(database, maker, given);
  return confirmPaper(depsOf(database, checker, given.at), { asker: checker, paperId: id });
}

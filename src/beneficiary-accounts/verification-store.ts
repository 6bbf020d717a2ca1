// Verifications as stored, and the versions they are of.
import type { Db } from '../db.js';
import { moneyText } from '../money.js';
import type { VerifiedVersion, Verification } from './verification.js';

/** A version of the register with its account. */
export async function findVerifiedVersion(
  db: Db,
  versionId: string,
): Promise<VerifiedVersion | undefined> {
  return db('beneficiary_account')
    .join('bank_account', 'bank_account.id', 'beneficiary_account.bank_account_id')
    .where('beneficiary_account.id', versionId)
    .first<VerifiedVersion | undefined>({
      id: 'beneficiary_account.id',
      unitCode: 'beneficiary_account.unit_code',
      bankBin: 'bank_account.bank_bin',
      accountNumber: 'bank_account.number',
      accountName: 'beneficiary_account.account_name',
      validTo: 'beneficiary_account.valid_to',
      stoppedAt: 'beneficiary_account.stopped_at',
    });
}

const columns = {
  id: 'account_verification.id',
  versionId: 'account_verification.version_id',
  code: 'account_verification.code',
  amount: 'account_verification.amount',
  madeAt: 'account_verification.made_at',
  expiresOn: 'account_verification.expires_on',
} as const;

type Row = Omit<Verification, 'amount'> & { readonly amount: string };

/** The verifications of a version, the oldest first. */
export async function loadVerifications(db: Db, versionId: string): Promise<Verification[]> {
  const rows = await db('account_verification')
    .where({ version_id: versionId })
    .select<Row[]>(columns)
    .orderBy('account_verification.id');
  return rows.map((row) => ({ ...row, amount: BigInt(row.amount) }));
}

/** Keeps a new one. @returns its id */
export async function addVerification(
  db: Db,
  given: Omit<Verification, 'id'> & { readonly by: string },
): Promise<string> {
  const [made] = await db('account_verification')
    .insert({
      version_id: given.versionId,
      code: given.code,
      amount: moneyText(given.amount),
      made_at: given.madeAt,
      made_by: given.by,
      expires_on: given.expiresOn,
    })
    .returning<{ id: string }[]>('id');
  if (!made) throw new Error('a verification was not kept');
  return made.id;
}

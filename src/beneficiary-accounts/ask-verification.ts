// Asks for a test transfer to an account: its code, seen on the account's own statement, proves that
// the account is there and is read by us.
import { randomBytes, randomInt } from 'node:crypto';
import { type By, nameOf } from '../audit/by.js';
import { recordAudit } from '../audit/record-audit.js';
import { inTransaction, type Db } from '../db.js';
import { moneyText } from '../money.js';
import { Refused } from '../problem.js';
import { oneImportAtATime } from '../tables/import-outcome.js';
import { transferCodeOf } from './transfer-code.js';
import {
  expiryOf,
  mayVerify,
  testAmount,
  type Verification,
  type VerifiedVersion,
} from './verification.js';
import { addVerification, findVerifiedVersion, loadVerifications } from './verification-store.js';

const codeBytes = 16;
const drawnMax = 1_000_000;

/**
 * Makes a code for a version.
 * @throws Refused `not_found`; `conflict` for a version that is no longer used;
 *   `too_many_attempts` beyond the limits
 */
export async function askVerification(
  deps: { readonly db: Db; readonly now: () => Date; readonly by: By },
  input: { readonly versionId: string },
): Promise<{ readonly version: VerifiedVersion; readonly verification: Verification }> {
  const { versionId } = input;
  const at = deps.now();
  return inTransaction(deps.db, async (trx) => {
    // the limits hold for whoever asks at once
    await oneImportAtATime(trx, `verification ${versionId}`);
    const version = await findVerifiedVersion(trx, versionId);
    if (!version) throw new Refused({ code: 'not_found', detail: 'There is no such account.' });
    const may = mayVerify(version, await loadVerifications(trx, versionId), at);
    if (may.kind !== 'yes') throw refusalOf(may, at);
    const made = {
      versionId,
      code: transferCodeOf(randomBytes(codeBytes)),
      amount: testAmount(randomInt(drawnMax)),
      madeAt: at,
      expiresOn: expiryOf(at),
    };
    const id = await addVerification(trx, { ...made, by: nameOf(deps.by) });
    await recordAudit(trx, deps.by, {
      action: 'account.verification_asked',
      subject: { kind: 'beneficiary_account', id: versionId },
      unitCode: version.unitCode,
      after: { code: made.code, amount: moneyText(made.amount), expiresOn: made.expiresOn },
    });
    return { version, verification: { ...made, id } };
  });
}

function refusalOf(may: Exclude<ReturnType<typeof mayVerify>, { kind: 'yes' }>, at: Date): Refused {
  if (may.kind === 'no_longer_used') {
    const detail = 'The account is no longer used: there is nothing to prove.';
    return new Refused({ code: 'conflict', detail });
  }
  const retryAfterSeconds = Math.ceil((may.againAt.getTime() - at.getTime()) / 1000);
  const detail = 'Too many codes are open or were made for this account; use one of them.';
  return new Refused({ code: 'too_many_attempts', detail, retryAfterSeconds });
}

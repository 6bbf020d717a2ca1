// What a maker typed, put into the form in which it is kept: numbers without blanks, a bank by its
// BIN. What cannot be kept at all is refused here; what should not be approved the checks say.
import type { LocalDate } from '../calendar.js';
import type { Db } from '../db.js';
import { type ProblemPlace, Refused } from '../problem.js';
import { loadAccountCheckContext } from './account-check-store.js';
import type { AccountCheck } from './account-checks.js';
import { loadBankBins } from './account-store.js';
import { bankNumber, treasuryNumber } from './account-number.js';
import { resolveBank } from './bank-names.js';
import type { ProposedAccount } from './proposal.js';

/**
 * The account as it is kept.
 * @throws Refused `invalid_input` for a bank that nobody knows or that might be two
 */
export async function keptAccount(
  db: Db,
  given: ProposedAccount,
  { unitCode, today }: { readonly unitCode: string; readonly today: LocalDate },
): Promise<ProposedAccount> {
  const typed = given.accountNumber;
  const number = given.kind === 'bank' ? bankNumber(typed) : treasuryNumber(typed);
  const account = { ...given, accountNumber: number ?? typed };
  if (given.bankBin === null) {
    if (given.kind === 'treasury') return account;
    throw wrongBank('A bank account names its bank.');
  }
  // a BIN, as our own pages send it, needs no directory
  if ((await loadBankBins(db)).has(given.bankBin)) return account;
  const proposal = { unitCode, accountNumber: account.accountNumber };
  const context = await loadAccountCheckContext(db, { proposal, today });
  const answer = context && resolveBank(given.bankBin, context.directory);
  if (answer?.kind === 'bank') return { ...account, bankBin: answer.bank.bin };
  const isTwo = answer?.kind === 'ambiguous';
  throw wrongBank(isTwo ? 'More than one bank is called so; name its BIN.' : 'No such bank.');
}

function wrongBank(detail: string): Refused {
  const errors = [{ pointer: '/bankBin', detail }];
  return new Refused({ code: 'invalid_input', detail, errors });
}

/** Refuses what a check refuses, each with the place of its field. */
export function refuseByChecks(checks: readonly AccountCheck[]): void {
  const errors = checks
    .filter(({ severity }) => severity === 'refuse')
    .map(({ code, field, en }): ProblemPlace => ({
      pointer: `/${field}`,
      detail: `${code}: ${en}`,
    }));
  if (errors.length === 0) return;
  const detail = 'The account does not pass the checks; each says what to put right.';
  throw new Refused({ code: 'account_refused', detail, errors });
}

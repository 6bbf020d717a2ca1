// The registered account that a statement is of.
import type { Db } from '../db.js';
import type { CheckedStatement, StatementWarning } from './bank-format.js';
import { loadCandidates } from './line-store.js';
import { accountKeys, chooseAccount } from './resolve-account.js';

type FoundAccount =
  | { readonly kind: 'found'; readonly id: string }
  | { readonly kind: 'parked'; readonly warning: StatementWarning };

/** The registered account that a statement is of, or why it would be parked. */
export async function accountOf(
  trx: Db,
  statement: Pick<CheckedStatement, 'account' | 'currency' | 'bankHints'>,
): Promise<FoundAccount> {
  const { account, currency, bankHints } = statement;
  if (currency !== 'VND') {
    return parked('currency_not_vnd', `the statement is in ${currency ?? 'no stated currency'}`);
  }
  if (account === null) return parked('account_not_named', 'the statement names no account');
  const keys = accountKeys(account, currency);
  const chosen = chooseAccount(keys, await loadCandidates(trx, keys), bankHints);
  if (chosen === 'unknown') {
    return parked('account_not_registered', 'the account is not in the register');
  }
  if (chosen === 'ambiguous') {
    const detail = 'the number is registered at several banks and the file names none of them';
    return parked('account_ambiguous', detail);
  }
  return { kind: 'found', id: chosen.id };
}

function parked(code: string, detail: string): FoundAccount {
  return { kind: 'parked', warning: { code, detail } };
}

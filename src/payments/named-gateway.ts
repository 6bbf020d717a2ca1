// The `gateway` column of our own files and `--gateway`: an account's name, or a kind that has
// exactly one account.
import type { GatewayAccount } from './gateway-account.js';

export type NamedGateway<Account> =
  | { readonly kind: 'found'; readonly account: Account }
  | { readonly kind: 'unknown'; readonly because: string };

/** Finds the account that a name or kind means; says why where there is not exactly one. */
export function namedGateway<Account extends Pick<GatewayAccount, 'name' | 'kind'>>(
  accounts: readonly Account[],
  nameOrKind: string,
): NamedGateway<Account> {
  const named = accounts.find(({ name }) => name === nameOrKind);
  if (named) return { kind: 'found', account: named };
  const [only, ...others] = accounts.filter(({ kind }) => kind === nameOrKind);
  if (!only) {
    return { kind: 'unknown', because: 'no gateway account is configured by this name or kind' };
  }
  if (others.length === 0) return { kind: 'found', account: only };
  const names = [only, ...others].map(({ name }) => name).join(', ');
  return { kind: 'unknown', because: `several accounts are of this kind: ${names}` };
}

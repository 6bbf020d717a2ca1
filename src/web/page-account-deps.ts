// What the verbs that change the register are handed by a page.
import { byPrincipal } from '../access/principal.js';
import { accountDepsOf } from '../alerts/tell-account-change.js';
import type { AccountDeps } from '../beneficiary-accounts/account-deps.js';
import { insiderOf, type PageAsk, type PageDeps } from './page-route.js';

export function pageAccountDeps({ db, now, config }: PageDeps, ask: PageAsk): AccountDeps {
  const by = byPrincipal(insiderOf(ask).principal, ask.visitor.requestId);
  return accountDepsOf({ db, now, by, config });
}

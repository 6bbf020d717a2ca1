// The matching rules as officers read them.
import { may } from '../access/principal.js';
import { readRules } from '../reconciliation/rule-book.js';
import type { PageAnswer, PageAsk, PageDeps, PageRoute } from './page-route.js';
import { RulesPage } from './pages/rules-page.js';

export const rulePageRoutes: readonly PageRoute[] = [
  { method: 'get', path: '/quy-tac', action: 'self', handle: showRules },
];

function showRules(
  { rules }: PageDeps,
  { province, principal: who }: PageAsk,
): Promise<PageAnswer> {
  const mayRehearse = who !== null && may(who, 'reconciliation.run', null);
  const view = { province, who, ruleSet: rules.ruleSet, rules: readRules(rules), mayRehearse };
  return Promise.resolve({ page: <RulesPage {...view} /> });
}

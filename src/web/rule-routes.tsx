// The matching rules as officers read them.
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
  const view = { province, who, ruleSet: rules.ruleSet, rules: readRules(rules) };
  return Promise.resolve({ page: <RulesPage {...view} /> });
}

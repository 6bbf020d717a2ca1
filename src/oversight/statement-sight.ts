// Who sees a statement, its sums, and who may decide about it: pages and API ask here.
import { may, sees, sightOf, type Principal } from '../access/principal.js';
import type { ListedStatement } from '../statements/statement-list-store.js';

type Owned = Pick<ListedStatement, 'unitCodes' | 'accountId'>;

/** A statement of nobody's account is the province's. */
export function seesStatement(principal: Principal, { unitCodes }: Owned): boolean {
  const sight = sightOf(principal, 'statement.read');
  if (unitCodes.length === 0) return sight.isProvince;
  return unitCodes.some((unit) => sees(sight, unit));
}

/** Whether its counts and sums may be read, which tell what a unit earns otherwise. */
export function isStatementClear(principal: Principal, { unitCodes, accountId }: Owned): boolean {
  if (accountId === null) return may(principal, 'statement.read', null);
  return unitCodes.every((unit) => may(principal, 'income.read', unit));
}

/** A decision changes the books of every unit that had the account. */
export function mayDecideStatement(principal: Principal, { unitCodes }: Owned): boolean {
  const sight = sightOf(principal, 'statement.decide');
  if (unitCodes.length === 0) return sight.isProvince;
  return unitCodes.every((unit) => sees(sight, unit));
}

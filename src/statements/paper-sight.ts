// Who sees a paper and who may be its second person: pages, API and verbs ask here.
import { sees, sightOf, type Principal } from '../access/principal.js';
import type { Action } from '../access/roles.js';
import type { ListedPaper } from './paper-store.js';

type Owned = Pick<ListedPaper, 'unitCodes'>;

/**
 * A paper shows everything that moved on the account, payers and other income included: it is seen
 * by those who type and check papers for all units that had the account.
 */
export function seesPaper(principal: Principal, paper: Owned): boolean {
  return reaches(principal, 'statement.enter', paper);
}

export function mayAttest(principal: Principal, paper: Owned): boolean {
  return reaches(principal, 'statement.attest', paper);
}

/** What waits, its maker takes back; nobody else does. */
export function mayWithdraw(
  principal: Principal,
  paper: Pick<ListedPaper, 'unitCodes' | 'maker' | 'decision'>,
): boolean {
  const isMaker = principal.kind === 'officer' && principal.id === paper.maker.id;
  return isMaker && paper.decision === null && seesPaper(principal, paper);
}

function reaches(principal: Principal, action: Action, { unitCodes }: Owned): boolean {
  const sight = sightOf(principal, action);
  return unitCodes.length > 0 && unitCodes.every((unit) => sees(sight, unit));
}

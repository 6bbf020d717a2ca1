// What pages about people ask before they show a form, and what their verbs are handed.
import type { PeopleDeps } from '../access/managed-officer.js';
import { officerRoles } from '../access/officer.js';
import { byPrincipal, sightOf, type Principal } from '../access/principal.js';
import { grantable, roleMay } from '../access/roles.js';
import { namesByScope } from '../oversight/name-store.js';
import { insiderOf, type PageAsk, type PageDeps } from './page-route.js';

/** Roles that an asker may grant, and over what. */
export async function grantChoices({ db, config }: PageDeps, principal: Principal) {
  const managing = principal.grants.filter(({ role }) => roleMay(role, 'officer.manage'));
  const theirs = new Set(managing.flatMap(({ role }) => grantable[role]));
  const { units, isProvince } = sightOf(principal, 'officer.manage');
  const codes = [...(isProvince ? [config.province] : []), ...[...units].sort()];
  const names = await namesByScope(db, codes);
  return {
    roles: officerRoles.filter((role) => theirs.has(role)),
    scopes: new Map(codes.map((code) => [code, names.get(code) ?? code])),
    chosenScope: managing[0]?.scope ?? '',
  };
}

/** What the verbs on people are handed by a page. */
export function peopleDepsOf({ db, config, now }: PageDeps, ask: PageAsk): PeopleDeps {
  return { db, config, now, by: byPrincipal(insiderOf(ask).principal, ask.visitor.requestId) };
}

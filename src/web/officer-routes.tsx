// Officers on pages: who they are and what they may do, seen and changed within one's own scope by
// the verbs of the API.
import { addOfficer } from '../access/add-officer.js';
import type { Officer } from '../access/officer.js';
import { loadOfficers } from '../access/officer-store.js';
import { may, mayAnywhere, type Principal } from '../access/principal.js';
import { officerInSight, shownOfficer } from '../api/officer-shape.js';
import { isWanted } from '../api/officers.js';
import { namesByScope } from '../oversight/name-store.js';
import { Refused } from '../problem.js';
import { officerActRoutes, showAdded } from './officer-act-routes.js';
import { grantChoices, peopleDepsOf } from './officer-asks.js';
import { grantTyped, personTyped, type OfficerErrors, type OfficerField } from './officer-form.js';
import { handOutLinks } from './officer-links.js';
import { officerRefusalText } from './officer-words.js';
import { officersQuery } from './admin-query.js';
import { insiderOf, type PageAnswer, type PageAsk, type PageDeps } from './page-route.js';
import type { PageRoute } from './page-route.js';
import { OfficersPage, type NewOfficerProps } from './pages/officers-page.js';

const path = '/quan-tri/can-bo';
const perPage = 50;

export const officerRoutes: readonly PageRoute[] = [
  { method: 'get', path, action: 'officer.read', handle: (deps, ask) => showAll(deps, ask) },
  { method: 'post', path, action: 'officer.manage', handle: add },
  ...officerActRoutes,
];

interface Refusal {
  readonly errors: OfficerErrors;
  readonly error: string | null;
}

async function showAll(
  deps: PageDeps,
  ask: PageAsk,
  refusal: Refusal | null = null,
): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  const parsed = officersQuery.safeParse(ask.query);
  const query = parsed.success ? parsed.data : officersQuery.parse({});
  const filter = { q: query.q, state: query['trang-thai'] ?? '', role: query['vai-tro'] ?? '' };
  const found = await officersSeen(deps, principal, filter);
  const pageCount = Math.max(1, Math.ceil(found.length / perPage));
  const page = Math.min(query.trang, pageCount);
  const officers = found.slice((page - 1) * perPage, page * perPage);
  const scopes = officers.flatMap(({ grants }) => grants.map(({ scope }) => scope));
  const view = {
    ...{ province: ask.province, who: principal, officers, page, pageCount, filter },
    count: found.length,
    scopeNames: await namesByScope(deps.db, scopes),
    add: await newOfficer(deps, ask, refusal),
    mayImport: may(principal, 'officer.manage', null),
  };
  return { status: refusal ? 422 : 200, page: <OfficersPage {...view} /> };
}

/** The latest come first: somebody who was just added is at hand. */
async function officersSeen(
  { db }: PageDeps,
  principal: Principal,
  { q, state, role }: { readonly q: string; readonly state: string; readonly role: string },
): Promise<Officer[]> {
  const orAny = (text: string): string | undefined => (text === '' ? undefined : text);
  const wanted = { q: orAny(q), state: orAny(state), role: orAny(role) };
  const seen = (await loadOfficers(db)).flatMap((one) => officerInSight(principal, one) ?? []);
  return seen.filter((one) => isWanted(shownOfficer(one), wanted)).reverse();
}

async function newOfficer(
  deps: PageDeps,
  ask: PageAsk,
  refusal: Refusal | null,
): Promise<NewOfficerProps | null> {
  const { principal } = insiderOf(ask);
  if (!mayAnywhere(principal, 'officer.manage')) return null;
  const typed = refusal ? ask.form : new Map<string, string>();
  const { errors = new Map(), error = null } = refusal ?? {};
  return { ...(await grantChoices(deps, principal)), typed, errors, error };
}

async function add(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const errors = new Map<OfficerField, string>();
  const person = personTyped(ask.form, errors);
  const grant = grantTyped(ask.form, errors);
  if (person?.email === null && person.citizenId === null) {
    errors.set(
      'thu-dien-tu',
      'Điền thư điện tử hoặc số định danh: cán bộ đăng nhập bằng một trong hai.',
    );
  }
  if (!person || !grant || errors.size > 0) return showAll(deps, ask, { errors, error: null });
  try {
    const { principal: asker } = insiderOf(ask);
    const invitation = await addOfficer(peopleDepsOf(deps, ask), { asker, ...person, ...grant });
    return await showAdded(deps, ask, invitation.officerId, {
      links: await handOutLinks(deps, ask, [invitation]),
    });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return showAll(deps, ask, { errors, error: officerRefusalText(error.problem) });
  }
}

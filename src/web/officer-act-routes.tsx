// One officer: seen by whoever may see them, and each act by the verb of the API.
import { changeOfficer, endOfficerSessions } from '../access/change-officer.js';
import { endGrant, grantRole } from '../access/grant-role.js';
import { placed } from '../access/managed-officer.js';
import type { Officer } from '../access/officer.js';
import { mayGrant, mayManage, reaches, type PlacedGrant } from '../access/officer-rights.js';
import { loadOfficer } from '../access/officer-store.js';
import { mayAnywhere } from '../access/principal.js';
import { resetSecondFactor } from '../access/reset-second-factor.js';
import { inviteAgain } from '../access/setup-link.js';
import { officerInSight } from '../api/officer-shape.js';
import { namesByScope } from '../oversight/name-store.js';
import { Refused } from '../problem.js';
import { idIn } from './decision-form.js';
import { grantChoices, peopleDepsOf } from './officer-asks.js';
import { grantTyped, personTyped, type OfficerField } from './officer-form.js';
import { handOutLinks } from './officer-links.js';
import { doneWords, officerRefusalText } from './officer-words.js';
import { queryText } from './page-query.js';
import { insiderOf, type PageAnswer, type PageAsk, type PageDeps } from './page-route.js';
import type { PageRoute } from './page-route.js';
import { MessagePage } from './pages/message-page.js';
import { OfficerPage, type OfficerSaid } from './pages/officer-page.js';

const path = '/quan-tri/can-bo/:id';

export const officerActRoutes: readonly PageRoute[] = [
  { method: 'get', path, action: 'officer.read', handle: showOne },
  { method: 'post', path, action: 'officer.manage', handle: act },
];

async function showOne(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const officer = await officerAsked(deps, ask);
  if (!officer) return noSuch(ask);
  const told = queryText(ask.query, 'da') ?? '';
  const notice = Object.hasOwn(doneWords, told) ? (doneWords[told] ?? null) : null;
  return detail(deps, ask, officer, { notice });
}

async function officerAsked({ db }: PageDeps, ask: PageAsk): Promise<Officer | undefined> {
  const id = idIn(ask.params['id']);
  const officer = id === null ? undefined : await loadOfficer(db, id);
  return officer && officerInSight(insiderOf(ask).principal, officer);
}

/** The officer whom an act made, or changed, as they stand now. */
export async function showAdded(
  deps: PageDeps,
  ask: PageAsk,
  officerId: string,
  said: OfficerSaid,
): Promise<PageAnswer> {
  const officer = await officerAsked(deps, { ...ask, params: { id: officerId } });
  return officer ? detail(deps, ask, officer, said) : noSuch(ask);
}

async function detail(
  deps: PageDeps,
  ask: PageAsk,
  officer: Officer,
  said: OfficerSaid,
): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  const scopes = officer.grants.map(({ scope }) => scope);
  const view = {
    ...{ province: ask.province, who: principal, officer, said },
    scopeNames: await namesByScope(deps.db, scopes),
    may: await mayDo(deps, ask, officer.id),
    grantFields: await grantChoices(deps, principal),
    mayAudit: mayAnywhere(principal, 'audit.read'),
  };
  const isRefused = said.error !== undefined || said.errors !== undefined;
  return { status: isRefused ? 422 : 200, page: <OfficerPage {...view} /> };
}

/** Asked of all that the officer holds, also of what is out of the asker's sight. */
async function mayDo(deps: PageDeps, ask: PageAsk, officerId: string) {
  const { principal } = insiderOf(ask);
  const whole = await loadOfficer(deps.db, officerId);
  const grants: (PlacedGrant & { readonly id: string })[] = [];
  for (const grant of whole?.grants ?? []) {
    grants.push({ id: grant.id, ...(await placed(deps, deps.db, grant)) });
  }
  const actsFor = new Set([principal.id]);
  const mayAt = (reach: 'rest' | 'identity'): boolean =>
    mayManage(principal, { id: officerId, grants }, { reach, actsFor }) === 'allowed';
  const ends = grants.filter((grant) => mayGrant(principal, grant) === 'allowed');
  const isOwn = actsFor.has(officerId);
  return {
    rest: mayAt('rest'),
    identity: mayAt('identity'),
    end: new Set(isOwn ? [] : ends.map(({ id }) => id)),
  };
}

async function act(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const officer = await officerAsked(deps, ask);
  const { principal } = insiderOf(ask);
  const isInReach =
    officer?.grants.length === 0 ||
    officer?.grants.some(({ scope }) => reaches(principal, 'officer.manage', scope));
  if (!officer || !isInReach) return noSuch(ask);
  const what = ask.form.get('viec') ?? '';
  try {
    return await done(deps, ask, officer);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const said = { error: officerRefusalText(error.problem, what), typed: ask.form };
    return showAdded(deps, ask, officer.id, said);
  }
}

async function done(deps: PageDeps, ask: PageAsk, officer: Officer): Promise<PageAnswer> {
  const { form } = ask;
  const people = peopleDepsOf(deps, ask);
  const about = { asker: insiderOf(ask).principal, officerId: officer.id };
  const what = form.get('viec') ?? '';
  const goTo = `/quan-tri/can-bo/${officer.id}?da=${what}`;
  switch (what) {
    case 'sua':
      return edit(deps, ask, officer);
    case 'khoa':
    case 'mo':
      await changeOfficer(people, { ...about, edit: { disabled: what === 'khoa' }, ...seen(ask) });
      return { goTo };
    case 'giao':
      return grant(deps, ask, officer);
    case 'thu-hoi': {
      const grantId = idIn(form.get('quyen'));
      if (grantId === null) break;
      await endGrant(people, { ...about, grantId });
      // whoever lost their last role in sight is out of it
      return (await officerAsked(deps, ask)) ? { goTo } : { goTo: '/quan-tri/can-bo' };
    }
    case 'lien-ket': {
      const links = await handOutLinks(deps, ask, [await inviteAgain(people, about)]);
      return showAdded(deps, ask, officer.id, { links });
    }
    case 'dat-lai':
      await resetSecondFactor(people, about);
      return { goTo };
    case 'ket-thuc':
      await endOfficerSessions(people, about);
      return { goTo };
  }
  return detail(deps, ask, officer, { error: 'Chọn một việc.' });
}

/** Holds a change to the version that the page showed. */
function seen({ form }: PageAsk): { readonly expect: (version: number) => void } {
  return {
    expect: (version) => {
      if (String(version) === form.get('phien-ban')) return;
      throw new Refused({ code: 'stale_version', detail: 'It has another version by now.' });
    },
  };
}

async function edit(deps: PageDeps, ask: PageAsk, officer: Officer): Promise<PageAnswer> {
  const errors = new Map<OfficerField, string>();
  const person = personTyped(ask.form, errors);
  if (!person) return detail(deps, ask, officer, { errors, typed: ask.form });
  const { name, email, citizenId } = person;
  await changeOfficer(peopleDepsOf(deps, ask), {
    asker: insiderOf(ask).principal,
    officerId: officer.id,
    edit: {
      name,
      ...(email === officer.email ? {} : { email }),
      // an empty field leaves the number that is kept: it is shown to nobody
      ...(citizenId === null ? {} : { citizenId }),
    },
    ...seen(ask),
  });
  return { goTo: `/quan-tri/can-bo/${officer.id}?da=sua` };
}

async function grant(deps: PageDeps, ask: PageAsk, officer: Officer): Promise<PageAnswer> {
  const errors = new Map<OfficerField, string>();
  const typed = grantTyped(ask.form, errors);
  if (!typed) return detail(deps, ask, officer, { errors, typed: ask.form });
  const { principal: asker } = insiderOf(ask);
  await grantRole(peopleDepsOf(deps, ask), { asker, officerId: officer.id, ...typed });
  return { goTo: `/quan-tri/can-bo/${officer.id}?da=giao` };
}

function noSuch({ province, principal: who }: PageAsk): PageAnswer {
  const title = 'Không tìm thấy';
  const text = 'Không có cán bộ này trong phạm vi của bạn.';
  return { status: 404, page: <MessagePage {...{ province, who, title, text }} /> };
}

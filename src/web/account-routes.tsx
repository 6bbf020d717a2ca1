// An officer's own account.
import { changePassword, endOwnSession, renewRecoveryCodes } from '../access/own-account.js';
import { renewSecondFactor, type NotProven } from '../access/own-account.js';
import { recoveryCodesLeft } from '../access/recovery-code.js';
import { liveSessionsOf } from '../access/session.js';
import { namesByScope } from '../oversight/name-store.js';
import { cookiesOf } from './entered.js';
import { tooMany } from './log-in-routes.js';
import { queryText } from './page-query.js';
import { insiderOf, type PageAnswer, type PageAsk, type PageDeps } from './page-route.js';
import type { PageRoute } from './page-route.js';
import { AccountPage, type AccountSaid } from './pages/account-page.js';
import { RecoveryCodesPage } from './pages/set-up-page.js';
import { repeatDiffers } from './set-up-routes.js';
import { waitingSentence } from './waiting-words.js';

export const accountRoutes: readonly PageRoute[] = [
  { method: 'get', path: '/tai-khoan', action: 'self', handle: showAccount },
  { method: 'post', path: '/tai-khoan/mat-khau', action: 'self', handle: tryPassword },
  { method: 'post', path: '/tai-khoan/xac-thuc', action: 'self', handle: tryRenewal },
  { method: 'post', path: '/tai-khoan/ma-khoi-phuc', action: 'self', handle: tryCodes },
  { method: 'post', path: '/tai-khoan/phien', action: 'self', handle: endOne },
];

const notices: Readonly<Record<string, string>> = {
  'mat-khau': 'Đã đổi mật khẩu. Các phiên đăng nhập khác đã kết thúc.',
  phien: 'Đã kết thúc phiên đăng nhập.',
};

async function showAccount(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  return accountPage(deps, ask, null);
}

async function accountPage(
  deps: PageDeps,
  ask: PageAsk,
  said: AccountSaid | null,
): Promise<PageAnswer> {
  const { db } = deps;
  const { principal, session } = insiderOf(ask);
  const { officerId, email, hasSecondFactor } = session;
  const { grants } = principal;
  const view = {
    ...{ province: ask.province, who: principal, email, grants, hasSecondFactor, said },
    scopeNames: await namesByScope(
      db,
      grants.map(({ scope }) => scope),
    ),
    codesLeft: await recoveryCodesLeft(db, officerId),
    sessions: await liveSessionsOf(db, officerId, deps.now()),
    presentSessionId: session.id,
    notice: said ? null : (notices[queryText(ask.query, 'da') ?? ''] ?? null),
  };
  return { status: said ? 422 : 200, page: <AccountPage {...view} /> };
}

async function tryPassword(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { visitor, form: fields } = ask;
  const { session } = insiderOf(ask);
  const form = 'password';
  const password = (fields.get('mat-khau-moi') ?? '').slice(0, 1_000);
  if (password !== (fields.get('nhap-lai') ?? '').slice(0, 1_000)) {
    return accountPage(deps, ask, { form, repeatError: repeatDiffers });
  }
  const present = presentOf(ask, 'mat-khau');
  const outcome = await changePassword(deps, { visitor, session, present, password });
  if (outcome.kind === 'in') {
    return { goTo: '/tai-khoan?da=mat-khau', cookies: cookiesOf(deps, outcome) };
  }
  if (outcome.kind === 'refused') return accountPage(deps, ask, { form, error: outcome.because });
  return notProven(deps, ask, { form, because: outcome });
}

async function tryRenewal(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { visitor } = ask;
  const { session } = insiderOf(ask);
  const present = presentOf(ask, 'mat-khau-buoc-hai');
  const because = await renewSecondFactor(deps, { visitor, session, present });
  if (because) return notProven(deps, ask, { form: 'second-factor', because });
  return { goTo: '/thiet-lap/xac-thuc?ve=%2Ftai-khoan' };
}

async function tryCodes(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { visitor, province } = ask;
  const { session, principal: who } = insiderOf(ask);
  const present = presentOf(ask, 'mat-khau-ma');
  const outcome = await renewRecoveryCodes(deps, { visitor, session, present });
  if (outcome.kind !== 'made') {
    return notProven(deps, ask, { form: 'recovery-codes', because: outcome });
  }
  const view = { province, who, codes: outcome.codes, back: '/tai-khoan' };
  return { page: <RecoveryCodesPage {...view} /> };
}

async function endOne(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { visitor, form } = ask;
  const { session } = insiderOf(ask);
  const sessionId = form.get('phien') ?? '';
  if (/^\d{1,18}$/.test(sessionId)) {
    await endOwnSession(deps, { visitor, session, sessionId });
  }
  return { goTo: '/tai-khoan?da=phien' };
}

function presentOf(ask: PageAsk, field: string): string {
  return (ask.form.get(field) ?? '').slice(0, 1_000);
}

async function notProven(
  deps: PageDeps,
  ask: PageAsk,
  { form, because }: { readonly form: AccountSaid['form']; readonly because: NotProven },
): Promise<PageAnswer> {
  const presentError =
    because.kind === 'wait' ? waitingSentence(because.seconds) : 'Mật khẩu hiện tại không đúng.';
  const answer = await accountPage(deps, ask, { form, presentError });
  return because.kind === 'wait' ? { ...answer, ...tooMany(because) } : answer;
}

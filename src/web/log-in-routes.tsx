// Logging in and out.
import { cookieNames, setCookie } from '../access/cookies.js';
import { logIn, logOut } from '../access/log-in.js';
import { passSecondFactor } from '../access/second-factor.js';
import { endSession } from '../access/session.js';
import type { Db } from '../db.js';
import { onwards } from './entered.js';
import { ownPath } from './own-path.js';
import { sessionAt, type PageAnswer, type PageAsk, type PageDeps } from './page-route.js';
import type { PageRoute } from './page-route.js';
import { queryText } from './page-query.js';
import { LogInPage, SecondFactorPage } from './pages/log-in-page.js';
import { waitingSentence } from './waiting-words.js';

export const logInRoutes: readonly PageRoute[] = [
  { method: 'get', path: '/dang-nhap', action: 'public', handle: showLogIn },
  { method: 'post', path: '/dang-nhap', action: 'public', handle: tryLogIn },
  { method: 'get', path: '/xac-thuc', action: 'pending', handle: showSecondFactor },
  { method: 'post', path: '/xac-thuc', action: 'pending', handle: trySecondFactor },
  { method: 'post', path: '/dang-xuat', action: 'public', handle: leave },
];

async function showLogIn({ db }: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const back = ownPath(queryText(ask.query, 've'));
  if (ask.principal) return { goTo: back };
  const { province } = ask;
  const hasLeft = queryText(ask.query, 'da') === 'thoat';
  const notice = hasLeft ? 'Bạn đã đăng xuất.' : null;
  const view = { province, back, notice, hasOfficers: await hasOfficers(db) };
  return { page: <LogInPage {...view} /> };
}

async function tryLogIn(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { visitor, form, session, province } = ask;
  const back = ownPath(form.get('ve'));
  const name = (form.get('ten') ?? '').slice(0, 300);
  const password = (form.get('mat-khau') ?? '').slice(0, 1_000);
  const outcome = await logIn(deps, { visitor, name, password });
  if (outcome.kind === 'in') {
    // the browser had another session, perhaps somebody else's
    if (session) await endSession(deps.db, session.id, { at: deps.now(), because: 'went on' });
    return onwards(deps, outcome, back);
  }
  const view = { province, back, name, hasOfficers: await hasOfficers(deps.db) };
  if (outcome.kind === 'wait') {
    const error = waitingSentence(outcome.seconds);
    return { ...tooMany(outcome), page: <LogInPage {...view} error={error} /> };
  }
  const error = 'Tên đăng nhập hoặc mật khẩu không đúng.';
  return { status: 422, page: <LogInPage {...view} error={error} /> };
}

function showSecondFactor(_deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const back = ownPath(queryText(ask.query, 've'));
  if (sessionAt(ask).stage !== 'second_factor') return Promise.resolve({ goTo: back });
  const { province } = ask;
  return Promise.resolve({ page: <SecondFactorPage {...{ province, back }} /> });
}

async function trySecondFactor(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { visitor, form, province } = ask;
  const session = sessionAt(ask);
  const back = ownPath(form.get('ve'));
  if (session.stage !== 'second_factor') return { goTo: back };
  const code = (form.get('ma') ?? '').slice(0, 50);
  const outcome = await passSecondFactor(deps, { visitor, session, code });
  if (outcome.kind === 'in') return onwards(deps, outcome, back);
  const view = { province, back };
  if (outcome.kind === 'wait') {
    const error = waitingSentence(outcome.seconds);
    return { ...tooMany(outcome), page: <SecondFactorPage {...view} error={error} /> };
  }
  const error = 'Mã không đúng hoặc đã dùng. Hãy đợi ứng dụng hiện mã mới rồi nhập lại.';
  return { status: 422, page: <SecondFactorPage {...view} error={error} /> };
}

async function leave(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { session, visitor } = ask;
  if (session) await logOut(deps, { session, requestId: visitor.requestId });
  const { config } = deps;
  return {
    goTo: '/dang-nhap?da=thoat',
    cookies: [setCookie(config, cookieNames(config).session, '', 0)],
    // not "cookies": the browser stays known to its officer
    headers: { 'Clear-Site-Data': '"cache", "storage"' },
  };
}

/** The status of an answer that asks for patience. */
export function tooMany({ seconds }: { readonly seconds: number }): PageAnswer {
  const problem = {
    code: 'too_many_attempts',
    detail: `Too many attempts; the next one is looked at in ${String(seconds)} s.`,
    retryAfterSeconds: seconds,
  } as const;
  return { status: 429, headers: { 'Retry-After': String(seconds) }, problem };
}

async function hasOfficers(db: Db): Promise<boolean> {
  const { rows } = await db.raw<{ rows: { found: boolean }[] }>(
    'select exists (select from officer) as found',
  );
  return rows[0]?.found === true;
}

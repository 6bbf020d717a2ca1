// Setting up: the password by a link, and the authenticator app.
import { confirmSecondFactor, enrolmentOf } from '../access/enrol-second-factor.js';
import { openSetupLink, useSetupLink, type NoLink } from '../access/set-up.js';
import type { LiveSession } from '../access/session.js';
import { qrSvg } from '../qr-svg.js';
import { cookiesOf, onwards } from './entered.js';
import { tooMany } from './log-in-routes.js';
import { ownPath } from './own-path.js';
import { queryText } from './page-query.js';
import { sessionAt, type PageAnswer, type PageAsk, type PageDeps } from './page-route.js';
import type { PageRoute } from './page-route.js';
import { MessagePage } from './pages/message-page.js';
import { EnrolPage, RecoveryCodesPage, SetPasswordPage } from './pages/set-up-page.js';
import { waitingSentence } from './waiting-words.js';

/** The words before the links: `:secret` would take any of them. */
export const setUpRoutes: readonly PageRoute[] = [
  { method: 'get', path: '/thiet-lap/xac-thuc', action: 'pending', handle: showEnrolment },
  { method: 'post', path: '/thiet-lap/xac-thuc', action: 'pending', handle: tryEnrolment },
  { method: 'get', path: '/thiet-lap/ma-qr', action: 'pending', handle: drawQr },
  { method: 'get', path: '/thiet-lap/:secret', action: 'public', handle: showLink },
  { method: 'post', path: '/thiet-lap/:secret', action: 'public', handle: tryLink },
];

async function showLink(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const secret = String(ask.params['secret']);
  const invited = await openSetupLink(deps, { visitor: ask.visitor, secret });
  if (invited.kind !== 'open') return noLink(ask, invited);
  const { province } = ask;
  return { page: <SetPasswordPage {...{ ...invited, province, secret }} /> };
}

async function tryLink(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { visitor, form, province } = ask;
  const secret = String(ask.params['secret']);
  const password = (form.get('mat-khau-moi') ?? '').slice(0, 1_000);
  if (password !== (form.get('nhap-lai') ?? '').slice(0, 1_000)) {
    const invited = await openSetupLink(deps, { visitor, secret });
    if (invited.kind !== 'open') return noLink(ask, invited);
    const view = { ...invited, province, secret, repeatError: repeatDiffers };
    return { status: 422, page: <SetPasswordPage {...view} /> };
  }
  const outcome = await useSetupLink(deps, { visitor, secret, password });
  if (outcome.kind === 'in') return onwards(deps, outcome, '/');
  if (outcome.kind !== 'refused') return noLink(ask, outcome);
  const view = { ...outcome.invited, province, secret, error: outcome.because };
  return { status: 422, page: <SetPasswordPage {...view} /> };
}

/** What stands beside the second field when the two differ. */
export const repeatDiffers = 'Hai lần nhập không giống nhau.';

function noLink({ province, principal: who }: PageAsk, because: NoLink): PageAnswer {
  if (because.kind === 'wait') {
    const title = 'Hãy đợi';
    const text = waitingSentence(because.seconds);
    return { ...tooMany(because), page: <MessagePage {...{ province, who, title, text }} /> };
  }
  const title = 'Đường dẫn không còn hiệu lực';
  const text =
    'Đường dẫn thiết lập chỉ dùng được một lần, trong 72 giờ, và hết hiệu lực khi có đường dẫn ' +
    'mới hơn. Hãy xin quản trị viên của đơn vị một đường dẫn khác.';
  return { status: 404, page: <MessagePage {...{ province, who, title, text }} /> };
}

function showEnrolment(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const back = ownPath(queryText(ask.query, 've'));
  return Promise.resolve(enrolPage(deps, ask, { back }));
}

function enrolPage(
  deps: PageDeps,
  ask: PageAsk,
  { back, error = null }: { readonly back: string; readonly error?: string | null },
): PageAnswer {
  const session = enrolling(ask);
  const enrolment = session && enrolmentOf(deps, session);
  if (!enrolment) return { goTo: back };
  const { province, principal: who } = ask;
  const isRequired = sessionAt(ask).stage === 'enrol';
  const view = { province, who, back, isRequired, error, typed: enrolment.typed };
  return { status: error === null ? 200 : 422, page: <EnrolPage {...view} /> };
}

async function tryEnrolment(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { visitor, form, province } = ask;
  const back = ownPath(form.get('ve'));
  const session = enrolling(ask);
  if (!session) return { goTo: back };
  const code = (form.get('ma') ?? '').slice(0, 50);
  const outcome = await confirmSecondFactor(deps, { visitor, session, code });
  if (outcome.kind === 'refused') {
    const error = 'Mã không đúng. Hãy đợi ứng dụng hiện mã mới rồi nhập lại.';
    return enrolPage(deps, ask, { back, error });
  }
  const view = { province, who: { name: session.name }, codes: outcome.recoveryCodes, back };
  return { cookies: cookiesOf(deps, outcome), page: <RecoveryCodesPage {...view} /> };
}

async function drawQr(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const session = enrolling(ask);
  const enrolment = session && enrolmentOf(deps, session);
  if (!enrolment) return { goTo: '/' };
  return { svg: await qrSvg(enrolment.uri) };
}

/** The session if it may set up an app: one whose password alone was right may not change it. */
function enrolling(ask: PageAsk): LiveSession | null {
  const session = sessionAt(ask);
  return session.stage === 'second_factor' ? null : session;
}

// What is done to one account version: stopped, suspended, ended, closed at its bank, proven.
import { may } from '../access/principal.js';
import type { AccountDeps } from '../beneficiary-accounts/account-deps.js';
import { findAccountVersion } from '../beneficiary-accounts/account-store.js';
import { askVerification } from '../beneficiary-accounts/ask-verification.js';
import { markClosed, stopChange, suspendAccount } from '../beneficiary-accounts/hold-version.js';
import { proposeClosing, proposeResuming } from '../beneficiary-accounts/propose-change.js';
import { transferQr } from '../beneficiary-accounts/verification.js';
import {
  findVerifiedVersion,
  loadVerifications,
} from '../beneficiary-accounts/verification-store.js';
import { vietQrSvg } from '../beneficiary-accounts/vietqr.js';
import { Refused } from '../problem.js';
import { dayTyped, refusedWords } from './account-form.js';
import { proposalPath } from './components/proposals-table.js';
import { pageAccountDeps } from './page-account-deps.js';
import { insiderOf, type PageAnswer, type PageAsk, type PageDeps } from './page-route.js';
import type { PageRoute } from './page-route.js';
import { noSuchUnit } from './unit-accounts-routes.js';

const version = '/tai-khoan-thu-huong/:id';

export const accountActRoutes: readonly PageRoute[] = [
  { method: 'post', path: `${version}/viec`, action: 'account.suspend', handle: act },
  { method: 'post', path: `${version}/ma-xac-minh`, action: 'account.verify', handle: askCode },
  { method: 'get', path: `${version}/ma-qr/:code`, action: 'account.read', handle: drawQr },
];

async function act(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  const versionId = numberIn(ask.params['id']);
  const found = versionId === null ? undefined : await findAccountVersion(deps.db, versionId);
  if (!found || versionId === null || !may(principal, 'account.read', found.unitCode)) {
    return noSuchUnit(ask);
  }
  const back = `/don-vi/${encodeURIComponent(found.unitCode)}/tai-khoan`;
  const reason = (ask.form.get('ly-do') ?? '').normalize('NFC').trim().slice(0, 1000);
  const given = { asker: principal, versionId, reason };
  const accountDeps = pageAccountDeps(deps, ask);
  if (ask.form.get('viec') === 'da-dong') {
    return { goTo: `${back}?da=${await closedAtBank(accountDeps, ask, given)}` };
  }
  if (reason === '' || /[\p{C}\p{Zl}\p{Zp}]/u.test(reason))
    return { goTo: `${back}?da=khong-duoc` };
  try {
    switch (ask.form.get('viec')) {
      case 'dung':
        await stopChange(accountDeps, given);
        return { goTo: `${back}?da=dung` };
      case 'tam-dung':
        await suspendAccount(accountDeps, given);
        return { goTo: `${back}?da=tam-dung` };
      case 'ngung': {
        const closing = { ...given, validFrom: null, submit: false };
        return { goTo: proposalPath((await proposeClosing(accountDeps, closing)).id) };
      }
      case 'dung-lai': {
        const resuming = { ...given, submit: false };
        return { goTo: proposalPath((await proposeResuming(accountDeps, resuming)).id) };
      }
      default:
        return { goTo: back };
    }
  } catch (error) {
    if (!(error instanceof Refused) || refusedWords[error.problem.code] === undefined) throw error;
    return { goTo: `${back}?da=khong-duoc` };
  }
}

async function closedAtBank(
  accountDeps: AccountDeps,
  { form }: PageAsk,
  about: Omit<Parameters<typeof markClosed>[1], 'onDay'>,
): Promise<'da-dong' | 'ngay-dong' | 'khong-duoc'> {
  const onDay = dayTyped(form.get('ngay') ?? '');
  if (onDay === undefined) return 'ngay-dong';
  try {
    await markClosed(accountDeps, { ...about, onDay });
    return 'da-dong';
  } catch (error) {
    const code = error instanceof Refused ? error.problem.code : null;
    if (code === 'invalid_input') return 'ngay-dong';
    if (code === 'conflict') return 'khong-duoc';
    throw error;
  }
}

async function askCode(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  const versionId = numberIn(ask.params['id']);
  const found = versionId === null ? undefined : await findAccountVersion(deps.db, versionId);
  if (!found || versionId === null || !may(principal, 'account.verify', found.unitCode)) {
    return noSuchUnit(ask);
  }
  const back = `/don-vi/${encodeURIComponent(found.unitCode)}/tai-khoan`;
  try {
    const { by } = pageAccountDeps(deps, ask);
    await askVerification({ db: deps.db, now: deps.now, by }, { versionId });
    return { goTo: `${back}?da=ma` };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const isMany = error.problem.code === 'too_many_attempts';
    return { goTo: `${back}?da=${isMany ? 'qua-nhieu' : 'khong-duoc'}` };
  }
}

async function drawQr(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  const versionId = numberIn(ask.params['id']);
  const found = versionId === null ? undefined : await findVerifiedVersion(deps.db, versionId);
  if (!found || !may(principal, 'account.read', found.unitCode)) return noSuchUnit(ask);
  const made = await loadVerifications(deps.db, found.id);
  const wanted = made.find(({ code }) => code === ask.params['code']);
  const text = wanted ? transferQr(found, wanted) : null;
  return text === null ? noSuchUnit(ask) : { svg: await vietQrSvg(text) };
}

function numberIn(text: string | undefined): string | null {
  return text !== undefined && /^\d{1,18}$/.test(text) ? text : null;
}

// Gateways on pages: how each stands, its profile without secrets, its secrets replaced, and a
// trial of what is set.
import { byPrincipal, may } from '../access/principal.js';
import { findShown, holdName, loadShown, versionOf } from '../api/gateways.js';
import { localDateOf } from '../calendar.js';
import { loadCalendar } from '../calendar-store.js';
import { inTransaction } from '../db.js';
import { loadLastCallbacks, loadSilentGateways } from '../payments/gateway-silence-store.js';
import { loadMerchants } from '../payments/gateway-account-store.js';
import { gatewayKinds } from '../payments/gateways/kinds.js';
import { listNotices } from '../payments/notice-store.js';
import { loadGatewayAccounts } from '../payments/payment-store.js';
import type { Secrets } from '../payments/profile.js';
import { listQuestions } from '../payments/queries/question-list-store.js';
import { setGateway } from '../payments/set-gateway.js';
import { tryCallback, type TrialOutcome } from '../payments/try-callback.js';
import { Refused } from '../problem.js';
import { documentTyped, documentWith, gatewayToType, secretsTyped } from './gateway-form.js';
import { gatewayRefusalText } from './gateway-words.js';
import { noticeRoutes } from './notice-routes.js';
import { queryText } from './page-query.js';
import { insiderOf, type PageAnswer, type PageAsk, type PageDeps } from './page-route.js';
import type { PageRoute } from './page-route.js';
import { GatewayPage } from './pages/gateway-page.js';
import { GatewaysPage } from './pages/gateways-page.js';
import { MessagePage } from './pages/message-page.js';
import { NewGatewayPage } from './pages/new-gateway-page.js';

const path = '/quan-tri/cong';
const one = `${path}/:name`;
const fresh = '/quan-tri/cong-moi';
const countMax = 200;

export const gatewayPageRoutes: readonly PageRoute[] = [
  { method: 'get', path, action: 'gateway.read', handle: showAll },
  { method: 'get', path: fresh, action: 'gateway.set', handle: (d, ask) => showNew(d, ask, null) },
  { method: 'post', path: fresh, action: 'gateway.set', handle: register },
  { method: 'get', path: one, action: 'gateway.read', handle: showOne },
  { method: 'post', path: one, action: 'gateway.set', handle: act },
  ...noticeRoutes,
];

async function showAll({ db, now }: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  if (!may(principal, 'gateway.read', null)) return noSuch(ask);
  const at = now();
  const waiting = await listNotices(db, { state: 'quarantined', limit: countMax });
  const givenUp = await listQuestions(db, { state: 'given_up', after: null, limit: countMax });
  const open = await listQuestions(db, { state: 'open', after: null, limit: countMax });
  const view = {
    ...{ province: ask.province, who: principal, givenUp, countMax },
    gateways: await loadShown(db),
    lastCallbacks: await loadLastCallbacks(db, at),
    silent: await loadSilentGateways(db, await loadCalendar(db), at),
    waitingCount: waiting.length,
    openCount: open.length,
    maySet: may(principal, 'gateway.set', null),
  };
  return { page: <GatewaysPage {...view} /> };
}

interface Said {
  readonly notice?: string | null;
  readonly error?: string;
  readonly trial?: TrialOutcome;
}

const doneWords: Readonly<Record<string, string>> = {
  them: 'Đã thêm cổng. Hãy thử cổng, rồi báo địa chỉ nhận cho đơn vị vận hành cổng.',
  khoa: 'Đã thay khóa bí mật. Khóa cũ còn dùng được trong 24 giờ.',
  sua: 'Đã lưu cấu hình.',
};

async function showOne(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const told = queryText(ask.query, 'da') ?? '';
  const notice = Object.hasOwn(doneWords, told) ? (doneWords[told] ?? null) : null;
  return detail(deps, ask, { notice });
}

async function detail(deps: PageDeps, ask: PageAsk, said: Said): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  const name = ask.params['name'] ?? '';
  const isSeen = may(principal, 'gateway.read', null);
  const shown = isSeen ? await findShown(deps.db, name) : undefined;
  const account = (await loadGatewayAccounts(deps.db)).find((each) => each.name === name);
  if (!shown || !account) return noSuch(ask);
  const maySet = may(principal, 'gateway.set', null);
  const isRefused = said.error !== undefined && ask.form.get('viec') === 'sua';
  const view = {
    ...{ province: ask.province, who: principal, shown, account, maySet, said },
    version: versionOf(shown),
    secretNames: Object.keys((await secretsOf(deps, name)) ?? {}),
    possibleNames: gatewayKinds[account.kind]?.names ?? [],
    callbackUrl: `${deps.config.baseUrl}/callbacks/${name}`,
    lastAt: (await loadLastCallbacks(deps.db, deps.now())).get(name) ?? null,
    today: localDateOf(deps.now()),
    typed: isRefused ? ask.form : gatewayToType(account),
    isRefused,
  };
  return { status: said.error === undefined ? 200 : 422, page: <GatewayPage {...view} /> };
}

/** The newest secrets; undefined where SECRET_KEY does not open them. */
async function secretsOf(
  { db, config, now }: PageDeps,
  name: string,
): Promise<Secrets | undefined> {
  const input = { now: now(), secretKey: config.secretKey };
  const merchants = await loadMerchants(db, input).catch((error: unknown) => {
    if (error instanceof Refused) return [];
    throw error;
  });
  return merchants.find((each) => each.name === name)?.secrets[0]?.secrets;
}

async function act(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  const name = ask.params['name'] ?? '';
  const account = (await loadGatewayAccounts(deps.db)).find((each) => each.name === name);
  if (!account || !may(principal, 'gateway.set', null)) return noSuch(ask);
  const { kind } = account;
  const { form } = ask;
  try {
    switch (form.get('viec') ?? '') {
      case 'thu': {
        const trial = await tryCallback(verbDeps(deps, ask), name);
        return await detail(deps, ask, trial ? { trial } : { error: noSecrets });
      }
      case 'khoa': {
        const secrets = secretsTyped(kind, form);
        await set(deps, ask, { name, document: documentWith({ kind, account, secrets }) });
        return { goTo: `${path}/${encodeURIComponent(name)}?da=khoa` };
      }
      case 'sua': {
        const secrets = await secretsOf(deps, name);
        if (!secrets) return await detail(deps, ask, { error: noSecrets });
        const document = documentTyped(form, { kind, account, secrets });
        if (!document) return await detail(deps, ask, { error: wrongDay });
        await set(deps, ask, { name, document });
        return { goTo: `${path}/${encodeURIComponent(name)}?da=sua` };
      }
    }
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return detail(deps, ask, { error: gatewayRefusalText(error.problem) });
  }
  return detail(deps, ask, { error: 'Chọn một việc.' });
}

const noSecrets = 'Không mở được khóa đang lưu (SECRET_KEY đã đổi). Hãy nhập khóa mới.';
const wrongDay = 'Áp dụng từ ngày: ghi theo dạng ngày/tháng/năm, ví dụ 01/06/2026.';

/** Held to the version that the page showed, as the API holds it to If-Match. */
async function set(
  deps: PageDeps,
  ask: PageAsk,
  given: { readonly name: string; readonly document: Record<string, unknown> },
): Promise<void> {
  await inTransaction(deps.db, async (trx) => {
    await holdName(trx, given.name);
    const standing = await findShown(trx, given.name);
    const seen = ask.form.get('phien-ban') ?? '';
    if ((standing ? versionOf(standing) : '') !== seen) {
      throw new Refused({ code: 'stale_version', detail: 'It has another version by now.' });
    }
    await setGateway({ ...verbDeps(deps, ask), db: trx }, given);
  });
}

function verbDeps({ db, now, config }: PageDeps, ask: PageAsk) {
  const by = byPrincipal(insiderOf(ask).principal, ask.visitor.requestId);
  return { db, now, by, secretKey: config.secretKey };
}

function showNew(_deps: PageDeps, ask: PageAsk, error: string | null): Promise<PageAnswer> {
  const { principal: who } = insiderOf(ask);
  if (!may(who, 'gateway.set', null)) return Promise.resolve(noSuch(ask));
  const asked = ask.form.get('loai') ?? queryText(ask.query, 'loai') ?? '';
  const kind = Object.hasOwn(gatewayKinds, asked) ? asked : null;
  const view = {
    ...{ province: ask.province, who, kind, error },
    kinds: Object.keys(gatewayKinds),
    names: kind === null ? [] : (gatewayKinds[kind]?.names ?? []),
    typed: error === null ? gatewayToType(undefined) : ask.form,
  };
  return Promise.resolve({
    status: error === null ? 200 : 422,
    page: <NewGatewayPage {...view} />,
  });
}

async function register(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  if (!may(insiderOf(ask).principal, 'gateway.set', null)) return noSuch(ask);
  const { form } = ask;
  const kind = form.get('loai') ?? '';
  const name = (form.get('ten') ?? '').normalize('NFC').trim().slice(0, 100);
  if (!Object.hasOwn(gatewayKinds, kind)) return showNew(deps, ask, 'Chọn loại cổng.');
  const parts = { kind, account: undefined, secrets: secretsTyped(kind, form) };
  const document = documentTyped(form, parts);
  if (!document) return showNew(deps, ask, wrongDay);
  try {
    await set(deps, ask, { name, document });
    return { goTo: `${path}/${encodeURIComponent(name)}?da=them` };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { problem } = error;
    const isTaken = problem.code === 'stale_version';
    const taken = 'Đã có cổng mang tên này. Chọn tên khác.';
    return showNew(deps, ask, isTaken ? taken : gatewayRefusalText(problem));
  }
}

function noSuch({ province, principal: who }: PageAsk): PageAnswer {
  const title = 'Không tìm thấy';
  const text = 'Không có cổng này; cấu hình cổng thuộc phạm vi toàn tỉnh.';
  return { status: 404, page: <MessagePage {...{ province, who, title, text }} /> };
}

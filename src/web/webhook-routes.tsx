// Webhooks on pages: the administrators of the system register receivers and see what they answered.
import { byPrincipal, may } from '../access/principal.js';
import { webhookChange, webhookGiven } from '../api/webhook-shape.js';
import { addDays, instantOf } from '../calendar.js';
import { namesByScope } from '../oversight/name-store.js';
import { Refused } from '../problem.js';
import { inTransaction } from '../db.js';
import {
  changeWebhook,
  deleteWebhook,
  registerWebhook,
  replayEvents,
  rotateSecret,
  testWebhook,
  type WebhookDeps,
} from '../webhooks/change-webhook.js';
import { loadDeliveries } from '../webhooks/delivery-store.js';
import { eventKinds, type Webhook } from '../webhooks/webhook.js';
import { findWebhook, loadWebhooks, lockWebhook } from '../webhooks/webhook-store.js';
import { dayTyped } from './account-form.js';
import { idIn } from './decision-form.js';
import { queryText } from './page-query.js';
import { insiderOf, type PageAnswer, type PageAsk, type PageDeps } from './page-route.js';
import type { PageRoute } from './page-route.js';
import { MessagePage } from './pages/message-page.js';
import { WebhookListPage } from './pages/webhook-list-page.js';
import { WebhookPage } from './pages/webhook-page.js';
import { webhookRefusalText } from './webhook-words.js';

const list = '/quan-tri/webhook';
const one = `${list}/:id`;

export const webhookPageRoutes: readonly PageRoute[] = [
  { method: 'get', path: list, action: 'webhook.read', handle: (deps, ask) => showAll(deps, ask) },
  { method: 'post', path: list, action: 'webhook.manage', handle: register },
  { method: 'get', path: one, action: 'webhook.read', handle: showOne },
  { method: 'post', path: one, action: 'webhook.manage', handle: act },
];

const deliveriesPerPage = 50;

async function showAll(
  deps: PageDeps,
  ask: PageAsk,
  error: string | null = null,
): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  if (!may(principal, 'webhook.read', null)) return noSuch(ask);
  const webhooks = await loadWebhooks(deps.db);
  const scopes = webhooks.map(({ scope }) => scope);
  const view = {
    ...{ province: ask.province, who: principal, webhooks, error },
    scopeNames: await namesByScope(deps.db, scopes),
    mayManage: may(principal, 'webhook.manage', null),
    typed: error === null ? null : ask.form,
    provinceCode: deps.config.province,
  };
  return { status: error === null ? 200 : 422, page: <WebhookListPage {...view} /> };
}

async function register(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { form } = ask;
  if (!may(insiderOf(ask).principal, 'webhook.manage', null)) return noSuch(ask);
  const given = webhookGiven.safeParse({
    name: form.get('ten') ?? '',
    url: (form.get('dia-chi') ?? '').trim(),
    scope: (form.get('pham-vi') ?? '').trim(),
    events: eventKinds.filter((kind) => form.has(kind)),
  });
  if (!given.success) {
    return showAll(deps, ask, 'Điền tên, địa chỉ, phạm vi và chọn ít nhất một sự kiện.');
  }
  try {
    const { events: kinds, ...settings } = given.data;
    const { webhook, secret } = await registerWebhook(webhookDeps(deps, ask), {
      ...settings,
      kinds,
    });
    return await detail(deps, ask, webhook, { secret });
  } catch (error) {
    return showAll(deps, ask, wordsOf(error));
  }
}

async function showOne(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const webhook = await webhookAsked(deps, ask);
  if (!webhook) return noSuch(ask);
  const told = queryText(ask.query, 'da') ?? '';
  const notice = Object.hasOwn(noticeWords, told) ? (noticeWords[told] ?? null) : null;
  return detail(deps, ask, webhook, { notice });
}

const noticeWords: Readonly<Record<string, string>> = {
  thu: 'Đã đưa sự kiện thử vào hàng gửi. Tải lại trang sau vài giây để xem trả lời.',
  'gui-lai': 'Đã đưa sự kiện vào hàng gửi lại.',
  'gui-lai-khoang': 'Đã đưa các sự kiện của khoảng ngày vào hàng gửi lại.',
  sua: 'Đã lưu.',
  'tam-dung': 'Đã tạm dừng.',
  'tiep-tuc': 'Đã tiếp tục.',
};

async function webhookAsked({ db }: PageDeps, ask: PageAsk): Promise<Webhook | undefined> {
  const id = idIn(ask.params['id']);
  const isSeen = may(insiderOf(ask).principal, 'webhook.read', null);
  return id !== null && isSeen ? findWebhook(db, id) : undefined;
}

async function detail(
  deps: PageDeps,
  ask: PageAsk,
  webhook: Webhook,
  said: { readonly secret?: string; readonly notice?: string | null; readonly error?: string },
): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  const found = await loadDeliveries(deps.db, {
    webhookId: webhook.id,
    before: idIn(queryText(ask.query, 'truoc')),
    limit: deliveriesPerPage + 1,
  });
  const deliveries = found.slice(0, deliveriesPerPage);
  const { secret = null, notice = null, error = null } = said;
  const view = {
    ...{ province: ask.province, who: principal, webhook, deliveries, secret, notice, error },
    scopeName: (await namesByScope(deps.db, [webhook.scope])).get(webhook.scope) ?? webhook.scope,
    next: found.length > deliveriesPerPage ? (deliveries.at(-1)?.id ?? null) : null,
    mayManage: may(principal, 'webhook.manage', null),
    typed: error === null ? null : ask.form,
  };
  return { status: error === null ? 200 : 422, page: <WebhookPage {...view} /> };
}

async function act(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const webhook = await webhookAsked(deps, ask);
  if (!webhook || !may(insiderOf(ask).principal, 'webhook.manage', null)) return noSuch(ask);
  try {
    return await done(deps, ask, webhook);
  } catch (error) {
    return detail(deps, ask, webhook, { error: wordsOf(error) });
  }
}

async function done(deps: PageDeps, ask: PageAsk, webhook: Webhook): Promise<PageAnswer> {
  const { id } = webhook;
  const acting = webhookDeps(deps, ask);
  const what = ask.form.get('viec') ?? '';
  const goTo = `${list}/${id}?da=${what}`;
  switch (what) {
    case 'tam-dung':
    case 'tiep-tuc':
      await turn(acting, id, what === 'tam-dung');
      return { goTo };
    case 'thu':
      await testWebhook(acting, id);
      return { goTo };
    case 'gui-lai': {
      const deliveryId = idIn(ask.form.get('lan'));
      if (deliveryId === null) break;
      await replayEvents(acting, { id, asked: { deliveryId } });
      return { goTo };
    }
    case 'gui-lai-khoang': {
      const asked = spanIn(ask);
      if (asked === null) {
        return detail(deps, ask, webhook, {
          error: 'Chọn ngày đầu và ngày cuối của khoảng, ghi theo dạng ngày/tháng/năm.',
        });
      }
      await replayEvents(acting, { id, asked });
      return { goTo };
    }
    case 'sua': {
      const error = await edited(acting, ask, id);
      return error === null ? { goTo } : detail(deps, ask, webhook, { error });
    }
    case 'khoa-moi': {
      const { secret } = await rotateSecret(acting, id);
      return detail(deps, ask, webhook, { secret });
    }
    case 'xoa':
      await deleteWebhook(acting, id);
      return { goTo: list };
  }
  return detail(deps, ask, webhook, { error: 'Chọn một việc.' });
}

/** Whole days, the last one included. */
function spanIn({ form }: PageAsk): { readonly from: Date; readonly to: Date } | null {
  const [first, last] = ['tu-ngay', 'den-ngay'].map((name) => dayTyped(form.get(name) ?? ''));
  if (first === undefined || last === undefined || first > last) return null;
  return { from: instantOf(first), to: instantOf(addDays(last, 1)) };
}

/** @returns why the form was not taken; null where it was */
async function edited(deps: WebhookDeps, { form }: PageAsk, id: string): Promise<string | null> {
  const given = webhookChange.safeParse({
    name: form.get('ten') ?? '',
    url: (form.get('dia-chi') ?? '').trim(),
    events: eventKinds.filter((kind) => form.has(kind)),
  });
  if (!given.success) return 'Điền tên, địa chỉ và chọn ít nhất một sự kiện.';
  const { name, url, events: kinds } = given.data;
  return inTransaction(deps.db, async (trx) => {
    const before = await lockWebhook(trx, id);
    if (String(before?.version) !== form.get('phien-ban') || !before) {
      return 'Webhook vừa được người khác thay đổi. Xem lại rồi lưu.';
    }
    await changeWebhook({ ...deps, db: trx }, before, { name, url, kinds });
    return null;
  });
}

async function turn(deps: WebhookDeps, id: string, isPaused: boolean): Promise<void> {
  await inTransaction(deps.db, async (trx) => {
    const webhook = await lockWebhook(trx, id);
    if (webhook) await changeWebhook({ ...deps, db: trx }, webhook, { isPaused });
  });
}

function webhookDeps({ db, now, config }: PageDeps, ask: PageAsk): WebhookDeps {
  const by = byPrincipal(insiderOf(ask).principal, ask.visitor.requestId);
  return { db, now, by, secretKey: config.secretKey, networks: config.webhookNetworks };
}

/** @throws whatever is no refusal */
function wordsOf(error: unknown): string {
  if (!(error instanceof Refused)) throw error;
  const { code, errors } = error.problem;
  return webhookRefusalText(code, errors?.[0]?.pointer);
}

function noSuch({ province, principal: who }: PageAsk): PageAnswer {
  const title = 'Không tìm thấy';
  const text = 'Không có webhook này trong phạm vi của bạn.';
  return { status: 404, page: <MessagePage {...{ province, who, title, text }} /> };
}

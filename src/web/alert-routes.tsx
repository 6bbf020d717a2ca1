// Alerts: what was told to whom and what became of it; and the page behind the link of a mail, where
// whoever holds the mail says, without logging in, that the office acts.
import { byVisitor } from '../access/access-deps.js';
import { byPrincipal, may, sightOf } from '../access/principal.js';
import { alertOutcomes, listAlerts, unreachedUnits } from '../alerts/alert-list-store.js';
import { flagHistory } from '../alerts/flag-history-store.js';
import { acknowledge, noteCharsMax, openAck } from '../alerts/acknowledge-alert.js';
import { tellUnits, type TellOutcome } from '../alerts/tell-units.js';
import { idIn } from './decision-form.js';
import { queryText } from './page-query.js';
import { insiderOf, type PageAnswer, type PageAsk, type PageDeps } from './page-route.js';
import type { PageRoute } from './page-route.js';
import { AckPage } from './pages/ack-page.js';
import { AlertsPage } from './pages/alerts-page.js';
import { MessagePage } from './pages/message-page.js';

export const alertPageRoutes: readonly PageRoute[] = [
  {
    method: 'get',
    path: '/canh-bao',
    action: 'alert.read',
    handle: (d, ask) => showAlerts(d, ask),
  },
  { method: 'post', path: '/canh-bao', action: 'alert.send', handle: sendNow },
  { method: 'get', path: '/ack/:token', action: 'public', handle: showAck },
  { method: 'post', path: '/ack/:token', action: 'public', handle: sendAck },
];

const pageLength = 30;
const historyLength = 50;

async function showAlerts(
  { db, now }: PageDeps,
  ask: PageAsk,
  told: TellOutcome | null = null,
): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  const { units, isProvince } = sightOf(principal, 'alert.read');
  const unitCode = queryText(ask.query, 'don-vi') ?? null;
  if (unitCode !== null && !may(principal, 'alert.read', unitCode)) return unknownUnit(ask);
  const outcome = alertOutcomes.find((each) => each === queryText(ask.query, 'trang-thai'));
  const asked = { before: idIn(queryText(ask.query, 'truoc')), limit: pageLength + 1 };
  const sight = { units: [...units], isProvince };
  const filter = { unitCode: unitCode ?? undefined, outcome };
  const found = await listAlerts(db, sight, { ...filter, ...asked });
  const alerts = found.slice(0, pageLength);
  const view = {
    ...{ province: ask.province, who: principal, alerts, unitCode, outcome: outcome ?? null },
    ...{ told, maySend: unitCode === null && may(principal, 'alert.send', null) },
    next: found.length > pageLength ? (alerts.at(-1)?.id ?? null) : null,
    history:
      unitCode === null
        ? []
        : await flagHistory(db, unitCode, { limit: historyLength, through: now() }),
    unreached: await unreachedUnits(db, unitCode === null ? sight.units : [unitCode]),
  };
  return { page: <AlertsPage {...view} /> };
}

/** What the morning does, now: whoever has had their mail of the day is told nothing twice. */
async function sendNow(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  if (!may(principal, 'alert.send', null)) return provinceOnly(ask);
  const { db, config, now } = deps;
  const by = byPrincipal(principal, ask.visitor.requestId);
  return showAlerts(deps, ask, await tellUnits({ db, config, by }, { asOf: now() }));
}

async function showAck({ db }: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const secret = String(ask.params['token']);
  const asked = await openAck(db, secret);
  if (asked.kind === 'gone') return noAlert(ask);
  const { province } = ask;
  return { page: <AckPage {...{ province, secret, alert: asked.alert }} /> };
}

async function sendAck(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const secret = String(ask.params['token']);
  const { province, visitor } = ask;
  const note = noteIn(ask);
  if (note === undefined) {
    const asked = await openAck(deps.db, secret);
    if (asked.kind === 'gone') return noAlert(ask);
    const error = `Ghi trên một dòng, tối đa ${String(noteCharsMax)} ký tự.`;
    const view = { province, secret, alert: asked.alert, error, typed: ask.form.get('ghi-chu') };
    return { status: 422, page: <AckPage {...view} /> };
  }
  const by = byVisitor(deps, visitor);
  const { db, now } = deps;
  const outcome = await acknowledge({ db, now, by }, { secret, note });
  return outcome.kind === 'gone' ? noAlert(ask) : { goTo: `/ack/${secret}` };
}

/** What will be done; null: nothing was said; undefined: what no line may hold. */
function noteIn({ form }: PageAsk): string | null | undefined {
  const note = (form.get('ghi-chu') ?? '').normalize('NFC').trim().replace(/\s+/g, ' ');
  if (note === '') return null;
  return note.length <= noteCharsMax && !/[\p{C}\p{Zl}\p{Zp}]/u.test(note) ? note : undefined;
}

function noAlert({ province, principal: who }: PageAsk): PageAnswer {
  const title = 'Đường dẫn không còn hiệu lực';
  const text =
    'Cảnh báo này đã hết, hoặc đơn vị đã được gửi thông báo mới hơn. Hãy dùng đường dẫn trong thư ' +
    'mới nhất.';
  return { status: 404, page: <MessagePage {...{ province, who, title, text }} /> };
}

function provinceOnly({ province, principal: who }: PageAsk): PageAnswer {
  const title = 'Không tìm thấy trang';
  const text = 'Gửi cảnh báo thuộc phạm vi toàn tỉnh.';
  return { status: 404, page: <MessagePage {...{ province, who, title, text }} /> };
}

function unknownUnit({ province, principal: who }: PageAsk): PageAnswer {
  const title = 'Không tìm thấy đơn vị';
  const text = 'Không có đơn vị mang mã này trong phạm vi của bạn.';
  return { status: 404, page: <MessagePage {...{ province, who, title, text }} /> };
}

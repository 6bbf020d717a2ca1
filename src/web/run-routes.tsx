// Reconciliation runs on pages: the latest, one that is started, watched and taken back, and a rehearsal
// of other rules that writes nothing.
import { byPrincipal, may } from '../access/principal.js';
import { inTransaction, type Db } from '../db.js';
import { errorFields } from '../log.js';
import { Refused } from '../problem.js';
import { byRule, movesOf, rehearse, tallyOf, type Rehearsal } from '../reconciliation/rehearse.js';
import { selectRun, selectRuns } from '../reconciliation/run-store.js';
import { askForRun, phaseOf, runAsked, takeRunBack } from '../reconciliation/watch-run.js';
import { idIn } from './decision-form.js';
import { addressOf, queryText } from './page-query.js';
import { insiderOf, type PageAnswer, type PageAsk, type PageDeps } from './page-route.js';
import type { PageRoute } from './page-route.js';
import { MessagePage } from './pages/message-page.js';
import { RehearsalPage } from './pages/rehearsal-page.js';
import { RunPage } from './pages/run-page.js';
import { RunsPage } from './pages/runs-page.js';

const path = '/quan-tri/doi-chieu';
const one = `${path}/:id`;
const trial = '/quan-tri/chay-thu';
const perPage = 30;

export const runPageRoutes: readonly PageRoute[] = [
  { method: 'get', path, action: 'reconciliation.read', handle: showAll },
  { method: 'post', path, action: 'reconciliation.run', handle: start },
  {
    method: 'get',
    path: one,
    action: 'reconciliation.read',
    handle: (d, ask) => show(d, ask, null),
  },
  { method: 'post', path: one, action: 'reconciliation.run', handle: cancel },
  {
    method: 'get',
    path: trial,
    action: 'reconciliation.run',
    handle: (d, ask) => trialForm(d, ask),
  },
  { method: 'post', path: trial, action: 'reconciliation.run', handle: runTrial },
];

async function showAll({ db, now }: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  if (!may(principal, 'reconciliation.read', null)) return noSuch(ask);
  const before = idIn(queryText(ask.query, 'truoc'));
  const found = await selectRuns(db, { now: now(), before, limit: perPage + 1 });
  const runs = found.slice(0, perPage);
  const last = found.length > perPage ? runs.at(-1)?.id : undefined;
  const view = {
    ...{ province: ask.province, who: principal, runs },
    next: last === undefined ? null : addressOf(path, { truoc: last }),
    mayRun: may(principal, 'reconciliation.run', null),
  };
  return { page: <RunsPage {...view} /> };
}

async function start(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  if (!may(principal, 'reconciliation.run', null)) return noSuch(ask);
  const { db, now, log } = deps;
  const by = byPrincipal(principal, ask.visitor.requestId);
  const id = await askForRun(db, { by, now: now() });
  // not waited for: the run's page tells how far it is
  runAsked({ db, now, by }, id).catch((error: unknown) => {
    log.error({ run: id, ...errorFields(error) }, 'run failed');
  });
  return { goTo: `${path}/${id}` };
}

async function show(
  { db, now }: PageDeps,
  ask: PageAsk,
  error: string | null,
): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  const id = idIn(ask.params['id']);
  const isSeen = may(principal, 'reconciliation.read', null);
  const run = isSeen && id !== null ? await selectRun(db, { id, now: now() }) : undefined;
  if (!run) return noSuch(ask);
  const view = {
    ...{ province: ask.province, who: principal, run, error },
    phase: phaseOf(db, run.id),
    mayRun: may(principal, 'reconciliation.run', null),
  };
  return { status: error === null ? 200 : 409, page: <RunPage {...view} /> };
}

async function cancel(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  const { db, now } = deps;
  const id = idIn(ask.params['id']);
  const isSeen = may(principal, 'reconciliation.run', null);
  const run = isSeen && id !== null ? await selectRun(db, { id, now: now() }) : undefined;
  if (!run) return noSuch(ask);
  const by = byPrincipal(principal, ask.visitor.requestId);
  try {
    await inTransaction(db, (trx) => takeRunBack(trx, { id: run.id, by, at: now() }));
    return { goTo: `${path}/${run.id}` };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return show(deps, ask, 'Phiên này đã kết thúc, không dừng được nữa.');
  }
}

const boxOf = (code: string): string => `bo-${code}`;

function trialForm(
  { rules }: PageDeps,
  ask: PageAsk,
  said: { readonly rehearsal?: Rehearsal; readonly error?: string } = {},
): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  if (!may(principal, 'reconciliation.run', null)) return Promise.resolve(noSuch(ask));
  const codes = [...new Set(rules.reconcilers.map(({ code }) => code))];
  const { rehearsal } = said;
  const view = {
    ...{
      province: ask.province,
      who: principal,
      ruleSet: rules.ruleSet,
      error: said.error ?? null,
    },
    rules: codes.map((code) => ({ code, isLeftOut: ask.form.has(boxOf(code)) })),
    result: rehearsal
      ? {
          ...{ kept: tallyOf(rehearsal.kept), decided: tallyOf(rehearsal.decided) },
          rules: byRule(rehearsal),
          payments: movesOf(rehearsal.payments),
          lines: movesOf(rehearsal.lines),
        }
      : null,
  };
  const status = said.error === undefined ? 200 : 422;
  return Promise.resolve({ status, page: <RehearsalPage {...view} /> });
}

const rehearsing = new WeakSet<Db>();

/** It reads the whole province and takes a processor: one at a time. */
async function runTrial(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { db, rules, now } = deps;
  if (!may(insiderOf(ask).principal, 'reconciliation.run', null)) return noSuch(ask);
  const kept = rules.reconcilers.filter(({ code }) => !ask.form.has(boxOf(code)));
  if (kept.length === 0) return trialForm(deps, ask, { error: 'Giữ lại ít nhất một quy tắc.' });
  if (rehearsing.has(db)) {
    return trialForm(deps, ask, {
      error: 'Đang có một lần chạy thử khác. Hãy thử lại sau ít phút.',
    });
  }
  rehearsing.add(db);
  try {
    const rehearsal = await rehearse({ db }, { rules: kept, asOf: now() });
    return await trialForm(deps, ask, { rehearsal });
  } finally {
    rehearsing.delete(db);
  }
}

function noSuch({ province, principal: who }: PageAsk): PageAnswer {
  const title = 'Không tìm thấy';
  const text = 'Phiên đối chiếu thuộc phạm vi toàn tỉnh; không có phiên này trong phạm vi của bạn.';
  return { status: 404, page: <MessagePage {...{ province, who, title, text }} /> };
}

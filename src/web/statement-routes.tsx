// Statements as officers look at them, and what they decide about one.
import { byPrincipal, mayAnywhere, sightOf } from '../access/principal.js';
import {
  loadStatementHistory,
  type StatementHistory,
} from '../oversight/statement-history-store.js';
import {
  isStatementClear,
  mayDecideStatement,
  seesStatement,
} from '../oversight/statement-sight.js';
import { Refused } from '../problem.js';
import { reconcile } from '../reconciliation/run-reconciliation.js';
import { decideStatement, possibleDecisions } from '../statements/decide-statement.js';
import { statementDecisions } from '../statements/decision-store.js';
import { seesPaper } from '../statements/paper-sight.js';
import { paperOfStatement } from '../statements/paper-store.js';
import {
  findStatement,
  listStatements,
  type ListedStatement,
} from '../statements/statement-list-store.js';
import { provingExport, stateWords } from '../statements/statement-words.js';
import { idIn, reasonIn } from './decision-form.js';
import { queryText } from './page-query.js';
import { readForPage } from './page-reading.js';
import { insiderOf, type PageAnswer, type PageAsk, type PageDeps } from './page-route.js';
import type { PageRoute } from './page-route.js';
import { MessagePage } from './pages/message-page.js';
import { StatementPage, type ShownLines } from './pages/statement-page.js';
import { StatementsPage } from './pages/statements-page.js';

export const statementPageRoutes: readonly PageRoute[] = [
  { method: 'get', path: '/sao-ke', action: 'statement.read', handle: showStatements },
  { method: 'get', path: '/sao-ke/:id', action: 'statement.read', handle: showStatement },
  { method: 'post', path: '/sao-ke/:id/quyet-dinh', action: 'statement.decide', handle: decide },
];

const pageLength = 50;

async function showStatements(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  const sight = sightOf(principal, 'statement.read');
  const given = queryText(ask.query, 'trang-thai');
  const state = given !== undefined && Object.hasOwn(stateWords, given) ? given : null;
  const before = idIn(queryText(ask.query, 'truoc'));
  const found = await listStatements(deps.db, {
    ...{ units: [...sight.units], unregistered: sight.isProvince, before },
    ...{ state: state ?? undefined, limit: pageLength + 1 },
  });
  const statements = found.slice(0, pageLength);
  const next = found.length > pageLength ? (statements.at(-1)?.id ?? null) : null;
  const mayImport = mayAnywhere(principal, 'statement.upload');
  const mayEnter = mayAnywhere(principal, 'statement.enter');
  const page = { statements, state, next, mayImport, mayEnter };
  const view = { province: ask.province, who: principal, ...page };
  return { page: <StatementsPage {...view} /> };
}

async function showStatement(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const found = await statementAsked(deps, ask);
  return found ? statementPage(deps, ask, found, null) : noSuchStatement(ask);
}

async function statementAsked(deps: PageDeps, ask: PageAsk): Promise<ListedStatement | undefined> {
  const id = idIn(ask.params['id']);
  const found = id === null ? undefined : await findStatement(deps.db, id);
  return found && seesStatement(insiderOf(ask).principal, found) ? found : undefined;
}

async function statementPage(
  deps: PageDeps,
  ask: PageAsk,
  statement: ListedStatement,
  error: string | null,
): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  const history: StatementHistory = await loadStatementHistory(deps.db, statement.id);
  const mayDecide = mayDecideStatement(principal, statement);
  const lines = await linesShown(deps, ask, statement.id);
  const view = {
    ...{ province: ask.province, who: principal, statement, history, lines, error },
    isClear: isStatementClear(principal, statement),
    provenBy: provingExport({ ...statement, ...history }),
    paperId: seesPaper(principal, statement) ? await paperOfStatement(deps.db, statement.id) : null,
    possible: mayDecide ? possibleDecisions(statement) : [],
    notice: queryText(ask.query, 'da') === 'ghi' ? 'Đã ghi quyết định và đối chiếu lại.' : null,
  };
  return { status: error === null ? 200 : 422, page: <StatementPage {...view} /> };
}

const linesOnPage = 50;

/** Its own lines in sight, in the file's order, page by page. */
async function linesShown(deps: PageDeps, ask: PageAsk, statementId: string): Promise<ShownLines> {
  const { seen } = await readForPage(deps, ask);
  const own = seen.lines
    .filter(({ statement }) => statement === statementId)
    .sort((one, other) => one.lineNo - other.lineNo);
  const pageCount = Math.max(1, Math.ceil(own.length / linesOnPage));
  const asked = Number(queryText(ask.query, 'trang') ?? '1');
  const page = Number.isSafeInteger(asked) && asked >= 1 ? Math.min(asked, pageCount) : 1;
  return { lines: own.slice((page - 1) * linesOnPage, page * linesOnPage), page, pageCount };
}

async function decide(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  const statement = await statementAsked(deps, ask);
  if (!statement || !mayDecideStatement(principal, statement)) return noSuchStatement(ask);
  const decision = statementDecisions.find((each) => each === ask.form.get('viec'));
  const reason = reasonIn(ask);
  if (!decision || reason === null) {
    return statementPage(deps, ask, statement, 'Chọn quyết định và ghi lý do.');
  }
  const by = byPrincipal(principal, ask.visitor.requestId);
  const deciding = { db: deps.db, now: deps.now, by };
  try {
    await decideStatement(deciding, { statementId: statement.id, decision, reason });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const text = 'Chưa ghi được: trạng thái của sao kê đã thay đổi. Vui lòng xem lại.';
    return statementPage(deps, ask, statement, text);
  }
  await reconcile(deciding);
  return { goTo: `/sao-ke/${statement.id}?da=ghi` };
}

function noSuchStatement({ province, principal: who }: PageAsk): PageAnswer {
  const title = 'Không tìm thấy';
  const text = 'Không có sao kê này trong phạm vi của bạn.';
  return { status: 404, page: <MessagePage {...{ province, who, title, text }} /> };
}

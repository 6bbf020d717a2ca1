// One line of a statement: what the bank printed, whose money it is, and why not another's.
import { may } from '../access/principal.js';
import { ambiguityOf } from '../oversight/ambiguity.js';
import { matchesOfLine } from '../oversight/line-matches.js';
import { reviewSubject } from '../oversight/review-subject.js';
import { rivalsOfLine } from '../oversight/rivals.js';
import { badAddress } from './figure-routes.js';
import { recordRead } from './match-ask.js';
import { asOfQuery, queryText } from './page-query.js';
import { readForPage } from './page-reading.js';
import { insiderOf, type PageAnswer, type PageAsk, type PageDeps } from './page-route.js';
import type { PageRoute } from './page-route.js';
import { LinePage } from './pages/line-page.js';
import { MessagePage } from './pages/message-page.js';
import { reviewActRoutes, reviewNotices } from './review-act-routes.js';
import { reviewWorkOf } from './review-work.js';

export const linePageRoutes: readonly PageRoute[] = [
  { method: 'get', path: '/sao-ke/dong/:id', action: 'line.read', handle: showLine },
  ...reviewActRoutes('line', '/sao-ke/dong/:id', linePage),
];

function showLine(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  return linePage(deps, ask, null);
}

async function linePage(deps: PageDeps, ask: PageAsk, error: string | null): Promise<PageAnswer> {
  const query = asOfQuery.safeParse(ask.query);
  if (!query.success) return badAddress(ask, query.error);
  const asked = query.data['as-of'];
  const { principal } = insiderOf(ask);
  const { whole, seen } = await readForPage(deps, ask, asked);
  const line = seen.lines.find(({ lineId }) => lineId === ask.params['id']);
  if (!line) return unknownLine(ask);
  await recordRead(deps, ask, [line]);
  const item = { kind: 'line', id: line.lineId } as const;
  const subject = asked ? null : await reviewSubject(deps.db, { principal, whole, seen }, item);
  const matches = await matchesOfLine(deps.db, line, { whole, principal });
  const unit = seen.units.find(({ unitCode }) => unitCode === line.unitCode);
  const view = {
    ...{ province: ask.province, who: principal, line, unit, matches, asked, asOf: seen.asOf },
    ambiguities: matches.flatMap((match) => ambiguityOf(match, seen) ?? []),
    rivals: line.state === 'matched' ? [] : rivalsOfLine(line, seen),
    discrepancies: seen.discrepancies.filter(({ lineIds }) => lineIds.includes(line.lineId)),
    seesStatement: may(principal, 'statement.read', line.unitCode),
    seesMatches: may(principal, 'match.read', line.unitCode),
    ...{ error, form: ask.form, work: subject && (await reviewWorkOf(deps, principal, subject)) },
    notice: reviewNotices[queryText(ask.query, 'da') ?? ''] ?? null,
  };
  return { status: error === null ? 200 : 422, page: <LinePage {...view} /> };
}

/** One that is not there and one out of sight are told in the same words. */
function unknownLine({ province, principal: who }: PageAsk): PageAnswer {
  const title = 'Không tìm thấy';
  const text = 'Không có dòng sao kê này trong phạm vi của bạn.';
  return { status: 404, page: <MessagePage {...{ province, who, title, text }} /> };
}

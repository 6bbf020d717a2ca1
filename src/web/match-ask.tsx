// What the pages about matches share: what was read, what was seen as proof, what is not there.
import { byPrincipal } from '../access/principal.js';
import { recordPayerRead } from '../audit/payer-reads.js';
import { proofKinds, type ProofKind } from '../reconciliation/match-decision-store.js';
import type { LineReading } from '../reconciliation/reading.js';
import { insiderOf, type PageAnswer, type PageAsk, type PageDeps } from './page-route.js';
import { MessagePage } from './pages/message-page.js';

/** What the bank printed may name who paid. */
export async function recordRead(
  { db }: PageDeps,
  ask: PageAsk,
  lines: readonly LineReading[],
): Promise<void> {
  const by = byPrincipal(insiderOf(ask).principal, ask.visitor.requestId);
  const shown = lines.filter(({ narrative }) => narrative !== null);
  await recordPayerRead(
    { by, db },
    { kind: 'line', shown: shown.map(({ lineId, unitCode }) => ({ id: lineId, unitCode })) },
  );
}

/** What the officer saw. */
export function proofIn({ form }: PageAsk): ProofKind {
  return proofKinds.find((each) => each === form.get('can-cu')) ?? 'statement';
}

export function noSuchMatch({ province, principal: who }: PageAsk): PageAnswer {
  const title = 'Không tìm thấy';
  const text = 'Không có kết quả khớp hay giao dịch này trong phạm vi của bạn.';
  return { status: 404, page: <MessagePage {...{ province, who, title, text }} /> };
}

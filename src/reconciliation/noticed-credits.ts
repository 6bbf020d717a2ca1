// Credits that bank feeds announced, each read as the statement line that it will be and joined with
// that line once it is there.
import type { StatementLine } from '../statements/statement-store.js';
import { byBooking, type Line } from './book.js';
import type { ExpectedPayment } from './expected-credits.js';
import type { BankNoticeFact, ProvinceFacts } from './facts.js';
import { noticeKey } from './noticed-payments.js';

export interface NoticedCredit {
  readonly notice: BankNoticeFact;
  readonly line: Line;
  /** The id of the line it is joined with; null while there is none or several would do. */
  readonly lineId: string | null;
  /** The payment that it is itself, where it is one. */
  readonly payment: ExpectedPayment | null;
}

/** Notices, the lines they are joined with, and the payments of all gateways. */
export interface Noticing {
  readonly facts: ProvinceFacts;
  readonly payments: readonly ExpectedPayment[];
  readonly joined: ReadonlyMap<BankNoticeFact, StatementLine>;
}

/** The payments that feeds' notices are themselves. */
export function ownPayments({ facts, payments }: Noticing): Map<BankNoticeFact, ExpectedPayment> {
  if (facts.notices.length === 0) return new Map();
  const byKey = new Map(
    payments.map((each) => [noticeKey(each.gateway.id, each.record.gatewayTxnId), each]),
  );
  return new Map(
    facts.notices.flatMap((notice) => {
      const own = byKey.get(noticeKey(notice.gatewayAccountId, notice.noticeId));
      return own ? [[notice, own] as const] : [];
    }),
  );
}

/** Every credit noticed, in the order of the lines. */
export function noticedCredits(
  noticing: Noticing,
  reader: (fact: StatementLine) => { readonly line: Line },
): NoticedCredit[] {
  const { facts, joined } = noticing;
  if (facts.notices.length === 0) return [];
  const own = ownPayments(noticing);
  return facts.notices
    .filter(({ amount }) => amount > 0n)
    .map((notice) => ({
      notice,
      line: reader(asLine(notice)).line,
      lineId: joined.get(notice)?.id ?? null,
      payment: own.get(notice) ?? null,
    }))
    .sort((one, other) => byBooking(one.line, other.line));
}

/** A notice as the statement line that it will be. */
export function asLine(notice: BankNoticeFact): StatementLine {
  const { gatewayAccountId, noticeId, movedOn, amount, bankRef, code, narrative } = notice;
  return {
    id: `notice ${noticeKey(gatewayAccountId, noticeId)}`,
    bankAccountId: notice.bankAccountId ?? '',
    statementId: '',
    lineNo: 0,
    bookingDate: movedOn,
    valueDate: movedOn,
    amount,
    bankRef,
    narrative: code === null ? narrative : `${narrative} ${code}`,
    counterparty: null,
  };
}

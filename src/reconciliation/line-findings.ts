// What an unmatched credit line tells: a duplicate, a payment that did not succeed, a batch that
// does not add up, a payment nobody announced. A unit's other income tells nothing.
import { addDays } from '../calendar.js';
import { groupBy } from '../group-by.js';
import type { StatementLine } from '../statements/statement-store.js';
import { fitOf, isExact, isRightAccount, type Credit, type Line } from './items.js';
import { isTaken, isTestTransfer, unitOfLine } from './line-reading.js';
import { carriesDossierCode } from './other-money.js';
import type { Reading } from './payment-reading.js';

export type LineFindingKind =
  | 'duplicate_credit'
  | 'status_conflict'
  | 'batch_unbalanced'
  | 'callback_missing'
  | 'unidentified_credit';

export interface LineFinding {
  readonly kind: LineFindingKind;
  readonly line: Line;
  readonly unitCode: string | null;
  readonly gatewayAccountId: string | null;
}

/** How long an equal amount in the account may belong to an open payment. */
const equalWithinDays = 30;

/** Findings about the credit lines that no live match has taken. */
export function lineFindings(lines: readonly StatementLine[], reading: Reading): LineFinding[] {
  const openByAmount = openCredits(reading);
  return lines.flatMap((each) => {
    if (each.amount <= 0n || isTaken(each, reading) || isTestTransfer(each, reading)) return [];
    const line = reading.ledger.lines.get(each.id);
    if (!line) return [];
    const unitCode = unitOfLine(each, reading);
    const finding = findingOf(line, unitCode, reading, openByAmount);
    return finding ? [{ ...finding, line, unitCode }] : [];
  });
}

function findingOf(
  line: Line,
  unitCode: string | null,
  reading: Reading,
  openByAmount: OpenCredits,
): Pick<LineFinding, 'kind' | 'gatewayAccountId'> | undefined {
  const [named] = line.named.flat();
  if (named) {
    const credits = line.named.flat();
    const credited = credits.filter(
      (credit) => reading.context.evidenceOf(credit).lines.length > 0,
    );
    const repeats = credited.some((credit) => isExact(fitOf(credit, line.amount)));
    const isCredited = repeats || credited.length === credits.length;
    const kind = isCredited ? 'duplicate_credit' : 'unidentified_credit';
    return { kind, gatewayAccountId: named.gatewayAccountId };
  }
  const gatewayAccountId = line.gateways[0] ?? null;
  if (line.namesUnpaid) {
    const unpaid = reading.ledger.namedPayments.get(line.id)?.[0];
    return { kind: 'status_conflict', gatewayAccountId: unpaid?.gateway.id ?? gatewayAccountId };
  }
  if (reading.evidence.unresolvedBatches.has(line.id)) {
    return { kind: 'batch_unbalanced', gatewayAccountId };
  }
  const announced = line.gateways.length > 0 || line.batches.length > 0;
  if (announced || carriesDossierCode(line.narrative)) {
    return { kind: 'callback_missing', gatewayAccountId };
  }
  if (equalsOpenPayment(line, unitCode, openByAmount)) {
    return { kind: 'unidentified_credit', gatewayAccountId: null };
  }
  return undefined;
}

/** Open credits by unit and each sum they may arrive in. */
type OpenCredits = ReadonlyMap<string, readonly Credit[]>;

function openCredits(reading: Reading): OpenCredits {
  const open = [...reading.ledger.credits.values()].filter((credit) => {
    const evidence = reading.context.evidenceOf(credit);
    return evidence.lines.length === 0 && !evidence.proposed && !credit.refund?.full;
  });
  const sums = open.flatMap((credit) =>
    [...new Set([credit.gross, credit.net])].map((sum) => ({ credit, sum })),
  );
  const groups = groupBy(sums, ({ credit, sum }) => `${credit.unitCode ?? ''} ${sum}`);
  return new Map([...groups].map(([key, group]) => [key, group.map(({ credit }) => credit)]));
}

function equalsOpenPayment(line: Line, unitCode: string | null, open: OpenCredits): boolean {
  const equal = open.get(`${unitCode ?? ''} ${line.amount}`) ?? [];
  return equal.some(
    (credit) =>
      credit.paidOn <= line.bookedOn &&
      line.bookedOn <= addDays(credit.dueOn, equalWithinDays) &&
      isRightAccount(credit, line),
  );
}

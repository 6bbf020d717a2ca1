// Matches cut to what somebody may see: a match is shown to everyone who sees one of its legs, and
// of the other legs as little as explains the own one.
import { sees, sightOf, type Principal, type Sight } from '../access/principal.js';
import { sumMoney, type Money } from '../money.js';
import type { LegLine, LegPayment, MatchLeg, MatchReading } from './export-matches.js';
import { lastDigits } from './in-sight.js';

/**
 * The matches that a principal may see. A line elsewhere is reduced to its day and the own legs'
 * sum; payments elsewhere are left out, or reduced where the line is the reader's own. What the
 * checks compared may name the others, so then only their verdicts remain.
 */
export function matchesInSight(
  matches: readonly MatchReading[],
  principal: Principal,
): MatchReading[] {
  const eyes = {
    matches: sightOf(principal, 'match.read'),
    lines: sightOf(principal, 'line.read'),
    payments: sightOf(principal, 'payment.read'),
  };
  return matches.flatMap((match) => matchInSight(match, eyes) ?? []);
}

interface Eyes {
  readonly matches: Sight;
  readonly lines: Sight;
  readonly payments: Sight;
}

function matchInSight(match: MatchReading, eyes: Eyes): MatchReading | undefined {
  const own = match.legs.filter((leg) => isOwn(leg, eyes));
  if (own.length === match.legs.length) return match;
  if (own.length === 0) return undefined;
  const seesLine = own.some(({ line }) => line !== null);
  const share = sumMoney(own.flatMap(({ payment, amount }) => (payment ? [amount] : [])));
  const paysOthers = match.legs.some((leg) => leg.payment !== null && !own.includes(leg));
  const legs = match.legs.flatMap((leg): MatchLeg[] => {
    if (own.includes(leg)) return [leg];
    if (leg.line) return [lineElsewhere(leg, leg.line, paysOthers ? share : leg.amount)];
    return seesLine && leg.payment ? [{ ...leg, payment: reducedPayment(leg.payment) }] : [];
  });
  const checks = match.checks.map((check) => ({ ...check, expected: null, found: null }));
  return { ...match, legs, checks, masked: ['checks'] };
}

function isOwn({ line, payment }: MatchLeg, eyes: Eyes): boolean {
  const unitCode = (line ?? payment)?.unitCode ?? null;
  const kind = line ? eyes.lines : eyes.payments;
  return sees(eyes.matches, unitCode) && sees(kind, unitCode);
}

/** A batch's sum would tell what the others were paid: then only the own part is shown. */
function lineElsewhere(leg: MatchLeg, line: LegLine, amount: Money): MatchLeg {
  return { ...leg, line: reducedLine(line, amount), amount };
}

function reducedLine({ account, bookingDate }: LegLine, amount: Money): LegLine {
  const none = { lineId: null, unitCode: null, bankRef: null, statement: null, lineNo: null };
  return { ...none, account: lastDigits(account), bookingDate, amount, outOfScope: true };
}

function reducedPayment({ gateway }: LegPayment): LegPayment {
  const none = { paymentId: null, unitCode: null, gatewayTxnId: null, merchantRef: null };
  return { ...none, gateway, gatewayAccount: null, outOfScope: true };
}

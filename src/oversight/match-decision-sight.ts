// Who may decide about a match: whoever may decide for the unit of each of its lines and payments.
// Pages and API ask here.
import { sees, sightOf, type Principal } from '../access/principal.js';
import type { ProvinceReading } from '../reconciliation/reading.js';
import type { MatchReading } from './export-matches.js';

export function mayDecideMatch(
  principal: Principal,
  { legs }: Pick<MatchReading, 'legs'>,
): boolean {
  const sight = sightOf(principal, 'match.decide');
  return legs.every(({ line, payment }) => sees(sight, (line ?? payment)?.unitCode ?? null));
}

/** The unit whose trail tells what is decided: that of the payments, else of the lines, if it is one. */
export function unitOfMatch({ legs }: Pick<MatchReading, 'legs'>): string | null {
  const payments = legs.flatMap(({ payment }) => (payment ? [payment.unitCode] : []));
  const lines = legs.flatMap(({ line }) => (line ? [line.unitCode] : []));
  const [only = null, ...others] = new Set(payments.length > 0 ? payments : lines);
  return others.length > 0 ? null : only;
}

/** Lines and payments that a match is to be made of, by their ids. */
export interface Chosen {
  readonly lines: readonly string[];
  readonly payments: readonly string[];
}

/** Whether all of them are there and the principal may decide for their units. */
export function mayMatch(principal: Principal, whole: ProvinceReading, chosen: Chosen): boolean {
  const sight = sightOf(principal, 'match.decide');
  const lines = new Map(whole.lines.map((line) => [line.lineId, line]));
  const payments = new Map(whole.payments.map((payment) => [payment.paymentId, payment]));
  const parts = [
    ...chosen.lines.map((id) => lines.get(id)),
    ...chosen.payments.map((id) => payments.get(id)),
  ];
  return parts.every((part) => part !== undefined && sees(sight, part.unitCode));
}

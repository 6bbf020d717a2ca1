// What became of the verifications that were asked for: the code on the account's own statement in
// time proves it; anywhere else, or too late, it proves nothing and is told.
import type { LocalDate } from '../calendar.js';
import { unitHolding } from './coverage-reading.js';
import type { VerificationFact } from './facts.js';
import { byBooking, type Line } from './items.js';
import type { Reading } from './payment-reading.js';
import type { VerificationReading } from './reading.js';

/** A verification with the lines that carry its code, the earliest first. */
export interface SeenTransfer {
  readonly asked: VerificationFact;
  /** In the very account, booked from the day it was asked for to its last day. */
  readonly proving: readonly Line[];
  /** In another account, or before or after that time. */
  readonly others: readonly Line[];
}

/** What the lines booked by the as-of say of each verification asked for by then. */
export function seenTransfers(reading: Pick<Reading, 'ledger' | 'context'>): SeenTransfer[] {
  const { ledger, context } = reading;
  const byCode = new Map<string, Line[]>();
  for (const [lineId, codes] of ledger.testTransfers) {
    const line = ledger.lines.get(lineId);
    if (!line || line.bookedOn > context.asOfDay) continue;
    for (const code of codes) byCode.set(code, [...(byCode.get(code) ?? []), line]);
  }
  return ledger.facts.verifications
    .filter(({ madeOn }) => madeOn <= context.asOfDay)
    .map((asked) => {
      const lines = [...(byCode.get(asked.code) ?? [])].sort(byBooking);
      const proving = lines.filter((line) => proves(line, asked));
      return { asked, proving, others: lines.filter((line) => !proving.includes(line)) };
    });
}

function proves(line: Line, asked: VerificationFact): boolean {
  const isInTime = asked.madeOn <= line.bookedOn && line.bookedOn <= asked.expiresOn;
  return line.bankAccountId === asked.bankAccountId && isInTime;
}

/** Every verification as it stands at the as-of. */
export function verificationReadings(reading: Reading): VerificationReading[] {
  return seenTransfers(reading).map(({ asked, proving, others }) => ({
    verificationId: asked.id,
    versionId: asked.versionId,
    unitCode: asked.unitCode,
    state: stateOf(asked, proving.length > 0, reading.context.asOfDay),
    seenOn: proving[0]?.bookedOn ?? null,
    seenElsewhere: others.map((line) => ({
      bookedOn: line.bookedOn,
      unitCode: unitHolding(reading.context.versionsOn(line.bankAccountId), line.bookedOn),
      account: reading.numbers.get(line.bankAccountId) ?? '',
      isSameAccount: line.bankAccountId === asked.bankAccountId,
    })),
  }));
}

function stateOf(
  asked: VerificationFact,
  isSeen: boolean,
  asOfDay: LocalDate,
): VerificationReading['state'] {
  if (isSeen) return 'seen';
  return asOfDay <= asked.expiresOn ? 'open' : 'expired';
}

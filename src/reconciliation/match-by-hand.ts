// A match that a person makes: lines and payments of any number whose sums agree to the đồng, or
// differ by what the person names. Also a correction: the credit in the wrong account, the debit that
// passes it on and the credit in the right one are one match.
import { type By, nameOf } from '../audit/by.js';
import { recordAudit } from '../audit/record-audit.js';
import { inTransaction, type Db } from '../db.js';
import { type Money, moneyText, sumMoney } from '../money.js';
import { Refused } from '../problem.js';
import { itemKey } from './barred.js';
import type { DecideMatchDeps } from './decide-match.js';
import type { EngineMatch } from './engine.js';
import { loadFacts } from './facts-store.js';
import { expectedOf, type Credit, type Line } from './items.js';
import { buildLedger, type Ledger } from './ledger.js';
import {
  addAdjustments,
  addMatchDecision,
  type Adjustment,
  type ProofKind,
} from './match-decision-store.js';
import {
  addMatches,
  asNewMatch,
  byHand,
  endMatches,
  loadLiveMatches,
  type StoredMatch,
} from './match-store.js';
import type { CreditLeg } from './reconciler.js';
import type { MatchStatus } from './reading.js';
import { inTurn } from './run-store.js';

/** A write-off above it, in whole đồng, waits for a second person. */
export const writeOffAloneMax: Money = 50_000n;

export interface MatchGiven {
  /** Ids of statement lines. */
  readonly lines: readonly string[];
  readonly payments: readonly PaymentGiven[];
  readonly adjustments: readonly Adjustment[];
  readonly proof: ProofKind;
  readonly reason: string;
}

export interface PaymentGiven {
  readonly paymentId: string;
  /** Which of its expected credits; 0 unless its fee items go to several accounts. */
  readonly creditNo: number;
  /** What it gets of the lines; null: what it expects, less the adjustments that it bears. */
  readonly amount: Money | null;
  /** The adjustments are this payment's; one that is alone bears them anyway. */
  readonly bears?: boolean;
}

/**
 * Matches by hand. Proposals of rules that hold one of its items end: the person decided otherwise.
 * @returns `proposed` where a second person must confirm it
 * @throws Refused `not_found`; `conflict` where an item is matched already; `invalid_input` where
 * the sums do not agree
 */
export async function matchByHand(
  { db, now, by }: DecideMatchDeps,
  given: MatchGiven,
): Promise<{ readonly id: string; readonly status: MatchStatus }> {
  return inTransaction(db, async (trx) => {
    await inTurn(trx);
    const ledger = buildLedger(await loadFacts(trx));
    const match = drawn(ledger, given);
    const at = now();
    const superseded = supersededBy(match, await loadLiveMatches(trx));
    await endMatches(trx, superseded, { at });
    const [id] = await addMatches(trx, [asNewMatch(match)], {
      ...{ ruleSet: byHand, at, decidedBy: nameOf(by) },
    });
    if (id === undefined) throw new Error('an insert returned no row');
    await addAdjustments(trx, id, given.adjustments);
    await recordMade(trx, by, { id, match, given, at, unitCode: unitOf(match, ledger) });
    return { id, status: match.status };
  });
}

async function recordMade(
  trx: Db,
  by: By,
  made: {
    readonly id: string;
    readonly match: EngineMatch;
    readonly given: MatchGiven;
    readonly at: Date;
    readonly unitCode: string | null;
  },
): Promise<void> {
  const { id, match, given, at, unitCode } = made;
  const { proof, reason, adjustments } = given;
  const decision = { matchId: id, decision: 'matched', bars: false, proof, reason } as const;
  await addMatchDecision(trx, { ...decision, by: nameOf(by) }, at);
  await recordAudit(trx, by, {
    action: 'match.made',
    unitCode,
    subject: { kind: 'match', id },
    after: {
      status: match.status,
      lines: match.lines.map(({ line }) => line.id),
      credits: match.credits.map(({ credit }) => credit.key),
      adjustments: adjustments.map(({ kind, amount }) => `${kind} ${moneyText(amount)}`),
      proof,
    },
    why: reason,
  });
}

/** The unit whose money it is; null where it is several units' or nobody's. */
function unitOf({ credits, lines }: EngineMatch, { holders }: Ledger): string | null {
  const owners = credits.map(({ credit }) => credit.unitCode);
  const having = lines.flatMap(({ line }) => holders.get(line.bankAccountId) ?? []);
  const [only = null, ...others] = new Set(owners.length > 0 ? owners : having);
  return others.length > 0 ? null : only;
}

/** The match as given, if its sums agree. */
function drawn(ledger: Ledger, given: MatchGiven): EngineMatch {
  const lines = given.lines.map((id, at) => found(ledger.lines.get(id), `/lines/${String(at)}`));
  const credits = creditsOf(ledger, given);
  refuseTwice([...lines, ...credits.map(({ credit }) => credit)]);
  const came = sumMoney(lines.map(({ amount }) => amount));
  const got = sumMoney(credits.map(({ amount }) => amount));
  const expected = sumMoney(credits.map(({ credit }) => expectedOf(credit)));
  const adjusted = sumMoney(given.adjustments.map(({ amount }) => amount));
  if (came !== got) {
    refuseSums(`the lines add up to ${moneyText(came)}, the payments get ${moneyText(got)}`);
  }
  if (expected - got !== adjusted) {
    refuseSums(
      `the payments expect ${moneyText(expected)} and get ${moneyText(got)}: ` +
        `the adjustments must add up to ${moneyText(expected - got)}`,
    );
  }
  const waits = writtenOff(given.adjustments) > writeOffAloneMax;
  const explained = given.adjustments.filter(({ kind }) => kind !== 'difference');
  const toCome = expected - sumMoney(explained.map((each) => each.amount));
  const amount = {
    ...{ expected: moneyText(toCome), found: moneyText(came) },
    agrees: explained.length === given.adjustments.length,
  };
  return {
    rule: byHand,
    status: waits ? 'proposed' : 'confirmed',
    confidence: waits ? 'probable' : 'certain',
    ambiguous: false,
    cause: null,
    checks: [{ name: 'amount', ...amount }],
    lines: lines.map((line) => ({ line, amount: line.amount })),
    credits,
    remembers: [],
  };
}

function writtenOff(adjustments: readonly Adjustment[]): Money {
  const all = adjustments.filter(({ kind }) => kind === 'write_off');
  return sumMoney(all.map(({ amount }) => (amount < 0n ? -amount : amount)));
}

function creditsOf(ledger: Ledger, { payments, adjustments }: MatchGiven): CreditLeg[] {
  const adjusted = sumMoney(adjustments.map(({ amount }) => amount));
  if (payments.filter(({ bears }) => bears).length > 1) {
    refuseSums('the adjustments are of one payment');
  }
  return payments.map(({ paymentId, creditNo, amount, bears = false }, at) => {
    const known = ledger.credits.get(`${paymentId}/${String(creditNo)}`);
    const credit = found(known, `/payments/${String(at)}`);
    const own = expectedOf(credit) - (bears || payments.length === 1 ? adjusted : 0n);
    return { credit, amount: amount ?? own };
  });
}

function found<Thing>(thing: Thing | undefined, pointer: string): Thing {
  if (thing !== undefined) return thing;
  const detail = 'There is no such line, or nothing is expected of such a payment.';
  throw new Refused({ code: 'not_found', detail, errors: [{ pointer, detail: 'not found' }] });
}

function refuseTwice(items: readonly (Credit | Line)[]): void {
  if (new Set(items).size === items.length) return;
  throw new Refused({ code: 'invalid_input', detail: 'A line or a payment is named twice.' });
}

function refuseSums(detail: string): never {
  const errors = [{ pointer: '/adjustments', detail }];
  throw new Refused({ code: 'invalid_input', detail: 'The sums do not agree.', errors });
}

/** Rules' proposals that hold an item of it. What is confirmed, or waits for a person, stands. */
function supersededBy(match: EngineMatch, live: readonly StoredMatch[]): string[] {
  const wanted = new Set([
    ...match.lines.map(({ line }) => itemKey(line)),
    ...match.credits.map(({ credit }) => itemKey(credit)),
  ]);
  const rivals = live.filter(({ legs }) =>
    legs.some(
      ({ lineId, paymentId, creditNo, takes }) =>
        takes &&
        wanted.has(
          lineId === null ? `${paymentId ?? ''}/${String(creditNo ?? 0)}` : `line ${lineId}`,
        ),
    ),
  );
  const standing = rivals.find((rival) => rival.status !== 'proposed' || rival.decidedBy !== null);
  if (standing) {
    const detail = `Match ${standing.id} holds one of them already: undo it first.`;
    throw new Refused({ code: 'conflict', detail });
  }
  return rivals.map(({ id }) => id);
}

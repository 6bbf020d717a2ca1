// How a proposed month ends: the second person signs exactly what was proposed while it is still true,
// or gives it back; or its maker takes it back. Of all who come at once one decides.
import { recordAudit } from '../audit/record-audit.js';
import { loadHead } from '../audit/seal-audit.js';
import { citizenOf, whyNotSecond } from '../beneficiary-accounts/decider-store.js';
import { whyNotWords } from '../beneficiary-accounts/may-decide.js';
import { inTransaction, type Db } from '../db.js';
import { Refused } from '../problem.js';
import { parsePeriod, type Period } from '../reports/period.js';
import {
  conflict,
  heldMonth,
  monthEvent,
  monthInReach,
  refuseDecided,
  refuseStale,
  type AboutMonth,
  type MonthDeps,
} from './month-deps.js';
import {
  findMonth,
  insertMonthDecision,
  listMonths,
  type MonthOutcome,
  type ProposedMonth,
} from './month-store.js';
import { readSheetToDecide } from './read-sheet.js';
import { standingOf } from './standing.js';

interface DecideMonth extends AboutMonth {
  /** SHA-256 of the evidence that the checker was shown. */
  readonly digest: string;
}

/**
 * Signs a month as the second person.
 * @throws Refused `forbidden` for a token and for whoever may not be the second person, `not_found`
 *   out of reach; `stale_version` where it is not what was shown, or no longer true; `conflict` once
 *   it is decided
 */
export async function signMonth(deps: MonthDeps, given: DecideMonth): Promise<ProposedMonth> {
  const seen = await monthInReach(deps.db, given, 'month.sign');
  refuseDecided(seen);
  const at = deps.now();
  const { unitCode } = seen;
  const sheet = await readSheetToDecide(deps.pool, { unitCode, period: periodOf(seen), asOf: at });
  return inTransaction(deps.db, async (trx) => {
    const month = await monthToDecide(trx, given, at);
    if (sheet.evidenceSha256 !== month.evidenceSha256) throw refuseStale();
    const { signed, nextVersion } = standingOf(
      await listMonths(trx, { units: [unitCode], months: [month.month] }),
    );
    if (signed) throw conflict('The month is signed already.');
    const word = { outcome: 'signed', reason: null, version: nextVersion } as const;
    return record(trx, deps, { given, month, at, ...word });
  });
}

/**
 * Gives a month back as the second person, saying why; it may be proposed anew.
 * @throws Refused as `signMonth`; that the figures moved since is no hindrance
 */
export async function refuseMonth(
  deps: MonthDeps,
  given: DecideMonth & { readonly reason: string },
): Promise<ProposedMonth> {
  return inTransaction(deps.db, async (trx) => {
    const at = deps.now();
    const month = await monthToDecide(trx, given, at);
    const word = { outcome: 'refused', reason: given.reason, version: null } as const;
    return record(trx, deps, { given, month, at, ...word });
  });
}

/**
 * Takes a month back that still waits, saying why.
 * @throws Refused `forbidden` for a token and for whoever did not propose it, `not_found` out of
 *   reach, `conflict` once it is decided
 */
export async function withdrawMonth(
  deps: MonthDeps,
  given: AboutMonth & { readonly reason: string },
): Promise<ProposedMonth> {
  return inTransaction(deps.db, async (trx) => {
    const month = await heldMonth(trx, given, 'month.propose');
    refuseDecided(month);
    if (month.maker.id !== given.asker.id) {
      const detail = 'Only the person who proposed a month withdraws it.';
      throw new Refused({ code: 'forbidden', detail });
    }
    const word = { outcome: 'withdrawn', reason: given.reason, version: null } as const;
    return record(trx, deps, { given, month, at: deps.now(), ...word });
  });
}

/** The month, held, where this asker may be its second person and was shown just this. */
async function monthToDecide(trx: Db, given: DecideMonth, at: Date): Promise<ProposedMonth> {
  const month = await heldMonth(trx, given, 'month.sign');
  const whyNot = await whyNotSecond(trx, { asker: given.asker, made: month, at });
  if (whyNot) throw new Refused({ code: 'forbidden', detail: whyNotWords[whyNot].en });
  refuseDecided(month);
  if (month.evidenceSha256 !== given.digest) throw refuseStale();
  return month;
}

function periodOf({ month }: Pick<ProposedMonth, 'month'>): Period {
  const period = parsePeriod(month);
  if (!period) throw new Error(`${month} is stored as a month and is none`);
  return period;
}

interface Word {
  readonly given: AboutMonth;
  readonly month: ProposedMonth;
  readonly outcome: MonthOutcome;
  readonly reason: string | null;
  readonly version: number | null;
  readonly at: Date;
}

async function record(trx: Db, deps: MonthDeps, word: Word): Promise<ProposedMonth> {
  const { given, month, outcome, reason, version, at } = word;
  const checkerId = outcome === 'withdrawn' ? null : given.asker.id;
  const head = await loadHead(trx);
  await insertMonthDecision(trx, {
    ...{ proposal: month, outcome, reason, version, at, checkerId },
    checkerCitizen: checkerId === null ? null : await citizenOf(trx, checkerId),
    chainHead: head && { seq: head.seq, chain: head.chain },
  });
  const after = { month: month.month, version, evidence: month.evidenceSha256 };
  await recordAudit(trx, deps.by, monthEvent(month, outcome, { after, why: reason }));
  if (outcome !== 'withdrawn') {
    const { unitCode, maker } = month;
    const about = { unitCode, month: month.month, makerId: maker.id, actor: given.asker.name };
    await deps.tell(trx, { kind: outcome, ...about, reason, version, at });
  }
  return (await findMonth(trx, month.id)) ?? month;
}

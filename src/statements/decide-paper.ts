// How a paper ends. The second person's word: confirmed, it becomes a statement like any other;
// refused, it stays as evidence and changes nothing. Or its maker takes it back while it waits. Of
// all who come at once one decides.
import type { Principal } from '../access/principal.js';
import { theOnly } from '../audit/differences.js';
import { recordAudit } from '../audit/record-audit.js';
import { conflict, noSuchAccount } from '../beneficiary-accounts/account-deps.js';
import { citizenOf, whyNotSecond } from '../beneficiary-accounts/decider-store.js';
import { whyNotWords } from '../beneficiary-accounts/may-decide.js';
import { inTransaction, type Db } from '../db.js';
import { Refused } from '../problem.js';
import { oneImportAtATime } from '../tables/import-outcome.js';
import { recordImported } from './audit-statements.js';
import { refuseMachines, type PaperDeps } from './enter-paper.js';
import { loadFileStatements } from './import-store.js';
import { repostAround } from './import-statements.js';
import { mayAttest, seesPaper } from './paper-sight.js';
import { statementOfPaper, type PaperState } from './paper-statement.js';
import { findPaper, loadPaperLines, type ListedPaper } from './paper-store.js';
import { postStatement, type Posted } from './post-statement.js';

export interface DecidePaper {
  readonly asker: Principal;
  readonly paperId: string;
}

/**
 * Confirms a paper: its lines are matched and its days count from now on. Matching is to run
 * afterwards.
 * @throws Refused `forbidden` for a token and for whoever may not be the second person, `not_found`
 *   out of reach, `conflict` once it is decided
 */
export async function confirmPaper(deps: PaperDeps, given: DecidePaper): Promise<ListedPaper> {
  const decided = await inTransaction(deps.db, async (trx) => {
    await oneImportAtATime(trx, 'statements');
    const paper = await paperToDecide(trx, given, deps.now());
    const posted = await post(trx, paper, deps);
    return record(trx, deps, { given, paper, outcome: 'confirmed', reason: null, posted });
  });
  // what another statement lacked may have come with it
  await repostAround(deps, decided.accountId);
  return decided;
}

/**
 * Refuses a paper, saying why; its maker may type it anew.
 * @throws Refused as `confirmPaper`
 */
export async function refusePaper(
  deps: PaperDeps,
  { reason, ...given }: DecidePaper & { readonly reason: string },
): Promise<ListedPaper> {
  return inTransaction(deps.db, async (trx) => {
    await oneImportAtATime(trx, 'statements');
    const paper = await paperToDecide(trx, given, deps.now());
    return record(trx, deps, { given, paper, outcome: 'refused', reason, posted: null });
  });
}

/**
 * Takes a paper back that still waits, saying why: it stays as evidence, and its period is free to be
 * typed anew.
 * @throws Refused `forbidden` for a token and for whoever did not type it, `not_found` out of reach,
 *   `conflict` once it is decided
 */
export async function withdrawPaper(
  deps: PaperDeps,
  { reason, ...given }: DecidePaper & { readonly reason: string },
): Promise<ListedPaper> {
  const { asker, paperId } = given;
  refuseMachines(asker);
  return inTransaction(deps.db, async (trx) => {
    await oneImportAtATime(trx, 'statements');
    const paper = await findPaper(trx, paperId);
    if (!paper || !seesPaper(asker, paper)) throw noSuchAccount();
    refuseDecided(paper);
    if (paper.maker.id !== asker.id) {
      const detail = 'Only the person who typed a paper withdraws it.';
      throw new Refused({ code: 'forbidden', detail });
    }
    return record(trx, deps, { given, paper, outcome: 'withdrawn', reason, posted: null });
  });
}

/** A paper that this asker may decide about now. Called under the lock of imports. */
async function paperToDecide(
  trx: Db,
  { asker, paperId }: DecidePaper,
  at: Date,
): Promise<ListedPaper> {
  refuseMachines(asker);
  const paper = await findPaper(trx, paperId);
  if (!paper || !mayAttest(asker, paper)) throw noSuchAccount();
  const whyNot = await whyNotSecond(trx, { asker, made: paper, at });
  if (whyNot) throw new Refused({ code: 'forbidden', detail: whyNotWords[whyNot].en });
  refuseDecided(paper);
  return paper;
}

function refuseDecided({ decision }: Pick<ListedPaper, 'decision'>): void {
  if (decision) throw conflict(`The paper is ${decision.outcome} already.`);
}

async function post(trx: Db, paper: ListedPaper, { now, by }: PaperDeps): Promise<Posted> {
  const { id, fileId, accountId, account, madeAt } = paper;
  const lines = await loadPaperLines(trx, id);
  const statement = statementOfPaper({ ...paper, lines }, account, madeAt);
  // one scan may show several periods
  const statementIndex = (await loadFileStatements(trx, fileId)).length;
  const file = { id: fileId, uploadedAt: now() };
  const posted = await postStatement(trx, file, { statementIndex, statement });
  if (posted.accountId !== accountId) {
    throw new Error(`paper ${id} would become a statement of another account`);
  }
  await recordImported(trx, by, { sha256: null, posted: [posted] });
  return posted;
}

interface Word {
  readonly given: DecidePaper;
  readonly paper: ListedPaper;
  readonly outcome: Exclude<PaperState, 'pending'>;
  readonly reason: string | null;
  readonly posted: Posted | null;
}

async function record(
  trx: Db,
  { now, by }: PaperDeps,
  { given, paper, outcome, reason, posted }: Word,
): Promise<ListedPaper> {
  const statementId = posted?.statementId ?? null;
  const checkerId = outcome === 'withdrawn' ? null : given.asker.id;
  await trx('paper_decision').insert({
    ...{ paper_statement_id: paper.id, outcome, reason, decided_at: now() },
    ...{ maker_id: paper.maker.id, maker_citizen: paper.makerCitizen },
    ...{ checker_id: checkerId, statement_id: statementId },
    checker_citizen: checkerId === null ? null : await citizenOf(trx, checkerId),
  });
  await recordAudit(trx, by, {
    action: `paper_statement.${outcome}`,
    subject: { kind: 'paper_statement', id: paper.id },
    unitCode: theOnly(paper.unitCodes),
    after: { statement: statementId, maker: paper.maker.id },
    why: reason,
  });
  const decided = await findPaper(trx, paper.id);
  if (!decided) throw new Error('a paper that was just decided is not there');
  return decided;
}

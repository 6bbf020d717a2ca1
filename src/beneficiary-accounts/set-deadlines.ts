// Sets the campaign's deadlines: the whole list, so that what is left out has none any more.
import { isDeepStrictEqual } from 'node:util';
import { type By, nameOf } from '../audit/by.js';
import { recordAudit } from '../audit/record-audit.js';
import { inTransaction, type Db } from '../db.js';
import { campaignTasks, type Deadline } from './campaign.js';
import { addDeadlines, deadlinesVersion, holdDeadlines, loadDeadlines } from './campaign-store.js';

export interface SetDeadlines {
  readonly deadlines: readonly Deadline[];
  /** Refuses to replace another list than the one that was shown. */
  readonly expect: (version: string) => void;
}

/**
 * Replaces the deadlines. What is set as it stands leaves no row and no event.
 * @returns the deadlines that stand now
 * @throws what `expect` throws
 */
export async function setDeadlines(
  deps: { readonly db: Db; readonly now: () => Date; readonly by: By },
  { deadlines, expect }: SetDeadlines,
): Promise<Deadline[]> {
  return inTransaction(deps.db, async (trx) => {
    await holdDeadlines(trx);
    expect(await deadlinesVersion(trx));
    return setIn(trx, deps, deadlines);
  });
}

async function setIn(
  db: Db,
  { now, by }: { readonly now: () => Date; readonly by: By },
  deadlines: readonly Deadline[],
): Promise<Deadline[]> {
  const before = await loadDeadlines(db);
  const of = (stated: readonly Deadline[], task: string) =>
    stated.find((one) => one.task === task) ?? null;
  const changed = campaignTasks.filter(
    (task) => !isDeepStrictEqual(plain(of(before, task)), plain(of(deadlines, task))),
  );
  if (changed.length === 0) return before;
  const words = changed.map((task) => ({ task, dueOn: null, note: null, ...of(deadlines, task) }));
  await addDeadlines(db, words, { at: now(), by: nameOf(by) });
  await recordAudit(db, by, {
    action: 'campaign.deadlines_set',
    subject: { kind: 'campaign', id: 'deadlines' },
    before: Object.fromEntries(changed.map((task) => [task, of(before, task)?.dueOn ?? null])),
    after: Object.fromEntries(changed.map((task) => [task, of(deadlines, task)?.dueOn ?? null])),
  });
  return loadDeadlines(db);
}

function plain(deadline: Deadline | null): readonly (string | null)[] {
  return deadline ? [deadline.dueOn, deadline.note] : [];
}

// Retention: erases, class by class, what is past its time, and records what it erased. Evidence
// has no erasure: neither the job nor the service's role in the database could.
import { addDays, instantOf, type LocalDate, localDateOf } from '../calendar.js';
import { type Db, inTransaction } from '../db.js';
import type { By } from './by.js';
import { recordAudit } from './record-audit.js';
import { type ErasableClass, erasableClasses } from './retention-classes.js';

/** One row of `public.retention_rule`. */
export interface RetentionRule {
  readonly class: string;
  readonly keepDays: number;
  readonly law: string;
  readonly note: string;
}

/** What became of a class. */
export interface Erased {
  readonly class: string;
  /** What is older than the beginning of this day is past its time. */
  readonly before: LocalDate;
  /** How many are erased, or would be. */
  readonly count: number;
  readonly keepDays: number;
  readonly law: string;
}

export interface RetentionDeps {
  readonly db: Db;
  readonly by: By;
}

/**
 * Erases what is past its time at an instant, one transaction a class.
 * @param input.dryRun only counts
 * @throws Error when a class has no rule: nothing is erased without its law
 */
export async function keepRetention(
  deps: RetentionDeps,
  input: { readonly asOf: Date; readonly dryRun: boolean },
): Promise<Erased[]> {
  const rules = new Map((await loadRetentionRules(deps.db)).map((rule) => [rule.class, rule]));
  const outcomes: Erased[] = [];
  for (const erasable of erasableClasses) {
    const rule = rules.get(erasable.name);
    if (!rule) throw new Error(`${erasable.name} has no retention rule`);
    const keepDays = Math.max(rule.keepDays, erasable.keepDaysMin);
    const before = addDays(localDateOf(input.asOf), -keepDays);
    const about = { class: erasable.name, before, keepDays, law: rule.law };
    const count = input.dryRun
      ? await countPast(deps.db, erasable, before)
      : await erase(deps, erasable, about);
    outcomes.push({ ...about, count });
  }
  return outcomes;
}

/** How long what is kept, and by which law. */
export async function loadRetentionRules(db: Db): Promise<RetentionRule[]> {
  return db('public.retention_rule')
    .select<RetentionRule[]>({
      class: 'retention_rule.class',
      keepDays: 'retention_rule.keep_days',
      law: 'retention_rule.law',
      note: 'retention_rule.note',
    })
    .orderBy('retention_rule.class');
}

async function countPast(db: Db, { countSql }: ErasableClass, before: LocalDate): Promise<number> {
  const { rows } = await db.raw<{ rows: { count: string }[] }>(countSql, [instantOf(before)]);
  return Number(rows[0]?.count ?? 0);
}

async function erase(
  { db, by }: RetentionDeps,
  { eraseSql, saysWhy }: ErasableClass,
  about: Omit<Erased, 'count'>,
): Promise<number> {
  const boundary = instantOf(about.before);
  return inTransaction(db, async (trx) => {
    let count = 0;
    for (;;) {
      const bindings = saysWhy ? [`retention: ${about.law}`, boundary] : [boundary];
      const { rowCount } = await trx.raw<{ rowCount: number }>(eraseSql, bindings);
      if (rowCount === 0) break;
      count += rowCount;
    }
    if (count === 0) return 0;
    const { class: name, before, keepDays, law } = about;
    await recordAudit(trx, by, {
      action: 'retention.erased',
      subject: { kind: 'retention_rule', id: name },
      after: { class: name, erased: count, before, keepDays, law },
    });
    return count;
  });
}

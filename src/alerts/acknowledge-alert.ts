// Whoever holds the mail may say that the office acts, without a log-in. The link shows what the
// alert told; it dies with it: when all its flags have gone, or something newer has been told.
import { digestOf } from '../access/keys.js';
import type { By } from '../audit/by.js';
import { recordAudit } from '../audit/record-audit.js';
import { inTransaction, type Db } from '../db.js';
import { maskLongNumbers } from '../long-numbers.js';
import { unitTitle } from '../reconciliation/words.js';
import { loadUnits } from '../units/unit-store.js';
import { alertByAckHash, writeAnswer, type AskedAlert } from './ack-store.js';

export const noteCharsMax = 500;

/** An alert that can be, or has been, acknowledged. */
export interface OpenAck extends AskedAlert {
  /** Titles of the units that it is about, by code. */
  readonly titles: ReadonlyMap<string, string>;
}

export type AckAsked =
  { readonly kind: 'gone' } | { readonly kind: 'open'; readonly alert: OpenAck };

/** What the link shows. Reading it changes nothing: mail servers follow links too. */
export async function openAck(db: Db, secret: string): Promise<AckAsked> {
  if (!/^[\w-]{43}$/.test(secret)) return { kind: 'gone' };
  const alert = await alertByAckHash(db, digestOf(secret));
  if (!alert?.isLastWord || !alert.stands) return { kind: 'gone' };
  const codes = [...new Set(alert.facts.map(({ unitCode }) => unitCode))];
  const units = await loadUnits(db, codes);
  const titles = units.map(({ code, name, type }) => [code, unitTitle({ unitName: name, type })]);
  return { kind: 'open', alert: { ...alert, titles: new Map(titles as [string, string][]) } };
}

/** @param input.note what will be done, in the words of whoever answers; null: nothing said */
export async function acknowledge(
  { db, now, by }: { readonly db: Db; readonly now: () => Date; readonly by: By },
  input: { readonly secret: string; readonly note: string | null },
): Promise<AckAsked> {
  return inTransaction(db, async (trx) => {
    const asked = await openAck(trx, input.secret);
    if (asked.kind === 'gone') return asked;
    const { id, unitCode, level } = asked.alert;
    const note = input.note === null ? null : maskLongNumbers(input.note);
    if (await writeAnswer(trx, { alertId: id, note, at: now() })) {
      await recordAudit(trx, by, {
        action: 'alert.acknowledged',
        subject: { kind: 'alert', id },
        unitCode,
        after: { level },
        why: note,
      });
    }
    return openAck(trx, input.secret);
  });
}

// Keeps what the SMS gateway says became of a message. It may say so again, and the other way round:
// each word is kept once, the last one counts.
import type { By } from '../audit/by.js';
import { recordAudit } from '../audit/record-audit.js';
import { inTransaction, type Db } from '../db.js';

export interface Receipt {
  /** The id that the message was handed over with. */
  readonly id: string;
  readonly status: 'delivered' | 'failed';
}

/** @returns false when no such message was handed over */
export async function keepReceipt(
  { db, now, by }: { readonly db: Db; readonly now: () => Date; readonly by: By },
  { id, status }: Receipt,
): Promise<boolean> {
  return inTransaction(db, async (trx) => {
    const sms = await trx('alert')
      .where({ 'alert.kind': 'sms', 'alert.message_id': id })
      .first<{ id: string; unitCode: string } | undefined>({
        id: 'alert.id',
        unitCode: 'alert.unit_code',
      });
    if (!sms) return false;
    const added = await trx('sms_receipt')
      .insert({ alert_id: sms.id, status, received_at: now() })
      .onConflict(['alert_id', 'status'])
      .ignore()
      .returning<{ id: string }[]>('id');
    if (added.length > 0) {
      await recordAudit(trx, by, {
        action: 'alert.sms_reported',
        subject: { kind: 'alert', id: sms.id },
        unitCode: sms.unitCode,
        after: { status },
      });
    }
    return true;
  });
}

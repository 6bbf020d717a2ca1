// A word to people about one act, in the transaction of that act: into the outbox, and into the trail
// that it was raised and whether anybody can be told.
import type { By } from '../audit/by.js';
import { recordAudit } from '../audit/record-audit.js';
import { localDateOf } from '../calendar.js';
import type { Config } from '../config.js';
import type { Db } from '../db.js';
import { unitTitle } from '../reconciliation/words.js';
import { digestOfContent } from './alert-content.js';
import { writeAlert, type NewAlert } from './alert-store.js';
import { messageDomain } from './message-domain.js';

export interface Telling {
  readonly by: By;
  readonly config: Pick<Config, 'baseUrl' | 'smtpFrom'>;
}

interface Word {
  readonly kind: 'account_change' | 'month';
  readonly news: { readonly kind: string; readonly unitCode: string; readonly at: Date };
  readonly mail: Pick<NewAlert, 'subject' | 'text' | 'html'>;
  readonly recipients: NewAlert['recipients'];
}

export async function writeWord(
  trx: Db,
  { kind, news, mail, recipients }: Word,
  { by, config }: Telling,
): Promise<void> {
  const { unitCode } = news;
  const contentDigest = digestOfContent([news, recipients.map(({ address }) => address)]);
  const onDay = localDateOf(news.at);
  const id = await writeAlert(trx, {
    ...{ ...mail, kind, unitCode, onDay, contentDigest, recipients },
    messageId: `<${onDay}.${kind}.${contentDigest.slice(0, 16)}@${messageDomain(config)}>`,
  });
  if (id === undefined) throw new Error(`a word about ${kind} was not written`);
  await recordAudit(trx, by, {
    action: 'alerts.raised',
    subject: { kind: 'alert', id },
    unitCode,
    after: {
      state: recipients.length > 0 ? 'pending' : 'undeliverable',
      ...{ recipients: recipients.length, about: news.kind },
    },
  });
}

/** A unit as mails call it. */
export async function titleOfUnit(db: Db, unitCode: string): Promise<string> {
  const unit = await db('public.unit')
    .where('unit.code', unitCode)
    .first<{ name: string; type: string } | undefined>('unit.name', 'unit.type');
  return unit ? unitTitle({ unitName: unit.name, type: unit.type }) : unitCode;
}

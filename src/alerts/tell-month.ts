// Tells the maker of a unit's month that it was signed, given back or opened again, in the transaction
// of the act. The mail goes to the maker alone and names no figure: those are on the page.
import { recordAudit } from '../audit/record-audit.js';
import type { By } from '../audit/by.js';
import { formatInstant, localDateOf } from '../calendar.js';
import type { Config } from '../config.js';
import type { Db } from '../db.js';
import { maskLongNumbers } from '../long-numbers.js';
import { unitTitle } from '../reconciliation/words.js';
import { digestOfContent } from './alert-content.js';
import { focalPointsOf, writeAlert } from './alert-store.js';
import { htmlOf, textOf, type Block } from './mail-body.js';
import { messageDomain } from './message-domain.js';
import { nobody, recipientsOf } from './recipients.js';
import { sayingOf } from './templates.js';

export interface MonthNews {
  readonly kind: 'signed' | 'refused' | 'reopened';
  readonly unitCode: string;
  /** `2026-05` */
  readonly month: string;
  readonly makerId: string;
  /** Who did it. */
  readonly actor: string;
  readonly reason: string | null;
  /** Of what is signed or was. */
  readonly version: number | null;
  readonly at: Date;
}

interface Telling {
  readonly by: By;
  readonly config: Pick<Config, 'baseUrl' | 'smtpFrom'>;
}

export async function tellMonth(trx: Db, news: MonthNews, { by, config }: Telling): Promise<void> {
  const { unitCode, at, makerId, kind } = news;
  const { language } = (await focalPointsOf(trx, [unitCode])).get(unitCode) ?? nobody;
  const say = sayingOf('month', language);
  const unit = await titleOf(trx, unitCode);
  const month = `${news.month.slice(5)}/${news.month.slice(0, 4)}`;
  const happened = say(`happened.${kind}`, {
    ...{ when: formatInstant(at), actor: news.actor, month, unit },
    version: news.version ?? '',
  });
  const path = `/don-vi/${encodeURIComponent(unitCode)}/chot-thang/${news.month}`;
  const blocks: Block[] = [
    { kind: 'paragraph', text: happened },
    ...(news.reason === null
      ? []
      : [
          {
            kind: 'paragraph',
            text: say('reason', { reason: maskLongNumbers(news.reason) }),
          } as const,
        ]),
    { kind: 'paragraph', text: say(`request.${kind}`) },
    { kind: 'link', text: say('page'), url: `${config.baseUrl}${path}` },
    { kind: 'small', text: say('footer') },
  ];
  const recipients = await makerOf(trx, makerId);
  const contentDigest = digestOfContent([news, recipients.map(({ address }) => address)]);
  const onDay = localDateOf(at);
  const id = await writeAlert(trx, {
    ...{ kind: 'month', unitCode, onDay, contentDigest, recipients },
    subject: say(`subject.${kind}`, { unit, month }),
    text: textOf(blocks),
    html: htmlOf(blocks, language),
    messageId: `<${onDay}.month.${contentDigest.slice(0, 16)}@${messageDomain(config)}>`,
  });
  if (id === undefined) throw new Error('word of a month was not written');
  await recordAudit(trx, by, {
    action: 'alerts.raised',
    subject: { kind: 'alert', id },
    unitCode,
    after: {
      state: recipients.length > 0 ? 'pending' : 'undeliverable',
      ...{ recipients: recipients.length, about: kind },
    },
  });
}

async function titleOf(db: Db, unitCode: string): Promise<string> {
  const unit = await db('public.unit')
    .where('unit.code', unitCode)
    .first<{ name: string; type: string } | undefined>('unit.name', 'unit.type');
  return unit ? unitTitle({ unitName: unit.name, type: unit.type }) : unitCode;
}

/** The maker, unless they may not log in any longer. */
async function makerOf(db: Db, makerId: string) {
  const maker = await db('officer')
    .where({ id: makerId, disabled_at: null })
    .first<{ name: string; email: string } | undefined>('name', 'email');
  if (!maker) return [];
  return recipientsOf({ ...nobody, email: maker.email }, maker.name).recipients;
}

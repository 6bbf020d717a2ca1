// Tells the maker of a unit's month that it was signed, given back or opened again, in the transaction
// of the act. The mail goes to the maker alone and names no figure: those are on the page.
import { formatInstant } from '../calendar.js';
import type { Db } from '../db.js';
import { maskLongNumbers } from '../long-numbers.js';
import { focalPointsOf } from './alert-store.js';
import { htmlOf, textOf, type Block } from './mail-body.js';
import { nobody, recipientsOf } from './recipients.js';
import { sayingOf } from './templates.js';
import { titleOfUnit, writeWord, type Telling } from './write-word.js';

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

export async function tellMonth(trx: Db, news: MonthNews, telling: Telling): Promise<void> {
  const { unitCode, at, makerId, kind } = news;
  const { language } = (await focalPointsOf(trx, [unitCode])).get(unitCode) ?? nobody;
  const say = sayingOf('month', language);
  const unit = await titleOfUnit(trx, unitCode);
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
    { kind: 'link', text: say('page'), url: `${telling.config.baseUrl}${path}` },
    { kind: 'small', text: say('footer') },
  ];
  const recipients = await makerOf(trx, makerId);
  const subject = say(`subject.${kind}`, { unit, month });
  const mail = { subject, text: textOf(blocks), html: htmlOf(blocks, language) };
  await writeWord(trx, { kind: 'month', news, mail, recipients }, telling);
}

/** The maker, unless they may not log in any longer. */
async function makerOf(db: Db, makerId: string) {
  const maker = await db('officer')
    .where({ id: makerId, disabled_at: null })
    .first<{ name: string; email: string } | undefined>('name', 'email');
  if (!maker) return [];
  return recipientsOf({ ...nobody, email: maker.email }, maker.name).recipients;
}

// Tells a unit's focal points of a change of its account, in the transaction of the change: those of
// now, and those who were told last time. Whoever first changes the contact is noticed all the same.
import type { AccountDeps } from '../beneficiary-accounts/account-deps.js';
import type { AccountNews, ToldAddress } from '../beneficiary-accounts/account-news.js';
import type { Config } from '../config.js';
import type { Db } from '../db.js';
import { accountMail } from './account-mail.js';
import { focalPointsOf } from './alert-store.js';
import { nobody, recipientsOf } from './recipients.js';
import { titleOfUnit, writeWord, type Telling } from './write-word.js';

/** What the verbs that change the register are handed, mails included. */
export function accountDepsOf(
  deps: Pick<AccountDeps, 'db' | 'now' | 'by'> & {
    readonly config: AccountDeps['config'] & Pick<Config, 'baseUrl' | 'smtpFrom'>;
  },
): AccountDeps {
  const { db, now, by, config } = deps;
  return { db, now, by, config, tell: (trx, news) => tellChange(trx, news, { by, config }) };
}

async function tellChange(
  trx: Db,
  news: AccountNews,
  telling: Telling,
): Promise<readonly ToldAddress[]> {
  const { unitCode } = news;
  const title = await titleOfUnit(trx, unitCode);
  const points = (await focalPointsOf(trx, [unitCode])).get(unitCode);
  const own = points ? recipientsOf(points, title).recipients : [];
  const recipients = distinct([...own, ...(await toldBefore(trx, unitCode))]);
  const banks = await bankNames(trx);
  const { language } = points ?? nobody;
  const mail = accountMail({ news, title, banks, baseUrl: telling.config.baseUrl, language });
  await writeWord(trx, { kind: 'account_change', news, mail, recipients }, telling);
  return own;
}

/**
 * Focal points as they were at the unit's last decision; before the first one those of its last mail.
 * Only the unit's own count, so that nobody is told for ever.
 */
async function toldBefore(db: Db, unitCode: string): Promise<readonly ToldAddress[]> {
  const { rows } = await db.raw<{ rows: { told: readonly ToldAddress[] }[] }>(
    `select coalesce(
       (select account_decision.told
          from account_decision
         where account_decision.unit_code = ?
         order by account_decision.decided_at desc, account_decision.proposal_id desc
         limit 1),
       (select alert.recipients
          from alert
         where alert.unit_code = ? and alert.kind = 'digest'
         order by alert.on_day desc
         limit 1),
       '[]') as told`,
    [unitCode, unitCode],
  );
  return rows[0]?.told ?? [];
}

async function bankNames(db: Db): Promise<ReadonlyMap<string, string>> {
  const rows = await db('public.bank').select<{ bin: string; name: string }[]>({
    bin: 'bank.bin',
    name: 'bank.short_name',
  });
  return new Map(rows.map(({ bin, name }) => [bin, name]));
}

function distinct(recipients: readonly ToldAddress[]): ToldAddress[] {
  return [...new Map(recipients.map((one) => [one.address, one])).values()];
}

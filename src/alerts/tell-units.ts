// The whole of telling: read the province at an instant, raise and clear flags, see who is late in
// the campaign for right accounts, send the mails.
// The daily schedule and the command `alerts send` both do exactly this.
import type { By } from '../audit/by.js';
import { campaignOf } from '../beneficiary-accounts/campaign.js';
import { loadCampaign } from '../beneficiary-accounts/campaign-store.js';
import { localDateOf } from '../calendar.js';
import { loadCalendar } from '../calendar-store.js';
import type { Config } from '../config.js';
import type { Db } from '../db.js';
import { readProvince } from '../reconciliation/read-province.js';
import { openMailer } from './mailer.js';
import { raiseAlerts, type RaiseDeps, type RaiseOutcome } from './raise-alerts.js';
import { sendAlerts, type SendOutcome } from './send-alerts.js';
import { openTexter } from './texter.js';

export interface TellDeps {
  readonly db: Db;
  readonly by: By;
  readonly config: RaiseDeps['config'] & Pick<Config, 'dataDir' | 'smtpFrom' | 'smtpUrl'>;
}

export interface TellOutcome extends RaiseOutcome, SendOutcome {
  readonly asOf: Date;
}

/** Tells every unit that is flagged or late what is known at `asOf`, as far as it has not been told already. */
export async function tellUnits(
  deps: TellDeps,
  { asOf }: { readonly asOf: Date },
): Promise<TellOutcome> {
  const { db, config, by } = deps;
  const calendar = await loadCalendar(db);
  const reading = await readProvince({ db }, { asOf });
  const campaign = { ...(await loadCampaign(db)), accounts: reading.units, calendar };
  const standings = campaignOf({ ...campaign, day: localDateOf(asOf) });
  const raised = await raiseAlerts({ db, calendar, config, by }, { reading, standings });
  const sent = await emptyOutbox(deps);
  return { asOf, ...raised, ...sent };
}

/**
 * Tells of large sums that are newly missing without waiting for the next morning.
 * @returns null where the day is one off: nobody is at work, the next morning tells it
 */
export async function tellLargeSums(
  deps: TellDeps,
  { asOf }: { readonly asOf: Date },
): Promise<RaiseOutcome | null> {
  const { db, config, by } = deps;
  const calendar = await loadCalendar(db);
  if (!calendar.isWorkingDay(localDateOf(asOf))) return null;
  const reading = await readProvince({ db }, { asOf });
  return raiseAlerts({ db, calendar, config, by }, { reading, onlyLargeSums: true });
}

/** The latest matching run: while it stays the same, no money has been found or missed. */
export async function latestRun(db: Db): Promise<string | null> {
  const [row] = await db('reconciliation_run').max<{ id: string | null }[]>('id as id');
  return row?.id ?? null;
}

/** Sends what waits in the outbox: run every minute, so that an outage ends by itself. */
export async function emptyOutbox({ db, config, by }: TellDeps): Promise<SendOutcome> {
  const mailer = openMailer(config);
  try {
    return await sendAlerts({ db, mailer, texter: openTexter(config), by, config });
  } finally {
    mailer.close();
  }
}

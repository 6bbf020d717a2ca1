// The register with its decisions as platforms are told of it, and the words recorded so far.
import type { Db } from '../db.js';
import { writeRows } from '../tables/import-outcome.js';
import type { ChangingVersion, RecordedWord } from './platform-change.js';

/** A platform is a gateway account by its configured name: it routes that gateway's money. */
export async function platformExists(db: Db, name: string): Promise<boolean> {
  const found = await db('gateway_account').where({ name }).first<{ id: string } | undefined>('id');
  return found !== undefined;
}

/** Every version that was not stopped. */
export async function loadChangingVersions(db: Db): Promise<ChangingVersion[]> {
  const answer = await db.raw<{ rows: ChangingVersion[] }>(
    `select version.id, version.unit_code as "unitCode", unit.name as "unitName",
            version.purpose, account.bank_bin as "bankBin",
            version.clearing_code as "clearingCode", account.number as "accountNumber",
            version.account_name as "accountName", version.branch,
            version.valid_from as "validFrom", version.valid_to as "validTo",
            version.activates_at as "activatesAt", ending.activates_at as "endActivatesAt"
       from beneficiary_account version
       join bank_account account on account.id = version.bank_account_id
       join public.unit on unit.code = version.unit_code
       left join account_decision ending on ending.proposal_id = version.ended_by
      where version.stopped_at is null
      order by version.unit_code, version.purpose, version.valid_from nulls first`,
  );
  return answer.rows;
}

/** What a platform was told and what it confirmed. */
export async function loadPlatformWords(db: Db, platform: string): Promise<RecordedWord[]> {
  return db('platform_word')
    .where({ platform })
    .select<RecordedWord[]>({
      versionId: 'platform_word.version_id',
      change: 'platform_word.change',
      word: 'platform_word.word',
      onDay: 'platform_word.on_day',
    })
    .orderBy('platform_word.id');
}

/** Adds words; none of them was recorded before. */
export async function addPlatformWords(
  db: Db,
  given: {
    readonly platform: string;
    readonly words: readonly RecordedWord[];
    readonly at: Date;
    readonly by: string;
  },
): Promise<void> {
  const { platform, words, at, by } = given;
  await writeRows(
    db,
    `insert into platform_word (version_id, change, platform, word, on_day, recorded_at,
       recorded_by)
     select word."versionId", word.change, word.platform, word.word, word."onDay", word.at, word.by
       from jsonb_to_recordset(?::jsonb) as word ("versionId" bigint, change text, platform text,
         word text, "onDay" date, at timestamptz, by text)`,
    words.map((word) => ({ ...word, platform, at, by })),
  );
}

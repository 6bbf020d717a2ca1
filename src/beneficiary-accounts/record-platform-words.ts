// Records that a platform was told of changes of the register, or that it confirmed them: one by
// one, or by the file in which the changes left. Each word is recorded once and never edited.
import { z } from 'zod';
import { type By, nameOf } from '../audit/by.js';
import { recordAudit } from '../audit/record-audit.js';
import { localDateOf, type LocalDate } from '../calendar.js';
import { inTransaction, type Db } from '../db.js';
import { Refused } from '../problem.js';
import { optionalText, requiredText } from '../tables/column.js';
import { oneImportAtATime, type ImportOutcome } from '../tables/import-outcome.js';
import { readOwnFile, refuseRows, type OwnFile, type RowError } from '../tables/own-file.js';
import {
  keyOf,
  platformChangeFields,
  platformChangeKinds,
  type ChangingVersion,
  type PlatformChangeKind,
  type PlatformWordKind,
  type RecordedWord,
} from './platform-change.js';
import {
  addPlatformWords,
  loadChangingVersions,
  loadPlatformWords,
  platformExists,
} from './platform-change-store.js';

export interface PlatformWordDeps {
  readonly db: Db;
  readonly now: () => Date;
  readonly by: By;
}

export interface GivenWord {
  readonly versionId: string;
  readonly change: PlatformChangeKind;
}

export interface PlatformWords {
  readonly platform: string;
  readonly word: PlatformWordKind;
  readonly onDay: LocalDate;
  /** Codes of the only units whose accounts may be named; others do not exist here. */
  readonly within?: ReadonlySet<string>;
}

/** A file names changes as they left: with everything else that is in it. */
const rowSchema = z.object({
  ...(Object.fromEntries(platformChangeFields.map((name) => [name, optionalText])) as Record<
    Exclude<(typeof platformChangeFields)[number], 'versionId' | 'change'>,
    typeof optionalText
  >),
  versionId: requiredText.refine((id) => /^\d{1,18}$/.test(id), 'a number is expected'),
  change: z.enum(platformChangeKinds),
});
const optionalColumns = platformChangeFields.filter(
  (name): name is Exclude<typeof name, 'versionId' | 'change'> =>
    name !== 'versionId' && name !== 'change',
);

/**
 * Records the words of a file.
 * @throws Refused `bad_file`, `bad_rows`, `conflict`; `invalid_input` for an unknown platform
 */
export async function importPlatformWords(
  deps: PlatformWordDeps,
  input: PlatformWords & { readonly file: OwnFile },
): Promise<ImportOutcome> {
  const { file } = input;
  const read = await readOwnFile(file, { schema: rowSchema, optional: optionalColumns });
  const rows = read.rows.map(({ line, value }) => ({
    line,
    value: { versionId: value.versionId, change: value.change },
  }));
  return recordPlatformWords(deps, { ...input, ...read, name: file.name, rows });
}

/**
 * Records words, whole or not at all; the same again changes nothing.
 * @throws Refused `bad_rows`, `conflict`; `invalid_input` for an unknown platform or a day to come
 */
export async function recordPlatformWords(
  deps: PlatformWordDeps,
  input: PlatformWords & {
    /** What the rows came from, as refusals name it. */
    readonly name: string;
    readonly rows: readonly { readonly line: number; readonly value: GivenWord }[];
    readonly errors?: readonly RowError[];
    readonly warnings?: readonly string[];
  },
): Promise<ImportOutcome> {
  const { platform, word, onDay } = input;
  const at = deps.now();
  return inTransaction(deps.db, async (trx) => {
    await refuseWrong(trx, input, at);
    await oneImportAtATime(trx, 'platform words');
    const versions = new Map((await loadChangingVersions(trx)).map((each) => [each.id, each]));
    const words = await loadPlatformWords(trx, platform);
    const said = new Map(words.map((each) => [keyOf(each, each.word), each.onDay]));
    const errors = [...(input.errors ?? [])];
    const added: (RecordedWord & { readonly unitCode: string })[] = [];
    let unchanged = 0;
    for (const { line, value } of input.rows) {
      const version = versions.get(value.versionId);
      const wrong = wrongWord({ ...value, word, onDay }, { version, said, at, ...input });
      if (wrong) {
        errors.push({ file: input.name, line, ...wrong });
      } else if (said.has(keyOf(value, word))) {
        unchanged += 1;
      } else {
        said.set(keyOf(value, word), onDay);
        added.push({ ...value, word, onDay, unitCode: version?.unitCode ?? '' });
      }
    }
    refuseRows(errors, { skipBad: false });
    await addPlatformWords(trx, { platform, words: added, at, by: nameOf(deps.by) });
    const entries = added.map(({ versionId, change, unitCode }) => ({
      action: `account.platform_${word}`,
      subject: { kind: 'beneficiary_account', id: versionId },
      unitCode,
      after: { platform, change, onDay },
    }));
    await recordAudit(trx, deps.by, ...entries);
    const imported = added.length;
    return { imported, unchanged, updated: 0, skipped: [], warnings: input.warnings ?? [] };
  });
}

async function refuseWrong(db: Db, { platform, onDay }: PlatformWords, at: Date): Promise<void> {
  const refuse = (pointer: string, detail: string): never => {
    throw new Refused({ code: 'invalid_input', detail, errors: [{ pointer, detail }] });
  };
  if (!(await platformExists(db, platform))) {
    refuse('/platform', 'no gateway account is configured by this name');
  }
  if (onDay > localDateOf(at)) refuse('/onDay', 'the day has not come yet');
}

type Wrong = Pick<RowError, 'column' | 'detail' | 'conflict'>;

function wrongWord(
  given: RecordedWord,
  known: {
    readonly version: ChangingVersion | undefined;
    readonly said: ReadonlyMap<string, LocalDate>;
    readonly at: Date;
    readonly within?: ReadonlySet<string>;
  },
): Wrong | undefined {
  const { version, said, at, within } = known;
  if (!version || within?.has(version.unitCode) === false) {
    return { column: 'versionId', detail: 'no such account version' };
  }
  const isEnd = given.change === 'ends';
  if (isEnd && version.validTo === null) {
    return { column: 'change', detail: 'the version has no last day' };
  }
  const settlesAt = isEnd ? version.endActivatesAt : version.activatesAt;
  if (settlesAt !== null && settlesAt > at) {
    return { column: 'change', detail: 'the change can still be stopped', conflict: true };
  }
  const before = said.get(keyOf(given, given.word));
  if (before !== undefined && before !== given.onDay) {
    const detail = `was recorded for ${before}; what was recorded is not edited`;
    return { column: 'versionId', detail, conflict: true };
  }
  const toldOn = given.word === 'told' ? given.onDay : said.get(keyOf(given, 'told'));
  const confirmedOn =
    given.word === 'confirmed' ? given.onDay : said.get(keyOf(given, 'confirmed'));
  if (toldOn !== undefined && confirmedOn !== undefined && confirmedOn < toldOn) {
    const detail = 'would be confirmed before it was told';
    return { column: 'versionId', detail, conflict: true };
  }
  return undefined;
}

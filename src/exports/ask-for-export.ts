// Asking for an export that one does not wait for, taking it back, fetching its file.
import { may, mayAnywhere, type Principal } from '../access/principal.js';
import type { By } from '../audit/by.js';
import type { AuditValue } from '../audit/canonical.js';
import { recordAudit } from '../audit/record-audit.js';
import { instantText, localDateOf } from '../calendar.js';
import type { Db } from '../db.js';
import { Refused } from '../problem.js';
import {
  actionOf,
  mayHave,
  mediaTypeOf,
  type AskedExport,
  type ExportContent,
} from './asked-export.js';
import { keptPieces } from './export-pieces.js';
import { cancelExport, countWaiting, insertExport, selectExport } from './export-store.js';

export interface AskDeps {
  /** The transaction of whoever asks. */
  readonly db: Db;
  readonly now: () => Date;
  readonly by: By;
  readonly principal: Principal;
}

/** Of one asker; whoever wants more waits for the first. */
const waitingCountMax = 20;

/**
 * Puts an export down; somebody makes it.
 * @param asked.asOf a past instant; absent: now, floored to the minute as everywhere
 * @throws Refused `forbidden`, `not_found` for a unit out of sight, `conflict` where too many wait
 */
export async function askForExport(
  { db, now, by, principal }: AskDeps,
  { content, asOf }: { readonly content: ExportContent; readonly asOf: Date | undefined },
): Promise<string> {
  const action = actionOf(content);
  if (!mayAnywhere(principal, action)) {
    throw new Refused({ code: 'forbidden', detail: `Needs ${action}.` });
  }
  const unit = content.of === 'export' ? content.filter.unit : content.unit;
  const isSeen =
    content.kind === 'letter'
      ? may(principal, action, null)
      : unit === undefined || may(principal, action, unit);
  if (!isSeen) throw new Refused({ code: 'not_found', detail: 'Outside of your grants.' });
  if ((await countWaiting(db, principal)) >= waitingCountMax) {
    const detail = `${String(waitingCountMax)} exports of yours wait; cancel one or wait.`;
    throw new Refused({ code: 'conflict', detail });
  }
  const at = now();
  const id = await insertExport(db, {
    ...{ asker: principal, requestId: by.requestId, grants: principal.grants, content },
    asOf: asOf ?? new Date(Math.floor(at.getTime() / 60_000) * 60_000),
    ...{ isPast: asOf !== undefined, askedAt: at },
  });
  await recordAudit(db, by, {
    action: 'export.asked',
    subject: { kind: 'export', id },
    unitCode: unit ?? null,
    after: JSON.parse(
      JSON.stringify({ ...content, asOf: asOf && instantText(asOf) }),
    ) as AuditValue,
  });
  return id;
}

/** @throws Refused `not_found` for what is not the asker's own, `conflict` for what has ended */
export async function takeExportBack(
  { db, now, by, principal }: AskDeps,
  id: string,
): Promise<void> {
  await ownExport(db, principal, id);
  if (!(await cancelExport(db, id, now()))) {
    throw new Refused({ code: 'conflict', detail: 'The export has ended already.' });
  }
  await recordAudit(db, by, { action: 'export.cancelled', subject: { kind: 'export', id } });
}

/** The asker's own export, while they still have the rights that it was asked for with. */
export async function ownExport(db: Db, principal: Principal, id: string): Promise<AskedExport> {
  const asked = await selectExport(db, id);
  if (asked && mayHave(principal, asked)) return asked;
  throw new Refused({ code: 'not_found', detail: 'There is no such export of yours.' });
}

/** A file on its way to whoever asked for it. */
interface FetchedExport {
  readonly type: string;
  readonly name: string;
  readonly byteCount: number;
  readonly pieces: AsyncIterable<Buffer>;
}

/** @throws Refused `not_found` for what is not there, not theirs, or past its time */
export async function fetchExport(
  { db, now, by, principal }: AskDeps,
  id: string,
): Promise<FetchedExport> {
  const { file, content, keptUntil } = await ownExport(db, principal, id);
  if (!file || keptUntil === null || localDateOf(now()) > keptUntil) {
    throw new Refused({ code: 'not_found', detail: 'The export has no file, or no longer.' });
  }
  await recordAudit(db, by, {
    action: 'export.downloaded',
    subject: { kind: 'export', id },
    after: { file: file.name, bytes: file.byteCount, sha256: file.sha256 },
  });
  const { name, byteCount } = file;
  return { type: mediaTypeOf(content), name, byteCount, pieces: keptPieces(db, id) };
}

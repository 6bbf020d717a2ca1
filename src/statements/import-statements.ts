// Imports statement files: read, checked, told apart from what is known, stored. One transaction a
// file; the bytes are kept, so a statement that came before its account was registered posts later.
import type { By } from '../audit/by.js';
import { paperTypeOf } from '../beneficiary-accounts/paper-type.js';
import type { Db } from '../db.js';
import { refusalOf, type FileRefusal } from '../tables/file-refused.js';
import { sourceOf, type FileContent } from '../tables/file-source.js';
import { oneImportAtATime } from '../tables/import-outcome.js';
import { recordImported, recordPosted, type PostedAgain } from './audit-statements.js';
import { mappingOfFile, type UsedMapping } from './file-mapping.js';
import { digestOf } from './file-pieces.js';
import {
  beginFile,
  findFile,
  loadOverlaps,
  loadParked,
  nameOfFile,
  type WaitingStatement,
} from './import-store.js';
import { withKept } from './kept-file.js';
import type { PostEvent } from './line-rows.js';
import { loadCandidates } from './line-store.js';
import { openParser, type Parser } from './parse-file.js';
import { postParts, readAhead, type PostedPart } from './post-parts.js';
import type { PostTarget } from './post-target.js';
import {
  duplicatesOf,
  withChainWarnings,
  type ImportedStatement,
  type PostedStatement,
} from './posted-statement.js';
import { accountKeys } from './resolve-account.js';
import { contentOf, type StatementFile } from './statement-file.js';
import { summaryOf } from './statement-summary.js';

export interface ImportDeps {
  readonly db: Db;
  readonly now: () => Date;
  readonly by: By;
}

export type { ImportedStatement } from './posted-statement.js';

export interface RefusedFile extends FileRefusal {
  readonly file: string;
}

/** Where an imported statement is kept, and whose it is. */
export interface KeptStatement {
  readonly statementId: string;
  readonly accountId: string | null;
  /** False for one that had overlapped and fits now. */
  readonly isOfUpload: boolean;
}

export interface StatementImport {
  readonly statements: readonly ImportedStatement[];
  /** For each statement, in the same order. */
  readonly kept: readonly KeptStatement[];
  readonly refused: readonly RefusedFile[];
}

/**
 * Imports files one after the other; a refused one leaves nothing behind and stops no other.
 * @param files read as they are needed, so that a folder need not fit into memory
 * @param mapping the confirmed mapping by which sheets are read
 */
export async function importStatements(
  importing: ImportDeps,
  files: Iterable<StatementFile> | AsyncIterable<StatementFile>,
  mapping?: UsedMapping,
): Promise<StatementImport> {
  const parser = openParser();
  const deps = { ...importing, parser };
  const posted: PostedStatement[] = [];
  const uploaded = new Set<string>();
  const refused: RefusedFile[] = [];
  try {
    for await (const file of files) {
      const outcome = await importFile(deps, file, mapping);
      if (outcome.kind === 'refused') refused.push({ file: file.name, ...outcome.refusal });
      else {
        const again = await repostOverlaps(deps, outcome.posted);
        posted.push(...outcome.posted);
        for (const { key } of outcome.posted) uploaded.add(key);
        for (const each of again) replaceOverlap(posted, each);
      }
    }
  } finally {
    await parser.close();
  }
  const kept = posted.map(({ statementId, accountId, key }) => {
    return { statementId, accountId, isOfUpload: uploaded.has(key) };
  });
  return { statements: await withChainWarnings(deps.db, posted), kept, refused };
}

/** What was said of a statement is replaced by what became of it. */
function replaceOverlap(posted: PostedStatement[], again: PostedStatement): void {
  const said = posted.findIndex(
    ({ key, imported }) => key === again.key && imported.state === 'overlap',
  );
  if (said < 0) posted.push(again);
  else posted[said] = again;
}

type Deps = ImportDeps & { readonly parser: Parser };

type FileImport =
  | { readonly kind: 'imported'; readonly posted: readonly PostedStatement[] }
  | { readonly kind: 'refused'; readonly refusal: FileRefusal };

async function importFile(
  deps: Deps,
  file: StatementFile,
  given: UsedMapping | undefined,
): Promise<FileImport> {
  const { db, parser } = deps;
  const content = contentOf(file);
  const { name } = file;
  return refusalOf(async () => {
    const sha256 = await digestOf(content);
    // a scan that was kept is no file of statements: it is refused as it was before
    const isScan = paperTypeOf(sourceOf(content).head) !== undefined;
    const known = isScan ? undefined : await findFile(db, sha256);
    if (known && (await loadParked(db, known.id)).length === 0) {
      return { kind: 'imported', posted: await duplicatesOf(db, known.id, name) };
    }
    // what is kept is read as it was read before
    const mapping = known ? await mappingOfFile(db, known.id) : given;
    const parts = await readAhead(parser.parts(content, mapping?.reading));
    // inside of another transaction, too, a file that is refused leaves nothing
    const posted = await db.transaction((trx) =>
      postFile({ ...deps, db: trx }, { name, content, sha256, mappingId: mapping?.id }, parts),
    );
    return { kind: 'imported', posted };
  });
}

interface NewFile {
  readonly name: string;
  readonly content: FileContent;
  readonly sha256: string;
  readonly mappingId: string | undefined;
}

async function postFile(
  deps: Deps,
  file: NewFile,
  parts: AsyncGenerator<PostEvent, void>,
): Promise<PostedStatement[]> {
  const { db: trx, now, by } = deps;
  const { name, sha256 } = file;
  await oneImportAtATime(trx, 'statements');
  // Another import may have brought it in the meantime.
  const again = await findFile(trx, sha256);
  if (again) return againOf(deps, { fileId: again.id, name }, parts);
  const { pieces, ...stored } = await beginFile(trx, file, now());
  const targetOf = (index: number): PostTarget => ({ kind: 'new', file: stored, index });
  const all = await postParts(trx, parts, targetOf, pieces);
  await pieces.end();
  await recordImported(trx, by, { sha256, posted: all.map(({ posted }) => posted) });
  return all.map((each) => postedOf({ fileId: stored.id, name }, each));
}

interface NamedFile {
  readonly fileId: string;
  readonly name: string;
}

function postedOf(
  file: NamedFile,
  { statementIndex, statement, posted }: PostedPart,
): PostedStatement {
  const { statementId, accountId, state, warnings, newCount, knownCount } = posted;
  const counts = { state, new: newCount, known: knownCount };
  const summary = { ...summaryOf(statement), warnings };
  const imported = { file: file.name, statementIndex, ...summary, ...counts };
  const key = `${file.fileId}#${String(statementIndex)}`;
  return { key, statementId, accountId, imported };
}

/** The same bytes again: what was parked may post now, everything else is a duplicate. */
async function againOf(
  deps: Deps,
  file: NamedFile,
  parts: AsyncIterable<PostEvent>,
): Promise<PostedStatement[]> {
  const waiting = await loadParked(deps.db, file.fileId);
  const posted = await postWaiting(deps, { file, waiting }, parts);
  const tried = new Set(posted.map((each) => each.key));
  const others = await duplicatesOf(deps.db, file.fileId, file.name);
  return [...posted, ...others.filter((each) => !tried.has(each.key))].sort(
    (a, b) => a.imported.statementIndex - b.imported.statementIndex,
  );
}

/** Tries the waiting statements of one file again. */
async function postWaiting(
  { db: trx, by }: Deps,
  { file, waiting }: { readonly file: NamedFile; readonly waiting: readonly WaitingStatement[] },
  parts: AsyncIterable<PostEvent>,
): Promise<PostedStatement[]> {
  const byIndex = new Map(waiting.map((each) => [each.index, each]));
  const all = await postParts(trx, parts, (index) => {
    const statement = byIndex.get(index);
    return statement && { kind: 'stored', statement };
  });
  const again = all.flatMap(({ statementIndex, posted }): PostedAgain[] => {
    const waited = byIndex.get(statementIndex);
    return waited ? [{ waited, posted }] : [];
  });
  // as they waited, whatever their order in the file
  const place = (id: string): number => waiting.findIndex((each) => each.id === id);
  const inOrder = [...again].sort((a, b) => place(a.waited.id) - place(b.waited.id));
  await recordPosted(trx, by, inOrder);
  return all.map((each) => postedOf(file, each));
}

/**
 * Statements that overlapped may fit now: the one between them and the stored lines has come. Each
 * that posts may in turn make room for another.
 */
async function repostOverlaps(
  deps: Deps,
  posted: readonly PostedStatement[],
): Promise<PostedStatement[]> {
  const done: PostedStatement[] = [];
  let changed = posted;
  while (changed.length > 0) {
    const accounts = changed.filter(isPosted).map((each) => each.accountId);
    const waiting: WaitingStatement[] = [];
    for (const accountId of new Set(accounts)) {
      if (accountId !== null) waiting.push(...(await loadOverlaps(deps.db, accountId)));
    }
    changed = (await repost(deps, waiting)).filter(isPosted);
    done.push(...changed);
  }
  return done;
}

function isPosted({ imported }: PostedStatement): boolean {
  return imported.state === 'balanced' || imported.state === 'unproven';
}

/**
 * Posts parked statements whose account has been registered since, read again from the kept bytes.
 * Called after every import of accounts.
 * @returns the statements that were tried, still parked ones among them
 */
export async function repostParked(importing: ImportDeps): Promise<ImportedStatement[]> {
  const { db } = importing;
  const waiting: WaitingStatement[] = [];
  for (const parked of await loadParked(db)) {
    const keys = accountKeys(parked.account, parked.currency);
    if ((await loadCandidates(db, keys)).length > 0) waiting.push(parked);
  }
  return withParser(importing, async (deps) => {
    const posted = await repost(deps, waiting);
    const again = await repostOverlaps(deps, posted);
    const last = new Map([...posted, ...again].map((each) => [each.key, each.imported]));
    return [...last.values()];
  });
}

/** Tries again what overlapped on an account, after somebody decided about a statement of it. */
export async function repostAround(importing: ImportDeps, accountId: string): Promise<void> {
  await withParser(importing, async (deps) => {
    await repostOverlaps(deps, await repost(deps, await loadOverlaps(deps.db, accountId)));
  });
}

async function withParser<T>(importing: ImportDeps, run: (deps: Deps) => Promise<T>): Promise<T> {
  const parser = openParser();
  try {
    return await run({ ...importing, parser });
  } finally {
    await parser.close();
  }
}

/** Reads the kept bytes again, file by file, one transaction each. */
async function repost(
  deps: Deps,
  waiting: readonly WaitingStatement[],
): Promise<PostedStatement[]> {
  const posted: PostedStatement[] = [];
  for (const fileId of new Set(waiting.map((each) => each.fileId))) {
    const file = { fileId, name: await nameOfFile(deps.db, fileId) };
    const ofFile = waiting.filter((each) => each.fileId === fileId);
    const again = await withKept(deps.db, { parser: deps.parser, fileId }, (parts) =>
      deps.db.transaction(async (trx) => {
        await oneImportAtATime(trx, 'statements');
        return postWaiting({ ...deps, db: trx }, { file, waiting: ofFile }, parts);
      }),
    );
    posted.push(...again);
  }
  return posted;
}

// Uploads of bank statements: each account must be one of the asker's units', else nothing of the
// request is kept. An account that nobody registered looks the same as somebody else's.
import { z } from 'zod';
import { may, sees, sightOf, type Principal } from '../access/principal.js';
import { Refused, type ProblemPlace } from '../problem.js';
import { reconcile } from '../reconciliation/run-reconciliation.js';
import { expandArchive } from '../statements/archive.js';
import type { ParsedStatement } from '../statements/bank-format.js';
import type { StatementMapping } from '../statements/banks/mapped-sheet.js';
import { loadHolders, type StatedPeriod } from '../statements/holders.js';
import { statementMapping } from '../statements/file-mapping.js';
import {
  importStatements,
  type RefusedFile,
  type StatementImport,
} from '../statements/import-statements.js';
import { inspected, type InspectedStatement } from '../statements/inspected-statement.js';
import { openParser } from '../statements/parse-file.js';
import { accountOf } from '../statements/account-of.js';
import { contentOf, type StatementFile } from '../statements/statement-file.js';
import { mappingName } from './mapping-shape.js';
import { recordPayerRead } from '../audit/payer-reads.js';
import { apiRoute, type Ask, type UploadedFile } from './route.js';
import { day, masked } from './shapes.js';

/** Most lines of one statement that a preview shows. */
const previewLineCountMax = 500;

const decimal = z.string().regex(/^-?\d+\.\d{2,}$/);

const warning = z.strictObject({ code: z.string(), detail: z.string() });

const summary = {
  file: z.string(),
  statementIndex: z.number().int(),
  format: z.string(),
  account: z.string().nullable(),
  currency: z.string().nullable(),
  statementId: z.string().nullable(),
  periodFrom: day.nullable(),
  periodTo: day.nullable(),
  openingBalance: decimal.nullable(),
  closingBalance: decimal.nullable(),
  lineCount: z.number().int(),
  sumCredits: decimal,
  sumDebits: decimal,
  warnings: z.array(warning),
};

const uploadedShape = z.strictObject({
  id: z.string(),
  ...summary,
  new: z.number().int(),
  known: z.number().int(),
  state: z.enum(['balanced', 'unproven', 'quarantined', 'duplicate', 'overlap', 'parked']),
});

const previewShape = z.strictObject({
  ...summary,
  state: z.enum(['balanced', 'unproven', 'quarantined']),
  lines: z.array(
    z.strictObject({
      valueDate: day,
      bookingDate: day,
      amount: decimal,
      bankReference: z.string().nullable(),
      narrative: z.string().nullable(),
      references: z.array(z.string()).nullable(),
    }),
  ),
  /** Lines beyond those shown. */
  leftOut: z.number().int(),
  masked,
});

const mappedBody = z.strictObject({
  mapping: mappingName
    .optional()
    .describe('Confirmed mapping that reads sheets, else their words.'),
});

/**
 * Imports the files of a request, whole or not at all, each statement held to the asker's units.
 * @param given.mapping name of the confirmed mapping that reads sheets
 * @param given.onFile told of each file, or archive, as its turn comes
 * @throws Refused `bad_file`, `layout_changed`, `not_found`; the transaction takes back what is stored
 */
export async function takeStatements(
  ask: Pick<Ask, 'db' | 'by' | 'principal' | 'files'>,
  given: {
    readonly now: () => Date;
    readonly mapping: string | undefined;
    readonly onFile?: OnFile;
  },
): Promise<StatementImport> {
  const { db, by } = ask;
  const { now, mapping: name, onFile } = given;
  const mapping = name === undefined ? undefined : await statementMapping(db, name);
  const outcome = await importStatements({ db, now, by }, expanded(ask.files, onFile), mapping);
  refuseUnreadable(outcome.refused);
  const places = outcome.statements.map((statement, at) => ({
    file: statement.file,
    accountId: outcome.kept[at]?.accountId ?? null,
    periodFrom: statement.periodFrom,
    periodTo: statement.periodTo,
  }));
  await holdToUnits(ask, places);
  return outcome;
}

export const postStatements = apiRoute({
  method: 'post',
  path: '/statements',
  id: 'uploadStatements',
  tag: 'statements',
  summary: 'Upload bank statements (files or .zip); matching runs afterwards',
  action: 'statement.upload',
  files: ['file'],
  body: mappedBody,
  answers: { 201: z.strictObject({ statements: z.array(uploadedShape) }) },
  creates: true,
  handle: async (deps, ask) => {
    const { now } = deps;
    const { by } = ask;
    const outcome = await takeStatements(ask, { now, mapping: ask.body.mapping });
    const statements = outcome.statements.flatMap((statement, at) => {
      const kept = outcome.kept[at];
      return kept?.isOfUpload ? [{ id: kept.statementId, ...statement }] : [];
    });
    const afterCommit = async (): Promise<undefined> => {
      await reconcile({ db: deps.db, now, by });
    };
    return { status: 201, body: { statements }, afterCommit };
  },
});

export const previewStatements = apiRoute({
  method: 'post',
  path: '/statements/preview',
  id: 'previewStatements',
  tag: 'statements',
  summary: 'Read and check bank statements without storing anything',
  action: 'statement.upload',
  files: ['file'],
  body: mappedBody,
  answers: { 200: z.strictObject({ statements: z.array(previewShape) }) },
  handle: async (_deps, ask) => {
    const { db, principal, body } = ask;
    const mapping =
      body.mapping === undefined ? undefined : await statementMapping(db, body.mapping);
    const read = await readAll(expanded(ask.files), mapping?.reading);
    const places: PlacedStatement[] = [];
    for (const { file, statement } of read) {
      const found = await accountOf(db, statement);
      const { periodFrom, periodTo } = statement;
      const accountId = found.kind === 'found' ? found.id : null;
      places.push({ file, accountId, periodFrom, periodTo });
    }
    const holders = await holdToUnits(ask, places);
    const statements = read.map(({ file, index, statement }, at) => {
      const units = holders[at] ?? [];
      return previewOf(inspected(file, index, statement), mayPayers(principal, units));
    });
    const shown = statements.flatMap(({ lines, masked: hidden }, at) =>
      hidden === undefined && lines.length > 0
        ? [{ id: String(at), unitCode: holders[at]?.[0] ?? null }]
        : [],
    );
    await recordPayerRead(ask, { kind: 'statement_preview', shown });
    return { body: { statements } };
  },
});

/** @param fileNo which of the files it is, from 1 */
type OnFile = (name: string, fileNo: number) => void;

async function* expanded(
  files: readonly UploadedFile[],
  onFile?: OnFile,
): AsyncIterable<StatementFile> {
  for (const [at, { name, bytes }] of files.entries()) {
    onFile?.(name, at + 1);
    const outcome = await expandArchive({ name, bytes });
    if (outcome.kind === 'refused') refuseUnreadable([{ file: name, ...outcome.refusal }]);
    else yield* outcome.files;
  }
}

/** A request is taken whole: one file that cannot be read leaves nothing of the others. */
function refuseUnreadable(refused: readonly RefusedFile[]): void {
  if (refused.length === 0) return;
  const errors = refused.map(({ file, line, code, detail }): ProblemPlace => {
    return {
      pointer: '/file',
      file,
      ...(line === null ? {} : { line }),
      detail: `${code}: ${detail}`,
    };
  });
  const detail = `${String(refused.length)} file(s) cannot be read; nothing was stored.`;
  const isLayout = refused.every(({ code }) => code === 'layout_changed');
  throw new Refused({ code: isLayout ? 'layout_changed' : 'bad_file', detail, errors });
}

export type PlacedStatement = StatedPeriod & { readonly file: string };

/**
 * Holds every statement to the asker's units: all that had its account in its period.
 * @returns the units of each
 * @throws Refused `not_found`; inside a transaction it takes back what was stored
 */
export async function holdToUnits(
  ask: Pick<Ask, 'db' | 'principal'>,
  places: readonly PlacedStatement[],
): Promise<(readonly string[])[]> {
  const sight = sightOf(ask.principal, 'statement.upload');
  const holders = await loadHolders(ask.db, places);
  const errors = places.flatMap(({ file }, at): ProblemPlace[] => {
    const units = holders[at] ?? [];
    const isOurs = units.length === 0 ? sight.isProvince : units.every((one) => sees(sight, one));
    const detail = 'is of an account that is not registered for a unit in your scope';
    return isOurs ? [] : [{ pointer: '/file', file, detail }];
  });
  if (errors.length === 0) return holders;
  const detail = 'A statement is of no account of your units; nothing was stored.';
  throw new Refused({ code: 'not_found', detail, errors });
}

interface ReadStatement {
  readonly file: string;
  readonly index: number;
  readonly statement: ParsedStatement;
}

async function readAll(
  files: AsyncIterable<StatementFile>,
  mapping: StatementMapping | undefined,
): Promise<ReadStatement[]> {
  const parser = openParser();
  const read: ReadStatement[] = [];
  try {
    for await (const given of files) {
      const { name: file } = given;
      const outcome = await parser.parse(contentOf(given), mapping);
      if (outcome.kind === 'refused') refuseUnreadable([{ file, ...outcome.refusal }]);
      else {
        read.push(...outcome.statements.map((statement, index) => ({ file, index, statement })));
      }
    }
  } finally {
    await parser.close();
  }
  return read;
}

/** Of an account that is nobody's yet, payers are read by whoever may read the province's. */
export function mayPayers(principal: Principal, units: readonly string[]): boolean {
  if (units.length === 0) return may(principal, 'payer.read', null);
  return units.every((unit) => may(principal, 'payer.read', unit));
}

function previewOf(statement: InspectedStatement, isClear: boolean) {
  const shown = statement.lines.slice(0, previewLineCountMax);
  const lines = shown.map((line) =>
    isClear ? line : { ...line, narrative: null, references: null },
  );
  const leftOut = statement.lines.length - shown.length;
  const hidden = isClear ? undefined : ['narrative', 'references'];
  return { ...statement, lines, leftOut, ...(hidden ? { masked: hidden } : {}) };
}

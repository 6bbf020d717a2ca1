// Statement lines. A unit's other income is there for the unit alone; narrative and counterparty
// only for those who may read payers, and every such reading is recorded.
import { z } from 'zod';
import { linesWanted } from '../oversight/exports.js';
import { matchRecord } from '../oversight/export-matches.js';
import { matchesOfLine } from '../oversight/line-matches.js';
import { lineRecord } from '../oversight/records.js';
import { rivalsOfLine } from '../oversight/rivals.js';
import { searchSentence } from '../oversight/search-sentence.js';
import type { LineReading } from '../reconciliation/reading.js';
import { ambiguities, ambiguitiesOf } from './ambiguities.js';
import { numberKey, pageOf, pageSchema, paging, reverseNumberKey } from './cursor.js';
import { matchShape } from './match-shape.js';
import { recordPayerRead } from '../audit/payer-reads.js';
import { rivalPayment, rivalPayments } from './rivals.js';
import { apiRoute, type ApiRoute, type Ask } from './route.js';
import {
  asOfMember,
  day,
  filters,
  idParams,
  masked,
  matchOnLine,
  money,
  unanswered,
} from './shapes.js';
import { foundOr404, holdToSight, readAsked } from './sight.js';

const lineStates = ['matched', 'partly_matched', 'unmatched', 'ignored', 'reversed'] as const;

export const lineShape = z.strictObject({
  id: z.string(),
  account: z.string(),
  unitCode: z.string().nullable(),
  bookingDate: day,
  valueDate: day,
  amount: money,
  currency: z.literal('VND'),
  bankRef: z.string().nullable(),
  narrative: z.string().nullable(),
  counterparty: z.string().nullable(),
  statement: z.string(),
  lineNo: z.number().int(),
  state: z.enum(lineStates),
  matches: z.array(matchOnLine),
  /** The name by which a line is `ignored`. */
  recognisedAs: z.enum(['account_verification']).nullable(),
  masked,
});

/** A line in full. */
const lineDetailShape = lineShape.extend({
  matchDetails: z.array(matchShape),
  ambiguities,
  rivals: rivalPayments,
  unanswered,
});

const listLines = apiRoute({
  method: 'get',
  path: '/lines',
  id: 'listLines',
  tag: 'statements',
  summary: 'Statement lines in sight, the latest first',
  action: 'line.read',
  query: z.strictObject({
    ...paging,
    ...asOfMember,
    unit: filters.unit,
    gateway: filters.gateway,
    state: z.enum(lineStates).optional(),
    from: filters.from,
    to: filters.to,
  }),
  answers: { 200: pageSchema(lineShape) },
  handle: async (deps, ask) => {
    const { query, principal } = ask;
    holdToSight(principal, 'line.read', query.unit, '?unit');
    const { seen } = await readAsked(deps, ask);
    const page = pageOf(linesWanted(seen, query), { ...query, keyOf: latestFirst });
    return { body: { ...page, items: await shownLines(ask, page.items) } };
  },
});

const getLine = apiRoute({
  method: 'get',
  path: '/lines/{id}',
  id: 'getLine',
  tag: 'statements',
  summary: 'One statement line',
  action: 'line.read',
  params: idParams,
  query: z.strictObject(asOfMember),
  answers: { 200: lineDetailShape },
  handle: async (deps, ask) => {
    const { whole, seen } = await readAsked(deps, ask);
    const line = foundOr404(seen.lines.find(({ lineId }) => lineId === ask.params.id));
    const [body] = await shownLines(ask, [line]);
    const rivals = rivalsOfLine(line, seen).map(rivalPayment);
    const matches = await matchesOfLine(ask.db, line, { whole, principal: ask.principal });
    const explained = {
      matchDetails: matches.map(matchRecord),
      ambiguities: ambiguitiesOf(matches, seen),
    };
    return { body: { ...body, ...explained, rivals, unanswered: searchesOf(line) } };
  },
});

function searchesOf({ unanswered: all = [] }: LineReading) {
  return all.map((one) => ({ ...one, text: searchSentence.line(one) }));
}

function latestFirst({ bookingDate, lineId }: LineReading): readonly string[] {
  return [reverseNumberKey(bookingDate.replaceAll('-', '')), numberKey(lineId)];
}

/** Lines as they are answered; that payers were read is recorded first. */
export async function shownLines(
  ask: Pick<Ask, 'by' | 'db' | 'query'>,
  lines: readonly LineReading[],
): Promise<Record<string, unknown>[]> {
  const clear = lines.filter(({ narrative }) => narrative !== null);
  const shown = clear.map(({ lineId, unitCode }) => ({ id: lineId, unitCode }));
  await recordPayerRead(ask, { kind: 'line', shown, filter: ask.query as Record<string, unknown> });
  return lines.map(lineAnswer);
}

function lineAnswer(line: LineReading): Record<string, unknown> {
  return { id: line.lineId, ...lineRecord(line) };
}

export const lineRoutes: readonly ApiRoute[] = [listLines, getLine];

// The inbox: callbacks as they came, what became of each, and reading them again after a fix; and
// the other direction, what gateways are still to be asked.
import { z } from 'zod';
import { may } from '../access/principal.js';
import { programVersion } from '../backup/program-version.js';
import { addDays, instantOf, instantText, localDateOf } from '../calendar.js';
import {
  findNotice,
  type ListedNotice,
  listNotices,
  loadReadings,
  loadRefusals,
  loadStoredNotice,
  type NoticeFilter,
  noticeStates,
  type StoredNotice,
} from '../payments/notice-store.js';
import { listQuestions, questionStates } from '../payments/queries/question-list-store.js';
import { redriveMax, redriveNotices } from '../payments/redrive-notices.js';
import { keyOfCursor, pageFrom, pageSchema, paging } from './cursor.js';
import { idBefore, pageById } from './id-cursor.js';
import { recordPayerRead } from '../audit/payer-reads.js';
import { type ApiDeps, apiRoute, type ApiRoute, type Ask } from './route.js';
import { day, filters, id, idParams, instant, masked } from './shapes.js';
import { foundOr404, holdToProvince } from './sight.js';

const state = z.enum(noticeStates);
const narrowing = {
  state: state.optional(),
  gateway: filters.gateway,
  from: filters.from,
  to: filters.to,
};

const noticeMembers = {
  id: z.string(),
  gateway: z.string(),
  gatewayAccount: z.string().nullable(),
  addressedTo: z.string().nullable(),
  receivedAt: instant,
  state: state.describe('quarantined: signed, or failed by our own fault, and not taken in yet'),
  verdict: z.string(),
  bytes: z.number().int(),
  readings: z.number().int().describe('How often it was read again.'),
};

const readingShape = z.strictObject({
  verdict: z.string(),
  readAt: instant,
  readBy: z.string().nullable(),
  programVersion: z.string().nullable(),
});

/** The bytes as received; null where they are not for this reader: they may name who paid. */
const wholeNotice = z.strictObject({
  ...noticeMembers,
  method: z.string(),
  rawQuery: z.string().nullable(),
  headers: z.record(z.string(), z.string()).nullable(),
  body: z.string().nullable().describe('Text, or base64 where the bytes are no UTF-8.'),
  bodyEncoding: z.enum(['utf8', 'base64']),
  history: z.array(readingShape),
  masked,
});

const redrivenShape = z.strictObject({ noticeId: z.string(), verdict: z.string() });

const getNotices = apiRoute({
  method: 'get',
  path: '/gateways/notices',
  id: 'listNotices',
  summary: 'Callbacks as they came, the latest first, with what became of each',
  tag: 'gateways',
  action: 'gateway.read',
  query: z.strictObject({ ...paging, ...narrowing }),
  answers: { 200: pageSchema(z.strictObject(noticeMembers)) },
  handle: async (_deps, { db, principal, query }) => {
    holdToProvince(principal, 'gateway.read');
    const { limit, cursor } = query;
    const beforeId = idBefore(cursor);
    const rows = await listNotices(db, { ...filterOf(query), beforeId, limit: limit + 1 });
    return { body: pageById(rows.map(shownOf), limit) };
  },
});

const getNotice = apiRoute({
  method: 'get',
  path: '/gateways/notices/{id}',
  id: 'getNotice',
  summary: 'One callback with every reading of it; its bytes for who may see payers',
  tag: 'gateways',
  action: 'gateway.read',
  params: idParams,
  answers: { 200: wholeNotice },
  handle: async (_deps, ask) => {
    holdToProvince(ask.principal, 'gateway.read');
    const listed = foundOr404(await findNotice(ask.db, ask.params.id));
    const stored = foundOr404(await loadStoredNotice(ask.db, ask.params.id));
    const readings = await loadReadings(ask.db, ask.params.id);
    const history = readings.map((one) => ({ ...one, readAt: instantText(one.readAt) }));
    const isClear = may(ask.principal, 'payer.read', null);
    const shown = [{ id: listed.id, unitCode: null }];
    if (isClear) await recordPayerRead(ask, { kind: 'payment_notice', shown });
    return { body: { ...shownOf(listed), ...bytesOf(stored, isClear), history } };
  },
});

const postRedrive = apiRoute({
  method: 'post',
  path: '/gateways/notices/{id}/redrive',
  id: 'redriveNotice',
  summary: 'Reads a stored callback again, by the secrets and the moment of its reception',
  tag: 'gateways',
  action: 'gateway.redrive',
  creates: true,
  params: idParams,
  answers: { 201: redrivenShape },
  handle: async (deps, ask) => {
    holdToProvince(ask.principal, 'gateway.redrive');
    const [redriven] = await redriveNotices(redriveDeps(deps, ask), [ask.params.id]);
    return { status: 201, body: foundOr404(redriven) };
  },
});

const postRedriveMany = apiRoute({
  method: 'post',
  path: '/gateways/notices/redrive',
  id: 'redriveNotices',
  summary: `Reads stored callbacks again, the oldest first, at most ${String(redriveMax)} at once`,
  tag: 'gateways',
  action: 'gateway.redrive',
  creates: true,
  body: z.strictObject({
    ids: z.array(id).min(1).max(redriveMax).optional(),
    ...narrowing,
    state: state.default('quarantined').describe('Which to read again where no ids are given.'),
  }),
  answers: { 201: z.strictObject({ items: z.array(redrivenShape) }) },
  handle: async (deps, ask) => {
    holdToProvince(ask.principal, 'gateway.redrive');
    const filter = { ...filterOf(ask.body), oldestFirst: true, limit: redriveMax };
    const ids = ask.body.ids ?? (await listNotices(ask.db, filter)).map((notice) => notice.id);
    return { status: 201, body: { items: await redriveNotices(redriveDeps(deps, ask), ids) } };
  },
});

const getRefusals = apiRoute({
  method: 'get',
  path: '/gateways/refusals',
  id: 'listRefusals',
  summary: 'How many callbacks were refused, by day, gateway kind and reason (30 days by default)',
  tag: 'gateways',
  action: 'gateway.read',
  query: z.strictObject({ from: day.optional() }),
  answers: {
    200: z.strictObject({
      items: z.array(
        z.strictObject({
          day,
          gateway: z.string(),
          verdict: z.string(),
          count: z.number().int(),
        }),
      ),
    }),
  },
  handle: async ({ now }, { db, principal, query }) => {
    holdToProvince(principal, 'gateway.read');
    const counts = await loadRefusals(db, query.from ?? addDays(localDateOf(now()), -30));
    return { body: { items: counts.map((one) => ({ ...one, count: Number(one.count) })) } };
  },
});

const getQuestions = apiRoute({
  method: 'get',
  path: '/gateways/questions',
  id: 'listQuestions',
  summary: 'Payments and orders that gateways are asked about; given_up: a person has to look',
  tag: 'gateways',
  action: 'gateway.read',
  query: z.strictObject({ ...paging, state: z.enum(questionStates).default('open') }),
  answers: {
    200: pageSchema(
      z.strictObject({
        gatewayAccount: z.string(),
        gateway: z.string(),
        merchantRef: z.string(),
        state: z.enum(questionStates),
        since: instant,
        attempts: z.number().int(),
        nextAt: instant,
        outcome: z.string().nullable(),
        detail: z.string().nullable(),
      }),
    ),
  },
  handle: async (_deps, { db, principal, query }) => {
    holdToProvince(principal, 'gateway.read');
    const { state: wanted, cursor, limit } = query;
    const [account = '', ref = ''] = cursor === undefined ? [] : keyOfCursor(cursor, 2);
    const after = cursor === undefined ? null : ([account, ref] as const);
    const rows = await listQuestions(db, { state: wanted, after, limit: limit + 1 });
    const keyed = rows.map((one) => ({
      item: { ...one, since: instantText(one.since), nextAt: instantText(one.nextAt) },
      key: [one.gatewayAccount, one.merchantRef],
    }));
    return { body: pageFrom(keyed, limit) };
  },
});

type Narrowing = z.output<z.ZodObject<typeof narrowing>>;

function filterOf({ state: wanted, gateway, from, to }: Narrowing): Omit<NoticeFilter, 'limit'> {
  return {
    state: wanted,
    gateway,
    from: from === undefined ? undefined : instantOf(from),
    to: to === undefined ? undefined : instantOf(addDays(to, 1)),
  };
}

function shownOf(notice: ListedNotice) {
  return { ...notice, receivedAt: instantText(notice.receivedAt) };
}

function bytesOf({ request }: StoredNotice, isClear: boolean) {
  const { method, rawQuery, headers, body } = request;
  const text = body.toString('utf8');
  const isText = Buffer.from(text, 'utf8').equals(body) && !text.includes('\0');
  const bodyEncoding = isText ? 'utf8' : 'base64';
  if (!isClear) {
    const hidden = { rawQuery: null, headers: null, body: null };
    return { method, ...hidden, bodyEncoding, masked: ['rawQuery', 'headers', 'body'] };
  }
  return { method, rawQuery, headers, body: isText ? text : body.toString('base64'), bodyEncoding };
}

function redriveDeps({ config, now }: ApiDeps, { db, by }: Pick<Ask, 'db' | 'by'>) {
  return { db, now, by, secretKey: config.secretKey, programVersion: programVersion() };
}

export const gatewayInboxRoutes: readonly ApiRoute[] = [
  getNotices,
  getRefusals,
  getQuestions,
  postRedriveMany,
  getNotice,
  postRedrive,
];

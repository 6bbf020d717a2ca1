// The audit trail: who did what to the units in scope, and where the chain stands. People's names
// and addresses are shown one event at a time, over the province only, and that is an event too.
import { z } from 'zod';
import { may } from '../access/principal.js';
import { loadAnchors } from '../audit/anchor-audit.js';
import {
  type AuditEvent,
  loadAuditEvent,
  loadAuditEvents,
  loadPersonal,
} from '../audit/audit-store.js';
import { recordAudit } from '../audit/record-audit.js';
import { loadHead } from '../audit/seal-audit.js';
import { instantText } from '../calendar.js';
import { pageSchema, paging } from './cursor.js';
import { idBefore, pageById } from './id-cursor.js';
import { apiRoute, type ApiRoute, type Ask } from './route.js';
import { filters, idParams, instant, masked } from './shapes.js';
import { foundOr404, holdToProvince, holdToSight, unitsOf } from './sight.js';

const wordCharsMax = 200;
const word = z.string().min(1).max(wordCharsMax).optional();
const state = z.record(z.string(), z.unknown()).nullable();

const eventShape = z.strictObject({
  id: z.string(),
  at: instant,
  actorKind: z.string(),
  actor: z.string(),
  action: z.string(),
  unitCode: z.string().nullable(),
  subjectKind: z.string(),
  subjectId: z.string().nullable(),
  before: state,
  after: state,
  why: z.string().nullable(),
  requestId: z.string().nullable(),
  seq: z.string().nullable().describe('Its place in the chain; null until it is sealed.'),
  personalState: z.enum(['kept', 'erased']).nullable(),
});

const listAudit = apiRoute({
  method: 'get',
  path: '/audit',
  id: 'listAuditEvents',
  tag: 'audit',
  summary: 'What was done to the units in scope, the latest first',
  action: 'audit.read',
  query: z.strictObject({
    ...paging,
    action: word,
    actorKind: word,
    actor: word,
    unit: filters.unit,
    subjectKind: word,
    subjectId: word,
    from: filters.from,
    to: filters.to,
  }),
  answers: { 200: pageSchema(eventShape) },
  handle: async (_deps, { query, principal, db }) => {
    holdToSight(principal, 'audit.read', query.unit, '?unit');
    const { limit, cursor, ...filter } = query;
    const asked = { filter, before: idBefore(cursor), limit: limit + 1 };
    const events = await loadAuditEvents(db, unitsOf(principal, 'audit.read'), asked);
    return { body: pageById(events.map(shownEvent), limit) };
  },
});

const getAuditHead = apiRoute({
  method: 'get',
  path: '/audit/head',
  id: 'getAuditHead',
  tag: 'audit',
  summary: 'Where the chain stands, to be written down: `verify audit --head` takes it later',
  action: 'audit.read',
  answers: {
    200: z.strictObject({
      /** `SEQ:CHAIN`; null while nothing was sealed. */
      head: z.string().nullable(),
      sealedAt: z.string().nullable(),
      anchor: z.strictObject({ no: z.string(), seq: z.string(), at: z.string() }).nullable(),
    }),
  },
  handle: async (_deps, { principal, db }) => {
    holdToProvince(principal, 'audit.read');
    const head = await loadHead(db);
    const [last] = await loadAnchors(db, 'last');
    return {
      body: {
        head: head && `${head.seq}:${head.chain}`,
        sealedAt: head?.sealedAt ?? null,
        anchor: last ? { no: last.no, seq: last.seq, at: last.at } : null,
      },
    };
  },
});

const getAuditEvent = apiRoute({
  method: 'get',
  path: '/audit/{id}',
  id: 'getAuditEvent',
  tag: 'audit',
  summary: 'One event; over the province also what is personal in it, which is recorded',
  action: 'audit.read',
  params: idParams,
  answers: { 200: eventShape.extend({ personal: state, masked }) },
  handle: async (_deps, ask) => {
    const sight = unitsOf(ask.principal, 'audit.read');
    const event = foundOr404(await loadAuditEvent(ask.db, sight, ask.params.id));
    return { body: { ...shownEvent(event), ...(await personalOf(ask, event)) } };
  },
});

/** Names and addresses of officers and focal points; nothing of people who paid stands there. */
async function personalOf(
  { principal, by, db }: Pick<Ask, 'principal' | 'by' | 'db'>,
  event: AuditEvent,
): Promise<Record<string, unknown>> {
  if (event.personalState !== 'kept') return { personal: null };
  if (!may(principal, 'audit.read', null)) return { personal: null, masked: ['personal'] };
  const personal = await loadPersonal(db, event.id);
  await recordAudit(db, by, {
    action: 'audit.personal_read',
    subject: { kind: 'audit_event', id: event.id },
    unitCode: event.unitCode,
  });
  return { personal };
}

function shownEvent(event: AuditEvent) {
  return { ...event, at: instantText(event.at) };
}

export const auditRoutes: readonly ApiRoute[] = [listAudit, getAuditHead, getAuditEvent];

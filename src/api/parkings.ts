// What officers say about proposals, open lines and open payments without deciding them: notes, and
// putting something off until a day for somebody. What is settled meanwhile is no longer put off.
import { z } from 'zod';
import { instantText } from '../calendar.js';
import { assignableOfficers, officerNames } from '../discrepancies/assignable-officers.js';
import { readMatches } from '../oversight/export-matches.js';
import { isWantedParking, parkedItems } from '../oversight/parked-items.js';
import { reviewItems } from '../oversight/review-queue.js';
import { reviewSubject, type ReviewSubject } from '../oversight/review-subject.js';
import { Refused } from '../problem.js';
import { parkDaysMax, reviewAct, type ReviewAct } from '../reconciliation/review-act.js';
import { reviewKinds, type Parking, type ReviewItemId } from '../reconciliation/review-item.js';
import { loadParked, loadReviewEvents, loadReviewItem } from '../reconciliation/review-store.js';
import { typed } from './account-shape.js';
import { pageOf, pageSchema, paging } from './cursor.js';
import { apiRoute, type ApiDeps, type ApiRoute, type Ask } from './route.js';
import { day, filters, id, idParams, instant } from './shapes.js';
import { foundOr404, holdToSight, readAsked } from './sight.js';

const kind = z.enum(reviewKinds).describe('A proposed match, a statement line or a payment.');
const about = { kind, item: id.describe('Its id.') } as const;
const officer = z.strictObject({ id: z.string(), name: z.string() });
const made = z.strictObject({ id: z.string() });

const parkingShape = z.strictObject({
  id: z.string(),
  kind,
  item: z.string(),
  unitCode: z.string().nullable(),
  until: day.describe('The day on which it comes back.'),
  due: z.boolean().describe('The day has come.'),
  owner: officer,
  reason: z.string(),
});

const listParkings = apiRoute({
  method: 'get',
  path: '/parkings',
  id: 'listParkings',
  tag: 'matches',
  summary: 'What is put off, or has come back, and is still open, by the day',
  action: 'match.read',
  query: z.strictObject({
    ...paging,
    unit: filters.unit,
    kind: kind.optional(),
    due: z.enum(['true', 'false']).optional().describe('Whether the day has come; absent: both.'),
    owner: z.union([id, z.literal('me')]).optional(),
  }),
  answers: { 200: pageSchema(parkingShape) },
  handle: async (deps, ask) => {
    const { principal, query } = ask;
    holdToSight(principal, 'match.read', query.unit, '/unit');
    const owner = query.owner === 'me' ? principal.id : query.owner;
    const isDue = query.due === undefined ? undefined : query.due === 'true';
    const wanted = (await parkedInSight(deps, ask)).filter(
      ({ item, parking, unitCode }) =>
        (query.unit === undefined || unitCode === query.unit) &&
        (query.kind === undefined || item.kind === query.kind) &&
        isWantedParking(parking, { isDue, owner }),
    );
    const names = await officerNames(
      ask.db,
      wanted.map(({ parking }) => parking.ownerId),
    );
    const { items, next } = pageOf(wanted, { ...query, keyOf });
    return { body: { items: items.map((one) => shown(one, names)), next } };
  },
});

const numbered = (eventId: string): string => eventId.padStart(18, '0');

function keyOf({ parking }: InSight): [string, string] {
  return [parking.untilOn, numbered(parking.eventId)];
}

interface InSight {
  readonly item: ReviewItemId;
  readonly parking: Parking;
  readonly unitCode: string | null;
}

async function parkedInSight(
  deps: ApiDeps,
  { db, principal }: Pick<Ask, 'db' | 'principal'>,
): Promise<InSight[]> {
  const { whole, seen } = await readAsked(deps, { principal, query: {} });
  const at = deps.now();
  const parked = await loadParked(db);
  const found = await readMatches(db, whole, { state: 'proposed' });
  const matches = reviewItems(found, { principal, parked, at }).flatMap(
    ({ match, unitCode, parking }): InSight[] =>
      parking && match.masked === undefined
        ? [{ item: { kind: 'match', id: match.id }, parking, unitCode }]
        : [],
  );
  return [...matches, ...parkedItems(parked, { seen, principal, at })];
}

function shown({ item, parking, unitCode }: InSight, names: ReadonlyMap<string, string>) {
  const { eventId, untilOn, isDue, ownerId, text } = parking;
  return {
    ...{ id: eventId, kind: item.kind, item: item.id, unitCode, until: untilOn, due: isDue },
    owner: { id: ownerId, name: names.get(ownerId) ?? '' },
    reason: text,
  };
}

const park = apiRoute({
  method: 'post',
  path: '/parkings',
  id: 'park',
  tag: 'matches',
  summary: 'Puts a proposal, an open line or an open payment off until a day, for an officer',
  action: 'match.decide',
  body: z.strictObject({
    ...about,
    until: day.describe(`From tomorrow to ${String(parkDaysMax)} days ahead.`),
    owner: z.union([id, z.literal('me')]).describe('An officer who may decide about it.'),
    reason: typed(1000),
    replaces: id.optional().describe('The parking that stands and whose place it takes.'),
  }),
  answers: { 201: made },
  creates: true,
  handle: async (deps, ask) => {
    const { body } = ask;
    const subject = await subjectAsked(deps, ask, { kind: body.kind, id: body.item });
    const ownerId = await ownerAsked(deps, ask, subject);
    const { until: untilOn, reason: text, replaces: seen = null } = body;
    return done(deps, ask, subject, { act: 'parked', untilOn, ownerId, text, seen });
  },
});

const endParking = apiRoute({
  method: 'post',
  path: '/parkings/{id}/end',
  id: 'endParking',
  tag: 'matches',
  summary: 'Puts something back on the list before its day',
  action: 'match.decide',
  params: idParams,
  answers: { 201: made },
  creates: true,
  handle: async (deps, ask) => {
    const item = foundOr404(await loadReviewItem(ask.db, ask.params.id));
    const subject = await subjectAsked(deps, ask, item);
    return done(deps, ask, subject, { act: 'unparked', seen: ask.params.id });
  },
});

const noteShape = z.strictObject({
  id: z.string(),
  act: z.enum(['noted', 'parked', 'unparked']),
  text: z.string().nullable(),
  until: day.nullable(),
  owner: z.string().nullable().describe("An officer's id."),
  by: z.string().describe('As the audit trail names them.'),
  at: instant,
});

const listNotes = apiRoute({
  method: 'get',
  path: '/review-notes',
  id: 'listReviewNotes',
  tag: 'matches',
  summary: 'What was noted about one thing and when it was put off, the oldest first',
  action: 'match.read',
  query: z.strictObject({ ...paging, ...about }),
  answers: { 200: pageSchema(noteShape) },
  handle: async (deps, ask) => {
    const { db, principal, query } = ask;
    const read = await readAsked(deps, { principal, query: {} });
    const item = { kind: query.kind, id: query.item };
    const { item: seen } = foundOr404(await reviewSubject(db, { principal, ...read }, item));
    const events = await loadReviewEvents(db, seen);
    const { items, next } = pageOf(events, { ...query, keyOf: (event) => [numbered(event.id)] });
    const notes = items.map((event) => ({
      ...{ id: event.id, act: event.act, text: event.text, until: event.untilOn },
      ...{ owner: event.ownerId, by: event.by, at: instantText(event.at) },
    }));
    return { body: { items: notes, next } };
  },
});

const note = apiRoute({
  method: 'post',
  path: '/review-notes',
  id: 'addReviewNote',
  tag: 'matches',
  summary: 'Notes something about a match, a line or a payment',
  action: 'match.decide',
  body: z.strictObject({ ...about, text: typed(1000) }),
  answers: { 201: made },
  creates: true,
  handle: async (deps, ask) => {
    const { body } = ask;
    const subject = await subjectAsked(deps, ask, { kind: body.kind, id: body.item });
    return done(deps, ask, subject, { act: 'noted', text: body.text });
  },
});

type AskAct = Pick<Ask, 'db' | 'by' | 'principal'>;

/** @throws Refused `not_found` where it is not there, or not the asker's to act on */
async function subjectAsked(
  deps: ApiDeps,
  { db, principal }: AskAct,
  item: ReviewItemId,
): Promise<ReviewSubject> {
  const read = await readAsked(deps, { principal, query: {} });
  const subject = await reviewSubject(db, { principal, ...read }, item);
  return foundOr404(subject?.mayAct ? subject : null);
}

/** @throws Refused `invalid_input` for somebody who may not decide about it */
async function ownerAsked(
  deps: ApiDeps,
  { db, principal, body }: AskAct & { readonly body: { readonly owner: string } },
  { unitCode }: ReviewSubject,
): Promise<string> {
  const isToken = body.owner === 'me' && principal.kind !== 'officer';
  const wanted = body.owner === 'me' ? principal.id : body.owner;
  const asked = { unitCode, province: deps.config.province, action: 'match.decide' } as const;
  const able = await assignableOfficers(db, asked);
  if (!isToken && able.some((one) => one.id === wanted)) return wanted;
  const detail = 'is no officer who may decide about it';
  const errors = [{ pointer: '/owner', detail }];
  throw new Refused({ code: 'invalid_input', detail: `The owner ${detail}.`, errors });
}

async function done(
  { now }: ApiDeps,
  { db, by }: AskAct,
  { item, unitCode, isOpen }: ReviewSubject,
  act: ReviewAct,
) {
  const added = await reviewAct({ db, now, by }, { item, unitCode, isOpen, act });
  return { status: 201, body: { id: added } };
}

export const parkingRoutes: readonly ApiRoute[] = [listParkings, park, endParking, listNotes, note];

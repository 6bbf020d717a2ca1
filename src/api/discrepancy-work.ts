// What is done about a discrepancy: decisions name the version that was seen; remarks, files and the
// unit's own explanation are only added.
import { z } from 'zod';
import { may } from '../access/principal.js';
import type { Action } from '../access/roles.js';
import { attachFile } from '../discrepancies/attach-file.js';
import { assignableOfficers } from '../discrepancies/assignable-officers.js';
import { loadFileBytes } from '../discrepancies/discrepancy-store.js';
import { resolutions, type DiscrepancyAct } from '../discrepancies/standing.js';
import { workOnDiscrepancy, type Act } from '../discrepancies/work-on-discrepancy.js';
import type { WorkedDiscrepancy } from '../discrepancies/worked-discrepancy.js';
import { paperTypes } from '../beneficiary-accounts/paper-type.js';
import { courseOf, discrepancyAtWork } from '../oversight/discrepancy-work.js';
import { Refused } from '../problem.js';
import type { ProvinceReading } from '../reconciliation/reading.js';
import { typed } from './account-shape.js';
import { discrepancyAnswer, discrepancyParams } from './discrepancy-answer.js';
import { discrepancyDetailShape, fileShape } from './discrepancy-shape.js';
import { apiRoute, type ApiDeps, type ApiRoute, type Ask } from './route.js';
import { day, id } from './shapes.js';
import { foundOr404, readAsked } from './sight.js';
import { refuseStale } from './versions.js';

const about = { tag: 'discrepancies', params: discrepancyParams } as const;
const textCharsMax = 2000;

type AskAbout = Pick<Ask<{ readonly id: string }>, 'db' | 'by' | 'principal' | 'params'>;

/** The discrepancy as it stands, where the asker may do this to it. */
async function askedFor(
  deps: ApiDeps,
  ask: AskAbout,
  action: Action,
): Promise<{ readonly one: WorkedDiscrepancy; readonly seen: ProvinceReading }> {
  const { db, principal, params } = ask;
  const { seen } = await readAsked(deps, { principal, query: {} });
  const asked = { principal, seen, since: undefined };
  const one = foundOr404(await discrepancyAtWork(db, asked, params.id));
  if (!may(principal, action, one.unitCode)) foundOr404(null);
  return { one, seen };
}

const decisions = {
  assign: 'assigned',
  wait: 'waiting',
  resolve: 'resolved',
  confirm_write_off: 'write_off_confirmed',
  refuse_write_off: 'write_off_refused',
  reopen: 'reopened',
} as const satisfies Record<string, DiscrepancyAct>;
type Decision = keyof typeof decisions;

const decisionBody = z.strictObject({
  decision: z
    .enum(Object.keys(decisions) as [Decision, ...Decision[]])
    .describe(
      'assign: to an officer, or put down; wait: for somebody outside, with a ticket and a day; ' +
        'resolve: with its kind, a write_off then waits for a second person; reopen: also ends a wait.',
    ),
  reason: typed(1000).optional().describe('Needed by all but assign.'),
  officer: z
    .union([id, z.literal('me')])
    .nullable()
    .optional()
    .describe('Of assign; null: nobody.'),
  ticket: typed(100).optional().describe("Of wait: the service desk's own number."),
  until: day.optional().describe('Of wait: when an answer is expected.'),
  resolution: z.enum(resolutions).optional().describe('Of resolve.'),
});

const decide = apiRoute({
  ...about,
  method: 'post',
  path: '/discrepancies/{id}/decisions',
  id: 'decideOnDiscrepancy',
  summary: 'Assigns, puts off, resolves or reopens a discrepancy',
  action: 'discrepancy.work',
  edits: true,
  body: decisionBody,
  answers: { 200: discrepancyDetailShape },
  handle: async (deps, ask) => {
    const { one, seen } = await askedFor(deps, ask, 'discrepancy.work');
    const act = actOf(ask, await officerAsked(deps, ask, one));
    await workOnDiscrepancy(
      { db: ask.db, now: deps.now, by: ask.by },
      {
        ...{ discrepancyId: one.id, found: one.reading ?? undefined, act },
        expect: (version) => {
          refuseStale(ask, version);
        },
      },
    );
    return discrepancyAnswer(deps, ask, { seen, since: undefined });
  },
});

type Body = z.output<typeof decisionBody>;

/** @throws Refused `invalid_input` naming what the decision lacks */
function actOf({ body }: { readonly body: Body }, assigneeId: string | null | undefined): Act {
  const { decision, reason, ticket, until, resolution } = body;
  const needed: Readonly<Record<Decision, Readonly<Record<string, unknown>>>> = {
    assign: { officer: assigneeId },
    wait: { ticket, until, reason },
    resolve: { resolution, reason },
    confirm_write_off: { reason },
    refuse_write_off: { reason },
    reopen: { reason },
  };
  const given = { officer: body.officer, ticket, until, resolution };
  const lacks = Object.entries(needed[decision])
    .filter(([, value]) => value === undefined)
    .map(([name]) => ({ pointer: `/${name}`, detail: `is needed by ${decision}` }));
  const strange = Object.entries(given)
    .filter(([name, value]) => value !== undefined && !(name in needed[decision]))
    .map(([name]) => ({ pointer: `/${name}`, detail: `is not taken by ${decision}` }));
  const errors = [...lacks, ...strange];
  if (errors.length > 0) {
    throw new Refused({ code: 'invalid_input', detail: 'The decision is not whole.', errors });
  }
  const text = reason ?? null;
  if (decision === 'assign') {
    return { act: decisions[decision], text, assigneeId: assigneeId ?? null };
  }
  const more = { ticket: ticket ?? null, untilOn: until ?? null, resolution: resolution ?? null };
  return { act: decisions[decision], text, ...more };
}

/** @throws Refused `invalid_input` for somebody who cannot work on it */
async function officerAsked(
  deps: ApiDeps,
  ask: AskAbout & { readonly body: Body },
  { unitCode }: WorkedDiscrepancy,
): Promise<string | null | undefined> {
  const { officer } = ask.body;
  if (officer === undefined || officer === null) return officer;
  const isToken = officer === 'me' && ask.principal.kind !== 'officer';
  const wanted = officer === 'me' ? ask.principal.id : officer;
  const able = await assignableOfficers(ask.db, { unitCode, province: deps.config.province });
  if (!isToken && able.some((one) => one.id === wanted)) return wanted;
  const detail = 'is no officer who may work on discrepancies of this unit';
  const errors = [{ pointer: '/officer', detail }];
  throw new Refused({ code: 'invalid_input', detail: `The assignee ${detail}.`, errors });
}

const explain = apiRoute({
  ...about,
  method: 'post',
  path: '/discrepancies/{id}/explanations',
  id: 'explainDiscrepancy',
  summary: "Adds the unit's own explanation, and what it proposes by when",
  action: 'discrepancy.explain',
  creates: true,
  body: z
    .strictObject({
      text: typed(textCharsMax),
      proposal: typed(textCharsMax).optional(),
      proposalOn: day.optional().describe('By when it is to be done.'),
    })
    .refine((given) => (given.proposal === undefined) === (given.proposalOn === undefined), {
      message: 'a proposal and its day belong together',
      path: ['proposalOn'],
    }),
  answers: { 201: z.strictObject({ id: z.string() }) },
  handle: async (deps, ask) => {
    const { one } = await askedFor(deps, ask, 'discrepancy.explain');
    const { text, proposal = null, proposalOn = null } = ask.body;
    return added(deps, ask, one, { act: 'explained', text, proposal, proposalOn });
  },
});

const comment = apiRoute({
  ...about,
  method: 'post',
  path: '/discrepancies/{id}/comments',
  id: 'commentOnDiscrepancy',
  summary: 'Says something about a discrepancy',
  action: 'discrepancy.comment',
  creates: true,
  body: z.strictObject({ text: typed(textCharsMax) }),
  answers: { 201: z.strictObject({ id: z.string() }) },
  handle: async (deps, ask) => {
    const { one } = await askedFor(deps, ask, 'discrepancy.comment');
    return added(deps, ask, one, { act: 'commented', text: ask.body.text });
  },
});

async function added(deps: ApiDeps, ask: AskAbout, one: WorkedDiscrepancy, act: Act) {
  const given = { discrepancyId: one.id, found: one.reading ?? undefined, act };
  const eventId = await workOnDiscrepancy({ db: ask.db, now: deps.now, by: ask.by }, given);
  return { status: 201, body: { id: eventId } };
}

const attach = apiRoute({
  ...about,
  method: 'post',
  path: '/discrepancies/{id}/files',
  id: 'attachDiscrepancyFile',
  summary: 'Attaches a file (PDF, JPEG or PNG, 20 MB) to a discrepancy',
  action: 'discrepancy.comment',
  creates: true,
  files: ['file'],
  answers: { 201: fileShape },
  handle: async (deps, ask) => {
    const [file, ...others] = ask.files;
    if (!file || others.length > 0) {
      const errors = [{ pointer: '/file', detail: 'one file at a time' }];
      throw new Refused({ code: 'invalid_input', detail: 'One file at a time.', errors });
    }
    const { one } = await askedFor(deps, ask, 'discrepancy.comment');
    const { name, bytes } = file;
    const given = { discrepancyId: one.id, found: one.reading ?? undefined, name, bytes };
    const { eventId: event, ...kept } = await attachFile(
      { db: ask.db, now: deps.now, by: ask.by },
      given,
    );
    const location = `/api/v1/discrepancies/${encodeURIComponent(one.id)}/files/${kept.id}`;
    return { status: 201, body: { ...kept, event }, location };
  },
});

const download = apiRoute({
  ...about,
  method: 'get',
  path: '/discrepancies/{id}/files/{file}',
  id: 'getDiscrepancyFile',
  summary: 'Downloads a file',
  action: 'discrepancy.read',
  params: discrepancyParams.extend({ file: id }),
  produces: [...paperTypes],
  answers: { 200: null },
  handle: async (deps, ask) => {
    const { one } = await askedFor(deps, ask, 'discrepancy.read');
    const { files } = await courseOf(ask.db, one.id);
    const file = foundOr404(files.find((each) => each.id === ask.params.file));
    const bytes = foundOr404(await loadFileBytes(ask.db, file.id));
    return { download: { type: file.mediaType, name: file.name, bytes } };
  },
});

export const discrepancyWorkRoutes: readonly ApiRoute[] = [
  decide,
  explain,
  comment,
  attach,
  download,
];

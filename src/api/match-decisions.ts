// What people decide about matches: a proposal confirmed or rejected, a match undone or made by hand.
// Matching runs afterwards.
import { z } from 'zod';
import { mayDecideMatch, mayMatch, unitOfMatch } from '../oversight/match-decision-sight.js';
import { readMatches } from '../oversight/export-matches.js';
import { decideMatch } from '../reconciliation/decide-match.js';
import { matchByHand } from '../reconciliation/match-by-hand.js';
import {
  adjustmentKinds,
  matchDecisions,
  proofKinds,
} from '../reconciliation/match-decision-store.js';
import { reconcile } from '../reconciliation/run-reconciliation.js';
import { typed } from './account-shape.js';
import { apiRoute, type ApiDeps, type ApiRoute, type Ask } from './route.js';
import { id, idParams, money } from './shapes.js';
import { foundOr404, instantAsked, notFound } from './sight.js';

const itemsMax = 500;
const decided = z.strictObject({
  id: z.string(),
  status: z.enum(['confirmed', 'proposed', 'rejected', 'undone']),
});
const proof = z
  .enum(proofKinds)
  .describe("What was seen: the statement, the bank's credit advice, a paper of the payer.");

/** What is free now finds its match, or comes back without the one that was taken apart. */
const runAfter =
  (deps: ApiDeps, { by }: Pick<Ask, 'by'>) =>
  async (): Promise<undefined> => {
    await reconcile({ db: deps.db, now: deps.now, by });
  };

const decideOnMatch = apiRoute({
  method: 'post',
  path: '/matches/{id}/decisions',
  id: 'decideOnMatch',
  tag: 'matches',
  summary: 'Confirms or rejects a proposal, pins or undoes a match; runs never change it again',
  action: 'match.decide',
  params: idParams,
  body: z.strictObject({
    decision: z
      .enum(matchDecisions)
      .describe(
        'confirmed: a proposal whose sums agree, or a rule’s own match, which is pinned; ' +
          'rejected: a proposal that does not come back; undone: its lines and payments are free.',
      ),
    reason: typed(1000),
    proof: proof.optional(),
  }),
  answers: { 201: decided },
  creates: true,
  handle: async (deps, ask) => {
    const { db, by, principal, params, body } = ask;
    const whole = await deps.read(instantAsked(deps, {}));
    const [found] = await readMatches(db, whole, { ids: [params.id] });
    const match = foundOr404(found && mayDecideMatch(principal, found) ? found : null);
    const { status } = await decideMatch(
      { db, now: deps.now, by },
      {
        ...{ matchId: match.id, unitCode: unitOfMatch(match), ...body },
        proof: body.proof ?? null,
      },
    );
    return { status: 201, body: { id: match.id, status }, afterCommit: runAfter(deps, ask) };
  },
});

const payment = z.strictObject({
  id,
  creditNo: z
    .number()
    .int()
    .min(0)
    .max(99)
    .optional()
    .describe('Which of its expected credits; 0 unless its fee items go to several accounts.'),
  amount: money
    .optional()
    .describe('What it gets; absent: what it expects, less the adjustments that it bears.'),
  bears: z
    .literal(true)
    .optional()
    .describe('The adjustments are of this payment; one that is alone bears them anyway.'),
});

const adjustment = z.strictObject({
  kind: z
    .enum(adjustmentKinds)
    .describe(
      'fee, rounding, write_off: the payment has arrived all the same; difference: explains ' +
        'nothing, the payment stays short or over.',
    ),
  amount: money.describe('Positive where less came than was expected.'),
});

const matchOnesOwn = apiRoute({
  method: 'post',
  path: '/matches',
  id: 'matchByHand',
  tag: 'matches',
  summary: 'Matches lines and payments by hand; a large write-off waits for a second person',
  action: 'match.decide',
  body: z.strictObject({
    lines: z.array(id).min(1).max(itemsMax),
    payments: z.array(payment).max(itemsMax),
    adjustments: z
      .array(adjustment)
      .max(adjustmentKinds.length)
      .refine((all) => new Set(all.map(({ kind }) => kind)).size === all.length, 'a kind twice')
      .refine((all) => all.every(({ amount }) => BigInt(amount) !== 0n), 'nothing is no adjustment')
      .optional(),
    proof,
    reason: typed(1000),
  }),
  answers: { 201: decided },
  creates: true,
  handle: async (deps, ask) => {
    const { db, by, principal, body } = ask;
    const whole = await deps.read(instantAsked(deps, {}));
    const chosen = { lines: body.lines, payments: body.payments.map((one) => one.id) };
    if (!mayMatch(principal, whole, chosen)) throw notFound();
    const made = await matchByHand(
      { db, now: deps.now, by },
      {
        ...body,
        payments: body.payments.map((one) => ({
          paymentId: one.id,
          creditNo: one.creditNo ?? 0,
          amount: one.amount === undefined ? null : BigInt(one.amount),
          bears: one.bears ?? false,
        })),
        adjustments: (body.adjustments ?? []).map(({ kind, amount }) => ({
          kind,
          amount: BigInt(amount),
        })),
      },
    );
    return { status: 201, body: made, afterCommit: runAfter(deps, ask) };
  },
});

export const matchDecisionRoutes: readonly ApiRoute[] = [matchOnesOwn, decideOnMatch];

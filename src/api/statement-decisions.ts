// What is decided about a statement: a quarantined one released, one voided and restored, known lines
// declared to be others. Matching runs afterwards.
import { z } from 'zod';
import { mayDecideStatement } from '../oversight/statement-sight.js';
import { reconcile } from '../reconciliation/run-reconciliation.js';
import { decideStatement } from '../statements/decide-statement.js';
import { statementDecisions } from '../statements/decision-store.js';
import { findStatement } from '../statements/statement-list-store.js';
import { typed } from './account-shape.js';
import { apiRoute } from './route.js';
import { idParams } from './shapes.js';
import { foundOr404 } from './sight.js';

const count = z.number().int();

export const decideOnStatement = apiRoute({
  method: 'post',
  path: '/statements/{id}/decisions',
  id: 'decideOnStatement',
  tag: 'statements',
  summary: 'Releases, voids or restores a statement, or takes its known lines for other ones',
  action: 'statement.decide',
  params: idParams,
  body: z.strictObject({
    decision: z
      .enum(statementDecisions)
      .describe(
        'released: a quarantined one posts; voided: its lines and their matches count no longer; ' +
          'restored: a voided one posts again; separated: its known lines are lines of their own.',
      ),
    reason: typed(1000),
  }),
  answers: {
    201: z.strictObject({
      id: z.string(),
      state: z.enum([
        ...(['balanced', 'unproven', 'quarantined', 'duplicate'] as const),
        ...(['overlap', 'parked', 'voided'] as const),
      ]),
      /** Lines that count now and did not before. */
      new: count,
      /** Lines that count no longer. */
      voided: count,
    }),
  },
  creates: true,
  handle: async ({ now, db: own }, ask) => {
    const { db, by, principal, params, body } = ask;
    const found = await findStatement(db, params.id);
    const { id } = foundOr404(found && mayDecideStatement(principal, found) ? found : null);
    const outcome = await decideStatement({ db, now, by }, { statementId: id, ...body });
    const { state, new: fresh, voided } = outcome;
    const afterCommit = async (): Promise<undefined> => {
      await reconcile({ db: own, now, by });
    };
    return { status: 201, body: { id, state, new: fresh, voided }, afterCommit };
  },
});

// Alerts: what units and the offices above them were told, and what became of it.
import { z } from 'zod';
import { alertOutcomes, listAlerts, type ListedAlert } from '../alerts/alert-list-store.js';
import { instantText } from '../calendar.js';
import { pageSchema, paging } from './cursor.js';
import { flagKinds } from './flags.js';
import { idBefore, pageById } from './id-cursor.js';
import { apiRoute, type ApiRoute } from './route.js';
import { day, filters, instant, money } from './shapes.js';
import { holdToSight, unitsOf } from './sight.js';

const alertShape = z.strictObject({
  id: z.string(),
  kind: z.enum(['digest', 'account_change', 'large_sum', 'escalation', 'sms', 'month']),
  level: z
    .number()
    .int()
    .describe('0 the unit, 1 the Department of Justice, 2 the city or the ministry'),
  unitCode: z.string().nullable().describe('Null: the officers of the province.'),
  unitName: z.string().nullable(),
  onDay: day,
  state: z.enum(alertOutcomes),
  subject: z.string(),
  flags: z.array(
    z.strictObject({
      unitCode: z.string(),
      flag: z.enum(flagKinds),
      payments: z.number().int(),
      amount: money,
    }),
  ),
  recipients: z.number().int(),
  bounced: z.number().int().describe('Recipients whom the mail server refused for good.'),
  receipt: z
    .enum(['delivered', 'failed'])
    .nullable()
    .describe('Of an SMS: what its gateway says became of it.'),
  createdAt: instant,
  sentAt: instant.nullable(),
  acknowledgedAt: instant.nullable(),
  note: z.string().nullable().describe('What whoever acknowledged it says will be done.'),
  escalatedAt: instant.nullable(),
});

const list = apiRoute({
  method: 'get',
  path: '/alerts',
  id: 'listAlerts',
  tag: 'alerts',
  summary: 'What units and the offices above them were told, the latest first',
  action: 'alert.read',
  query: z.strictObject({
    ...paging,
    unit: filters.unit,
    state: z.enum(alertOutcomes).optional(),
  }),
  answers: { 200: pageSchema(alertShape) },
  handle: async (_deps, { query, principal, db }) => {
    holdToSight(principal, 'alert.read', query.unit, '?unit');
    const { limit, cursor, unit: unitCode, state: outcome } = query;
    const asked = { unitCode, outcome, before: idBefore(cursor), limit: limit + 1 };
    const alerts = await listAlerts(db, unitsOf(principal, 'alert.read'), asked);
    return { body: pageById(alerts.map(alertAnswer), limit) };
  },
});

function alertAnswer(alert: ListedAlert) {
  const { id, kind, level, unitCode, unitName, onDay, outcome, subject, recipients } = alert;
  const { bounced, receipt, note, createdAt, sentAt, acknowledgedAt, escalatedAt, facts } = alert;
  const textOf = (at: Date | null): string | null => at && instantText(at);
  return {
    ...{ id, kind, level, unitCode, unitName, onDay, state: outcome, subject, recipients },
    flags: facts.map(({ unitCode: of, flag, payments, amount }) => {
      return { unitCode: of, flag, payments, amount };
    }),
    ...{ bounced, receipt, note, createdAt: instantText(createdAt), sentAt: textOf(sentAt) },
    ...{ acknowledgedAt: textOf(acknowledgedAt), escalatedAt: textOf(escalatedAt) },
  };
}

export const alertRoutes: readonly ApiRoute[] = [list];

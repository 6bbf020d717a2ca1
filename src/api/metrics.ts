// Figures of the process for Prometheus. Labels are routes, kinds and verdicts: never a unit, an
// account, a person or an address.
import { type RequestHandler, Router } from 'express';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Db } from '../db.js';
import { loadCalendar } from '../calendar-store.js';
import { loadSilentGateways } from '../payments/gateway-silence-store.js';
import { routeOf } from '../http.js';
import { type DoorDeps, openDoor } from './open-door.js';

export interface Metrics {
  /** Times every request by its route's pattern. */
  readonly measure: RequestHandler;
  /** Counts a callback by gateway kind and verdict. */
  readonly countCallback: (kind: string, verdict: string) => void;
  /** Everything as text, in Prometheus' own form. */
  readonly read: () => Promise<{ readonly type: string; readonly text: string }>;
}

/** How the process itself fares: one set, however many services a test builds in it. */
let ofProcess: Registry | undefined;

function processRegistry(): Registry {
  if (!ofProcess) {
    ofProcess = new Registry();
    collectDefaultMetrics({ register: ofProcess });
  }
  return ofProcess;
}

const secondsBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Metrics of one service over its database. */
export function openMetrics({ db, now }: { readonly db: Db; readonly now: () => Date }): Metrics {
  const own = new Registry();
  const requests = new Histogram({
    name: 'doisoat_http_request_seconds',
    help: 'HTTP requests by route, method and status',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: secondsBuckets,
    registers: [own],
  });
  const callbacks = new Counter({
    name: 'doisoat_callbacks_total',
    help: 'Gateway callbacks by kind and verdict',
    labelNames: ['kind', 'verdict'] as const,
    registers: [own],
  });
  addGauges(own, db);
  addSilence(own, db, now);
  return {
    measure: (request, response, next) => {
      const stop = requests.startTimer();
      response.on('finish', () => {
        const status = String(response.statusCode);
        stop({ method: knownMethod(request.method), route: routeOf(request), status });
      });
      next();
    },
    countCallback: (kind, verdict) => {
      callbacks.inc({ kind, verdict });
    },
    read: async () => {
      const all = Registry.merge([processRegistry(), own]);
      return { type: all.contentType, text: await all.metrics() };
    },
  };
}

/** A method that nobody knows must not make a series of its own. */
function knownMethod(method: string): string {
  const known = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
  return known.includes(method) ? method : 'other';
}

function addGauges(own: Registry, db: Db): void {
  const counted = (name: string, help: string, sql: string): void => {
    new Gauge({
      name,
      help,
      labelNames: ['kind'] as const,
      registers: [own],
      async collect() {
        this.reset();
        const counts = await countsOf(db, sql);
        for (const { kind, count } of counts ?? []) this.set({ kind }, Number(count));
      },
    });
  };
  new Gauge({
    name: 'doisoat_database_up',
    help: 'Whether the database answers; what waits in it is not told while it does not',
    registers: [own],
    async collect() {
      this.set((await countsOf(db, `select 'all' as kind, 1 as count`)) ? 1 : 0);
    },
  });
  counted('doisoat_mails_waiting', 'Alert mails not sent yet, by state', mailsSql);
  counted('doisoat_flags', 'Unit flags that stand, as last told to units, by kind', flagsSql);
  counted('doisoat_callbacks_quarantined', 'Callbacks that wait to be read again', waitingSql);
  counted('doisoat_callbacks_refused_today', 'Callbacks refused today, by reason', refusedSql);
  counted('doisoat_gateway_questions', 'Payments that gateways are asked about', questionsSql);
  counted('doisoat_audit_events_unsealed', 'Audit events not in the chain yet', unsealedSql);
}

/** Gateway kinds with an account that has not called for longer than is usual. */
function addSilence(own: Registry, db: Db, now: () => Date): void {
  new Gauge({
    name: 'doisoat_gateways_silent',
    help: 'Gateway accounts that have not called for longer than usual, by kind',
    labelNames: ['kind'] as const,
    registers: [own],
    async collect() {
      this.reset();
      const silent = await loadCalendar(db)
        .then((calendar) => loadSilentGateways(db, calendar, now()))
        .catch(() => []);
      for (const { kind } of silent) this.inc({ kind });
    },
  });
}

interface Count {
  readonly kind: string;
  readonly count: string;
}

/** Null while the database is away: how the process fares is wanted then most of all. */
async function countsOf(db: Db, sql: string): Promise<Count[] | null> {
  return db.raw<{ rows: Count[] }>(sql).then(
    ({ rows }) => rows,
    () => null,
  );
}

const mailsSql = `
  select alert.state as kind, count(*) as count
    from alert
   where alert.state <> 'sent'
   group by alert.state`;

const flagsSql = `
  select unit_flag.flag as kind, count(*) as count
    from unit_flag
   where unit_flag.cleared_at is null
   group by unit_flag.flag`;

const waitingSql = `
  select notice.gateway as kind, count(*) as count
    from payment_notice notice
   where notice.verdict in ('malformed', 'amount-mismatch', 'failure')
     and not exists (
       select from payment_notice_reading reading
        where reading.notice_id = notice.id and reading.verdict in ('verified', 'ignored'))
   group by notice.gateway`;

const refusedSql = `
  select refused.verdict as kind, sum(refused.count) as count
    from refused_notice_count refused
   where refused.day = (now() at time zone 'Asia/Ho_Chi_Minh')::date
   group by refused.verdict`;

const questionsSql = `
  select case when question.given_up_at is null then 'open' else 'given_up' end as kind,
         count(*) as count
    from gateway_question question
   where question.settled_at is null
   group by 1`;

// events are sealed in the order of their ids: only the latest can be without a seal
const unsealedSql = `
  select 'all' as kind, count(*) as count
    from audit_event
   where audit_event.id >
         (select coalesce(max(audit_seal.event_id), 0) - 10000 from audit_seal)
     and not exists (select 1 from audit_seal where audit_seal.event_id = audit_event.id)`;

/** `/metrics`. */
export function metricsRoutes(deps: DoorDeps & { readonly metrics: Metrics }): Router {
  const router = Router();
  router.get('/metrics', openDoor(deps, 'metrics.read'), async (_request, response) => {
    const { type, text } = await deps.metrics.read();
    response.set('Content-Type', type).end(text);
  });
  return router;
}

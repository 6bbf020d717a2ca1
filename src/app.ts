// The HTTP service: what every request passes, then the routes in the order the money travels.
import express, { type Express } from 'express';
import { receiptRoutes } from './alerts/receipt-routes.js';
import { docsRoutes } from './api/docs-routes.js';
import { apiRoutes } from './api/index.js';
import { type Metrics, metricsRoutes, openMetrics } from './api/metrics.js';
import { apiRouter } from './api/serve-api.js';
import type { Config } from './config.js';
import { reconcilers, ruleSet } from '../reconcilers/index.js';
import type { Db } from './db.js';
import { healthRoutes } from './health.js';
import { answerErrors, logRequests, notFound, requestId, securityHeaders } from './http.js';
import type { Log } from './log.js';
import { readerOf } from './oversight/latest-reading.js';
import { callbackRoutes } from './payments/callback-routes.js';
import { transportHeaders } from './security-headers.js';
import { stylesheetUrl } from './web/assets.js';
import { webRoutes } from './web/routes.js';

export interface AppDeps {
  readonly db: Db;
  readonly config: Config;
  readonly now: () => Date;
  /** See `AccessDeps.phoneNow`. */
  readonly phoneNow?: () => Date;
  readonly log: Log;
}

/** Builds the routes. No body parser stands before them: signatures are over raw bytes. */
export function buildApp(deps: AppDeps): Express {
  const { app, metrics } = begin(deps);
  const shared = { ...deps, read: readerOf(deps), rules: { ruleSet, reconcilers } };
  app.use(receiptRoutes(deps));
  app.use(metricsRoutes({ ...deps, metrics }));
  app.use(docsRoutes({ ...deps, routes: apiRoutes, stylesheetUrl }));
  app.use(apiRouter(shared, apiRoutes));
  app.use(webRoutes(shared));
  return end(app, deps);
}

/** Callbacks and what watches the process, nothing else: whoever reads a province never delays it. */
export function buildReceiver(deps: AppDeps): Express {
  const { app, metrics } = begin(deps);
  app.use(metricsRoutes({ ...deps, metrics }));
  return end(app, deps);
}

/** What every request passes, and the callbacks before all that may take longer. */
function begin(deps: AppDeps): { readonly app: Express; readonly metrics: Metrics } {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  trustProxy(app, deps.config);
  const transport = transportHeaders(deps.config.baseUrl);
  app.use((_request, response, next) => {
    response.set(transport);
    next();
  });
  const metrics = openMetrics(deps);
  app.use(requestId, securityHeaders, logRequests(deps.log), metrics.measure);
  app.use(healthRoutes(deps));
  app.use(callbackRoutes({ ...deps, onCallback: metrics.countCallback }));
  return { app, metrics };
}

function end(app: Express, { log }: Pick<AppDeps, 'log'>): Express {
  app.use(notFound);
  app.use(answerErrors(log));
  return app;
}

/**
 * Whom to believe about a client's address: the proxy that ends https, where there is one. Guesses
 * are counted by address, so whoever else was believed could name a new one with each guess.
 */
function trustProxy(
  app: Express,
  { baseUrl, trustedProxies }: Pick<Config, 'baseUrl' | 'trustedProxies'>,
): void {
  app.set('trust proxy', baseUrl.startsWith('https:') ? [...trustedProxies] : false);
}

// The HTTP service: what every request passes, then the routes in the order the money travels.
import express, { type Express } from 'express';
import { apiRoutes } from './api/index.js';
import { apiRouter } from './api/serve-api.js';
import type { Config } from './config.js';
import type { Db } from './db.js';
import { healthRoutes } from './health.js';
import { answerErrors, logRequests, notFound, requestId, securityHeaders } from './http.js';
import type { Log } from './log.js';
import { readerOf } from './oversight/latest-reading.js';
import { callbackRoutes } from './payments/callback-routes.js';
import { transportHeaders } from './security-headers.js';
import { webRoutes } from './web/routes.js';

export interface AppDeps {
  readonly db: Db;
  readonly config: Config;
  readonly now: () => Date;
  readonly log: Log;
}

/** Builds the routes. No body parser stands before them: signatures are over raw bytes. */
export function buildApp(deps: AppDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  const transport = transportHeaders(deps.config.baseUrl);
  app.use((_request, response, next) => {
    response.set(transport);
    next();
  });
  app.use(requestId, securityHeaders, logRequests(deps.log));
  app.use(healthRoutes(deps));
  app.use(callbackRoutes(deps));
  app.use('/api/v1', apiRouter({ ...deps, read: readerOf(deps) }, apiRoutes));
  app.use(webRoutes(deps));
  app.use(notFound);
  app.use(answerErrors(deps.log));
  return app;
}

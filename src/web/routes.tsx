// Every page, as a list: the router, and the tests that walk them, read nothing else. Rendered on
// the server, no script needed.
import express, { Router } from 'express';
import { readerOf } from '../oversight/latest-reading.js';
import { accountRoutes } from './account-routes.js';
import { assetsFolder } from './assets.js';
import { figureRoutes } from './figure-routes.js';
import { logInRoutes } from './log-in-routes.js';
import type { PageDeps, PageRoute } from './page-route.js';
import { servePage } from './serve-page.js';
import { setUpRoutes } from './set-up-routes.js';

/** In the order in which they are tried. */
export const pageRoutes: readonly PageRoute[] = [
  ...figureRoutes,
  ...logInRoutes,
  ...setUpRoutes,
  ...accountRoutes,
];

/** Routes of the pages and of the files they load. */
export function webRoutes(deps: Omit<PageDeps, 'read'> & Partial<Pick<PageDeps, 'read'>>): Router {
  const router = Router();
  const page: PageDeps = { read: readerOf(deps), ...deps };
  router.use('/assets', express.static(assetsFolder, { immutable: true, maxAge: '1y' }));
  for (const route of pageRoutes) router[route.method](route.path, servePage(page, route));
  return router;
}

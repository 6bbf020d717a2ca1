// Every route of the JSON API, in the order of the docs: adding a resource is one file and one line.
import { gatewayRoutes } from './gateways.js';
import { meRoutes } from './me.js';
import { reconciliationRoutes } from './reconciliations.js';
import type { ApiRoute } from './route.js';

export const apiRoutes: readonly ApiRoute[] = [
  ...meRoutes,
  ...reconciliationRoutes,
  ...gatewayRoutes,
];

// Every route of the JSON API, in the order of the docs: adding a resource is one file and one line.
import type { ApiRoute } from './route.js';

export const apiRoutes: readonly ApiRoute[] = [];

// The benches, in the order in which they run.
import type { Bench } from './bench.js';
import { callbacks } from './callbacks/callbacks.js';
import { imports } from './imports/imports.js';
import { matching } from './matching/matching.js';
import { pages } from './pages/pages.js';

export const benches: readonly Bench[] = [callbacks, imports, matching, pages];

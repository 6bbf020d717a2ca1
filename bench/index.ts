// The benches, in the order in which they run.
import type { Bench } from './bench.js';
import { callbacks } from './callbacks/callbacks.js';
import { imports } from './imports/imports.js';

export const benches: readonly Bench[] = [callbacks, imports];

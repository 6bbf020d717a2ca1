// The gateways whose callbacks are served. A further one is its file and a line here.
import type { Gateway } from './gateway.js';
import { generic } from './generic.js';
import { momo } from './momo.js';
import { vnpay } from './vnpay.js';

const gateways: readonly Gateway[] = [vnpay, momo, generic];

/** The adapter of a kind; undefined while its callbacks are not served. */
export function gatewayOf(kind: string): Gateway | undefined {
  return gateways.find((gateway) => gateway.kind === kind);
}

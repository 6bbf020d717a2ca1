// The gateways whose callbacks are served. A further one is its file and a line here.
import { casso } from './casso.js';
import type { Gateway } from './gateway.js';
import { generic } from './generic.js';
import { momo } from './momo.js';
import { paygov } from './paygov.js';
import { payos } from './payos.js';
import { sepay } from './sepay.js';
import { vnpay } from './vnpay.js';
import { zalopay } from './zalopay.js';

const gateways: readonly Gateway[] = [paygov, vnpay, momo, zalopay, payos, sepay, casso, generic];

/** The adapter of a kind; undefined while its callbacks are not served. */
export function gatewayOf(kind: string): Gateway | undefined {
  return gateways.find((gateway) => gateway.kind === kind);
}

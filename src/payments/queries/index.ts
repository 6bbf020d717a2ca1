// The gateways that can be asked about a payment. A further one is its file and a line here.
import { momoQuery } from './momo-query.js';
import { paygovQuery } from './paygov-query.js';
import type { GatewayQuery } from './query.js';
import { vnpayQuery } from './vnpay-query.js';
import { zalopayQuery } from './zalopay-query.js';

const queries: readonly GatewayQuery[] = [vnpayQuery, momoQuery, zalopayQuery, paygovQuery];

export const askableKinds: readonly string[] = queries.map(({ kind }) => kind);

/** The query API of a kind; undefined where it has none that we know. */
export function queryOf(kind: string): GatewayQuery | undefined {
  return queries.find((query) => query.kind === kind);
}

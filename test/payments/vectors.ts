// The gateways' vectors: requests as they stand on the wire, and what must come of each.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Db, openDb } from '../../src/db.js';
import type { Merchant, RawRequest } from '../../src/payments/gateways/gateway.js';
import { type GatewayProfile, readProfile } from '../../src/payments/profile.js';
import { readProvince } from '../../src/reconciliation/read-province.js';
import type { PaymentReading } from '../../src/reconciliation/reading.js';
import { addOrders, type Reply, type Service } from './callback-client.js';

export interface ExpectedPayment {
  readonly gatewayTxnId: string | null;
  readonly merchantRef: string | null;
  readonly amountVnd: string;
  readonly status: string;
  readonly paidAt: string | null;
}

export interface Vector {
  readonly id: string;
  readonly gateway: string;
  readonly title: string;
  readonly tier: number;
  readonly after: readonly string[];
  readonly receivedAt: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly rawQuery?: string;
    readonly rawBody?: string;
    readonly headers: Record<string, string>;
  };
  readonly expect: {
    readonly http: { readonly status: number };
    readonly response: { readonly match: string; readonly body?: unknown };
    readonly payment: ExpectedPayment | null;
    readonly payments?: readonly ExpectedPayment[];
    readonly paymentOptional?: boolean;
    readonly rowsForRef?: number;
  };
}

type Order = Parameters<typeof addOrders>[1][number];

const file = JSON.parse(
  readFileSync(join(__dirname, '../golden/gateway-vectors.json'), 'utf8'),
) as { vectors: Vector[]; profiles: Record<string, { profile: unknown }>; orders: Order[] };

/** The vectors of the contract's kinds, in file order. */
export const vectors = file.vectors.filter(({ tier }) => tier === 1);

export const kinds = [...new Set(vectors.map(({ gateway }) => gateway))];

export function vectorOf(id: string): Vector {
  const found = vectors.find((vector) => vector.id === id);
  if (!found) throw new Error(`the vector ${id} is in the file`);
  return found;
}

export async function configureKinds(service: Service, names: readonly string[] = kinds) {
  for (const name of names) await service.configure(name, file.profiles[name]?.profile);
}

export function profileOf(kind: string): GatewayProfile {
  return readProfile(kind, file.profiles[kind]?.profile);
}

/** A vector as its adapter sees it, with the account it is for. */
export function asRead(vector: Vector): { request: RawRequest; merchant: Merchant; now: Date } {
  const { method, rawQuery = '', rawBody = '', headers } = vector.request;
  const { merchantCode, options, secrets } = profileOf(vector.gateway);
  return {
    request: { method, rawQuery, headers, body: Buffer.from(rawBody) },
    merchant: { merchantCode, options, secrets: [secrets] },
    now: new Date(vector.receivedAt),
  };
}

/** A connection that may empty what the service may only add to. */
export function ownerOf({ database: { ownerUrl, config } }: Service): Db {
  return openDb({ databaseUrl: ownerUrl, schema: config.schema }, { connections: 1 });
}

/** No payment, no notice, and the orders of the vectors. */
export async function emptied(owner: Db, service: Service): Promise<void> {
  await owner.raw(
    'truncate payment_notice, payment, bank_notice, refused_notice_count, fee_order cascade',
  );
  await addOrders(service.db, file.orders);
}

/** Sends a request at its own time; `more` changes what stands on the wire. */
export function deliver(service: Service, vector: Vector): Promise<Reply> {
  const { method, path, rawQuery, rawBody = '', headers } = vector.request;
  service.setClock(new Date(vector.receivedAt));
  const target = rawQuery ? `${path}?${rawQuery}` : path;
  return service.send({ method, path: target, headers, body: rawBody });
}

/** The payments as everybody reads them, long after. */
export async function paymentsRead(service: Service): Promise<readonly PaymentReading[]> {
  const asOf = new Date('2030-01-01T00:00:00+07:00');
  return (await readProvince({ db: service.db }, { asOf })).payments;
}

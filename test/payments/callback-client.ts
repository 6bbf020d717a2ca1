// A gateway as the service sees it: a real server, requests byte by byte as they are given, and
// what is stored afterwards.
import { createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { startServer } from '../../src/server.js';
import { setGateway } from '../../src/payments/set-gateway.js';
import { currentState, type PaymentRecord } from '../../src/payments/payment.js';
import { loadPayments } from '../../src/payments/payment-store.js';
import type { Db } from '../../src/db.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { byTester } from '../support/people.js';
import { runLog } from '../support/run-folder.js';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

export interface Message {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
  /** Sends the body in pieces of this many bytes. */
  readonly pieces?: number;
}

export interface Service {
  readonly database: TestDatabase;
  readonly db: Db;
  readonly url: string;
  /** The clock of the service; null for the real one. */
  setClock(to: Date | null): void;
  readonly now: () => Date;
  send(message: Message): Promise<Reply>;
  configure(name: string, document: unknown): Promise<void>;
  payments(): Promise<PaymentRecord[]>;
  close(): Promise<void>;
}

/** A server on a free port over a database of its own. */
export async function startService(): Promise<Service> {
  const database = await cloneDatabase({ PORT: '0' });
  const { db, config } = database;
  let clock: Date | null = null;
  const now = (): Date => clock ?? new Date();
  const server = await startServer({ db, config, now, log: runLog() });
  return {
    database,
    db,
    url: server.url,
    now,
    setClock: (to) => {
      clock = to;
    },
    send: (message) => send(server.url, message),
    configure: async (name, document) => {
      await setGateway({ db, now, secretKey: config.secretKey, by: byTester }, { name, document });
    },
    payments: () => loadPayments(db),
    close: async () => {
      await server.stop();
      await database.close();
    },
  };
}

/** Sends a request exactly as given; no header is added but `Host` and the length. */
export function send(url: string, message: Message): Promise<Reply> {
  const { port, hostname } = new URL(url);
  const { method = 'POST', path, headers = {}, body = '', pieces } = message;
  const bytes = Buffer.from(body);
  const length = pieces || bytes.length === 0 ? {} : { 'content-length': bytes.length };
  return new Promise((resolve, reject) => {
    const options = { host: hostname, port, method, path, headers: { ...headers, ...length } };
    const outgoing = httpRequest(options, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          text: Buffer.concat(chunks).toString('utf8'),
        });
      });
    });
    outgoing.on('error', reject);
    if (pieces) void writePieces(outgoing, bytes, pieces);
    else outgoing.end(bytes);
  });
}

async function writePieces(
  outgoing: ReturnType<typeof httpRequest>,
  bytes: Buffer,
  size: number,
): Promise<void> {
  for (let at = 0; at < bytes.length; at += size) {
    outgoing.write(bytes.subarray(at, at + size));
    await new Promise((resolve) => setImmediate(resolve));
  }
  outgoing.end();
}

export const signingSecret = 'whsec_dGhyb3dhd2F5LWdlbmVyaWMtc2VjcmV0LTAwMDEteHg=';

/** A profile of our own callback, per transaction and gross. */
export function genericProfile(secrets: readonly string[] = [signingSecret]) {
  return {
    kind: 'generic',
    secrets: { signingSecrets: secrets },
    settlement: { mode: 'per_transaction' },
  };
}

/** Headers that sign a body as Standard Webhooks says. */
export function signed(
  body: string | Buffer,
  at: Date,
  secret = signingSecret,
): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const signature = createHmac('sha256', key).update(`msg_1.${timestamp}.`).update(body);
  return {
    'content-type': 'application/json',
    'webhook-id': 'msg_1',
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature.digest('base64')}`,
  };
}

/** A body of our own callback. */
export function genericBody(data: Record<string, unknown> = {}, type = 'payment.succeeded') {
  return JSON.stringify({
    type,
    data: {
      gatewayTxnId: 'GX-1',
      merchantRef: 'R1',
      amount: '150000',
      paidAt: '2026-05-04T18:00:00+07:00',
      ...data,
    },
  });
}

/** Adds units and orders as they stand in the vectors. */
export async function addOrders(
  db: Db,
  orders: readonly { gateway: string; merchantRef: string; unitCode: string; amount: string }[],
): Promise<void> {
  const codes = [...new Set(orders.map(({ unitCode }) => unitCode))];
  const units = codes.map((code) => ({ code, name: `Xã ${code}`, type: 'xa', source: 'import' }));
  if (units.length === 0) return;
  await db('public.unit').insert(units).onConflict('code').ignore();
  await db('fee_order').insert(
    orders.map(({ gateway, merchantRef, unitCode, amount }) => ({
      gateway,
      merchant_ref: merchantRef,
      unit_code: unitCode,
      amount,
    })),
  );
}

/** Status of a payment by its gateway id or reference. */
export function statusOf(payments: readonly PaymentRecord[], id: string): string | undefined {
  const payment = payments.find((one) => one.gatewayTxnId === id || one.merchantRef === id);
  return payment && currentState(payment.events)?.status;
}

// A receiver of webhooks as somebody else would write one: it checks signatures by itself.
import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly path: string;
  readonly id: string;
  readonly timestamp: string;
  readonly signatures: readonly string[];
  readonly body: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly message: any;
}

export type Answering = (request: IncomingMessage, response: ServerResponse) => void;

export interface StandingReceiver {
  readonly url: string;
  readonly received: Received[];
  /** How it answers; 204 unless said otherwise. */
  answer: Answering;
  readonly close: () => Promise<void>;
}

export const status =
  (code: number, headers: Record<string, string> = {}): Answering =>
  (_request, response) => {
    response.writeHead(code, headers).end();
  };

export async function openReceiver(): Promise<StandingReceiver> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const header = (name: string): string => String(request.headers[name] ?? '');
      received.push({
        path: request.url ?? '',
        id: header('webhook-id'),
        timestamp: header('webhook-timestamp'),
        signatures: header('webhook-signature').split(' '),
        body,
        message: JSON.parse(body || 'null'),
      });
      receiver.answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receiver: StandingReceiver = {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    received,
    answer: status(204),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
  return receiver;
}

/** The signature that a secret gives, worked out by the standard's text and none of our code. */
export function expectedSignature(secret: string, { id, timestamp, body }: Received): string {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}

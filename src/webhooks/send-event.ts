// One attempt at one delivery: a signed POST over a connection of its own, to the very address that
// was judged. Nothing of the answer is kept but its status.
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { webhookSignature } from '../standard-webhook.js';
import {
  receiverAt,
  type Receiver,
  type Resolve,
  type ResolvedAddress,
} from './receiver-address.js';
import { retryAfterOf, type Attempt, type AttemptFault } from './webhook.js';

export interface SendDeps {
  readonly networks: readonly string[];
  /** In all, from the name to the answer. */
  readonly timeoutMs?: number;
  readonly resolve?: Resolve;
  /** Aborted when the service goes down. */
  readonly signal?: AbortSignal;
}

export interface SignedEvent {
  readonly url: string;
  readonly eventId: string;
  readonly body: string;
  /** Newest first; during a rotation also the one before. */
  readonly keys: readonly Buffer[];
}

const timeoutMsDefault = 15_000;
/** What is read of an answer, so that a receiver can end it politely. */
const answerBytesMax = 4 * 1024;

export async function sendEvent(deps: SendDeps, event: SignedEvent, now: Date): Promise<Attempt> {
  const late = AbortSignal.timeout(deps.timeoutMs ?? timeoutMsDefault);
  const signal = deps.signal ? AbortSignal.any([late, deps.signal]) : late;
  const receiver = await receiverAt(event.url, deps);
  if (receiver.kind === 'refused') {
    const because = receiver.because === 'unknown_host' ? 'unknown_host' : 'forbidden_address';
    return { kind: 'failed', because };
  }
  if (signal.aborted) return { kind: 'failed', because: 'timeout' };
  return post(receiver, { event, now, signal });
}

function post(
  { url, at }: Extract<Receiver, { kind: 'receiver' }>,
  { event, now, signal }: { event: SignedEvent; now: Date; signal: AbortSignal },
): Promise<Attempt> {
  const body = Buffer.from(event.body, 'utf8');
  const options: RequestOptions = {
    method: 'POST',
    // a connection that is used again was judged for somebody else
    agent: false,
    lookup: pinnedTo(at),
    signal,
    headers: { ...headersOf(event, body, now), 'content-length': body.length },
  };
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve) => {
    const request = send(url, options, (response) => {
      readAway(response, () => {
        const { statusCode = 0, headers } = response;
        const retryAfterSeconds = retryAfterOf(headers['retry-after'], now);
        resolve({ kind: 'answered', status: statusCode, retryAfterSeconds });
        request.destroy();
      });
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      resolve({ kind: 'failed', because: faultOf(error) });
    });
    // a receiver that upgrades the connection has answered nothing
    request.on('upgrade', (_response, socket) => {
      socket.destroy();
      resolve({ kind: 'failed', because: 'not_http' });
    });
    request.end(body);
  });
}

function headersOf({ eventId, keys }: SignedEvent, body: Buffer, now: Date) {
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const signatures = keys.map((key) => webhookSignature(key, { id: eventId, timestamp, body }));
  return {
    'content-type': 'application/json',
    'user-agent': 'doisoat-webhooks/1',
    'webhook-id': eventId,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  };
}

/** The name may lead elsewhere by the time it is asked again, so it is not. */
function pinnedTo({ address, family }: ResolvedAddress): LookupFunction {
  return (_host, options, callback) => {
    if (options.all === true) callback(null, [{ address, family }]);
    else callback(null, address, family);
  };
}

/** Reads an answer to its end, or as much as is ours to read; then, or when it breaks, goes on. */
function readAway(response: IncomingMessage, onEnd: () => void): void {
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > answerBytesMax) response.destroy();
  });
  response.on('error', () => undefined);
  response.on('close', onEnd);
}

function faultOf({ code = '', name }: NodeJS.ErrnoException): AttemptFault {
  if (name === 'AbortError' || name === 'TimeoutError') return 'timeout';
  if (code.startsWith('HPE_')) return 'not_http';
  const isTls = /CERT|SELF_SIGNED|VERIFY|ALTNAME|^ERR_(TLS|SSL)|^EPROTO/.test(code);
  return isTls ? 'bad_certificate' : 'unreachable';
}

// `GET|POST /callbacks/{name}`: raw bytes in, the gateway's own answer out.
import { type Request, type Response, Router } from 'express';
import type { Config } from '../config.js';
import type { Db } from '../db.js';
import { readRawBody, requestIdOf, sendProblem } from '../http.js';
import { errorFields, type Log } from '../log.js';
import type { Answer, RawRequest } from './gateways/gateway.js';
import { gatewayOf } from './gateways/index.js';
import { openGathering } from './gather-callbacks.js';
import { openMerchantBooks } from './merchant-book.js';
import { receiveCallback } from './receive-callback.js';

export interface CallbackRouteDeps {
  readonly db: Db;
  readonly config: Pick<Config, 'secretKey'>;
  readonly now: () => Date;
  readonly log: Log;
  /** Told of every callback that was judged. */
  readonly onCallback?: (kind: string, verdict: string) => void;
}

/** Senders stay far below it; Standard Webhooks asks them to stay under 20 kB. */
export const callbackBytesMax = 64 * 1024;

/** Routes of the gateways' callbacks. No session, no cookie: the signature is all that counts. */
export function callbackRoutes(deps: CallbackRouteDeps): Router {
  const { db, now } = deps;
  const books = openMerchantBooks({ db, secretKey: deps.config.secretKey });
  const record = openGathering(db);
  const router = Router();
  router.all('/callbacks/:name', async (request: Request<{ name: string }>, response) => {
    const { name } = request.params;
    if (request.method !== 'GET' && request.method !== 'POST') {
      response.set('Allow', 'GET, POST');
      sendProblem(response, { code: 'method_not_allowed', detail: 'Callbacks are GET or POST.' });
      return;
    }
    const body = await readRawBody(request, callbackBytesMax);
    if (!body) {
      refuseLength(response, name, now());
      return;
    }
    const requestId = requestIdOf(response);
    const input = { name, request: rawRequestOf(request, body), requestId };
    const outcome = await receiveCallback({ db, books, now, record }, input);
    if (outcome.kind === 'unknown') {
      sendProblem(response, { code: 'not_found', detail: 'No such gateway is set up here.' });
      return;
    }
    const { gateway, verdict } = outcome;
    deps.onCallback?.(gateway, verdict);
    const fields = { id: requestIdOf(response), gateway, verdict };
    if (verdict === 'failure') {
      deps.log.error({ ...fields, ...errorFields(outcome.cause) }, 'callback not stored');
    } else deps.log.info(fields, 'callback');
    send(response, outcome.answer);
  });
  return router;
}

function rawRequestOf(request: Request, body: Buffer): RawRequest {
  const at = request.originalUrl.indexOf('?');
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]),
  );
  return {
    method: request.method,
    rawQuery: at < 0 ? '' : request.originalUrl.slice(at + 1),
    headers,
    body,
  };
}

/** Too long to be a message: refused unread, in the gateway's own way, and the connection ends. */
function refuseLength(response: Response, name: string, now: Date): void {
  response.set('Connection', 'close');
  const gateway = gatewayOf(name) ?? gatewayOf('generic');
  const asked = { request: null, merchant: null, now };
  if (gateway) send(response, gateway.answer('malformed', asked));
}

function send(response: Response, answer: Answer): void {
  response.status(answer.status).set(answer.headers);
  // not `send`: that would add a type and a tag of its own
  response.end(answer.body);
}

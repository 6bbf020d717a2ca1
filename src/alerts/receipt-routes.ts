// `POST /sms-receipts/{token}`: the SMS gateway reports what became of a message. No session, no
// cookie: the address that was told with the message is all that counts.
import { Router } from 'express';
import { z } from 'zod';
import type { Config } from '../config.js';
import type { Db } from '../db.js';
import { readRawBody, requestIdOf, sendProblem } from '../http.js';
import { keepReceipt } from './keep-receipt.js';
import { isReceiptToken } from './sms-receipt-token.js';

export interface ReceiptRouteDeps {
  readonly db: Db;
  readonly config: Pick<Config, 'secretKey'>;
  readonly now: () => Date;
}

const receiptBytesMax = 4 * 1024;
// what else a gateway says (time, network, price) is not asked for and not kept
const receipt = z.object({
  id: z.string().regex(/^[\w.-]{1,100}$/),
  status: z.enum(['delivered', 'failed']),
});

export function receiptRoutes({ db, config, now }: ReceiptRouteDeps): Router {
  const router = Router();
  router.post('/sms-receipts/:token', async (request, response) => {
    if (!isReceiptToken(config, request.params.token)) {
      sendProblem(response, { code: 'not_found', detail: 'There is nothing at this address.' });
      return;
    }
    const parsed = receipt.safeParse(jsonOf(await readRawBody(request, receiptBytesMax)));
    if (!parsed.success) {
      const detail = 'A receipt is {"id","status"}, status delivered or failed.';
      sendProblem(response, { code: 'invalid_input', detail });
      return;
    }
    const by = { kind: 'gateway', id: 'sms', requestId: requestIdOf(response) } as const;
    if (await keepReceipt({ db, now, by }, parsed.data)) response.status(204).end();
    else sendProblem(response, { code: 'not_found', detail: 'No such message was handed over.' });
  });
  return router;
}

function jsonOf(body: Buffer | undefined): unknown {
  try {
    return JSON.parse(body?.toString('utf8') ?? '');
  } catch {
    return undefined;
  }
}

// ZaloPay v2 callback: POST JSON whose `data` is a JSON text, HMAC over that text as it stands,
// HTTP 200 always (gateways reference, section 7). Only successes are sent.
import type { Gateway, Merchant, RawRequest, Reading, Verdict } from './gateway.js';
import { isOthers, jsonAnswer, refused, secretOf } from './gateway.js';
import { type JsonObject, readJsonObject, scalarOf } from './lossless-json.js';
import { amountOf, epochMsOf, hmacHex, sameHex } from './signature.js';

const orderType = '1';

// -1 is final, 0 asks for up to three repetitions
const answers: Readonly<Record<Verdict | 'failure', readonly [code: number, words: string]>> = {
  accepted: [1, 'success'],
  'not-success': [1, 'success'],
  'second-payment': [1, 'success'],
  'amount-mismatch': [1, 'success'],
  'unknown-order': [1, 'success'],
  ignored: [1, 'success'],
  duplicate: [2, 'received before'],
  'bad-signature': [-1, 'mac not equal'],
  'wrong-merchant': [-1, 'mac not equal'],
  stale: [-1, 'mac not equal'],
  malformed: [0, 'not understood'],
  failure: [0, 'not stored'],
};

export const zalopay: Gateway = {
  kind: 'zalopay',
  merchantCodeOf: (request) => {
    const data = dataOf(readJsonObject(request.body));
    const content = data === null ? undefined : readJsonObject(Buffer.from(data));
    return content ? scalarOf(content, 'app_id') : null;
  },
  read: readMessage,
  answer: (verdict) => {
    const [return_code, return_message] = answers[verdict];
    return jsonAnswer(200, { return_code, return_message });
  },
};

function dataOf(envelope: JsonObject | undefined): string | null {
  const data = envelope?.get('data');
  return typeof data === 'string' ? data : null;
}

function readMessage(request: RawRequest, merchant: Merchant): Reading {
  const envelope = readJsonObject(request.body);
  const data = dataOf(envelope);
  if (!envelope || data === null) return refused('bad-signature');
  const fits = merchant.secrets.some((secrets) =>
    sameHex(hmacHex('sha256', secretOf(secrets, 'key2'), data), envelope.get('mac')),
  );
  if (!fits) return refused('bad-signature');
  // an agreement (2) is no payment
  if ((scalarOf(envelope, 'type') ?? orderType) !== orderType) return { kind: 'ignored' };
  const content = readJsonObject(Buffer.from(data));
  if (!content) return refused('malformed');
  if (isOthers(scalarOf(content, 'app_id'), merchant)) return refused('wrong-merchant');
  return understand(content);
}

function understand(content: JsonObject): Reading {
  const merchantRef = scalarOf(content, 'app_trans_id') ?? '';
  const amount = amountOf(scalarOf(content, 'amount'));
  const id = scalarOf(content, 'zp_trans_id') ?? '';
  const isWhole = merchantRef !== '' && merchantRef.length <= 200 && /^\d{0,30}$/.test(id);
  if (!isWhole || amount === undefined) return refused('malformed');
  const paidAt = epochMsOf(scalarOf(content, 'server_time'));
  return {
    kind: 'payment',
    message: {
      gatewayTxnId: /^0*$/.test(id) ? null : id,
      merchantRef,
      dossierCode: null,
      unitCode: null,
      orderInfo: null,
      word: { status: 'succeeded', amount, refundedAmount: null, paidAt, refundedAt: null },
    },
  };
}

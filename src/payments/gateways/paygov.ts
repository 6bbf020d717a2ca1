// PayGov, the payment platform of the National Public Service Portal: POST JSON, a plain SHA-256
// with the secret last, HTTP 200 always (gateways reference, section 4). Hash order and codes are
// read from an integrator's code; no specification is public.
import { createHash } from 'node:crypto';
import { instantText } from '../../calendar.js';
import type { PaymentStatus } from '../payment.js';
import type { Asked, Gateway, Merchant, RawRequest, Reading, Verdict } from './gateway.js';
import { isOthers, jsonAnswer, refused, secretOf } from './gateway.js';
import { type JsonObject, readJsonObject, scalarOf } from './lossless-json.js';
import { amountOf, localTimeOf, sameHex } from './signature.js';

const signedFields = [
  'LoaiBanTin',
  'MaLoi',
  'MaDoiTac',
  'MaThamChieu',
  'SoTien',
  'MaTienTe',
  'MaGiaoDich',
  'MaNganHang',
  'ThoiGianGD',
  'ThongTinGiaoDich',
] as const;

const textCharsMax = 255;

type Answered = readonly [code: string, words: string];
const answers: Readonly<Record<Verdict | 'failure', Answered>> = {
  accepted: ['00', 'Thanh cong'],
  'not-success': ['00', 'Thanh cong'],
  duplicate: ['00', 'Thanh cong'],
  'second-payment': ['00', 'Thanh cong'],
  ignored: ['00', 'Thanh cong'],
  'unknown-order': ['01', 'Khong tim thay giao dich'],
  'amount-mismatch': ['99', 'Sai so tien'],
  malformed: ['99', 'Ban tin khong hop le'],
  failure: ['99', 'Loi khac'],
  'bad-signature': ['97', 'Sai ma xac thuc'],
  'wrong-merchant': ['97', 'Sai ma xac thuc'],
  stale: ['97', 'Sai ma xac thuc'],
};

export const paygov: Gateway = {
  kind: 'paygov',
  merchantCodeOf: (request) => {
    const body = readJsonObject(request.body);
    return body ? scalarOf(body, 'MaDoiTac') : null;
  },
  read: readMessage,
  answer,
};

function readMessage(request: RawRequest, merchant: Merchant): Reading {
  const body = readJsonObject(request.body);
  if (!body) return refused('bad-signature');
  const text = signedFields.map((name) => scalarOf(body, name) ?? '').join('|');
  const fits = merchant.secrets.some((secrets) => {
    const secret = secretOf(secrets, 'secretKey');
    return secret !== '' && sameHex(sha256(`${text}|${secret}`), body.get('MaXacThuc'));
  });
  if (!fits) return refused('bad-signature');
  // the separator may stand in the last field only: elsewhere one field could be shifted into the next
  const isShifted = signedFields
    .slice(0, -1)
    .some((name) => (scalarOf(body, name) ?? '').includes('|'));
  if (isShifted) return refused('malformed');
  if (isOthers(scalarOf(body, 'MaDoiTac'), merchant)) return refused('wrong-merchant');
  return understand(body);
}

function understand(body: JsonObject): Reading {
  const field = (name: (typeof signedFields)[number]): string => scalarOf(body, name) ?? '';
  const amount = amountOf(field('SoTien'));
  const status = statusOf(field('MaLoi'));
  const [merchantRef, id, time] = [field('MaThamChieu'), field('MaGiaoDich'), field('ThoiGianGD')];
  const isWhole =
    merchantRef !== '' &&
    ['', 'VND'].includes(field('MaTienTe')) &&
    /^(\d{14})?$/.test(time) &&
    [merchantRef, id].every((text) => text.length <= textCharsMax);
  if (!isWhole || amount === undefined || !status) return refused('malformed');
  return {
    kind: 'payment',
    message: {
      gatewayTxnId: /^0*$/.test(id) ? null : id,
      merchantRef,
      dossierCode: null,
      unitCode: null,
      orderInfo: scalarOf(body, 'ThongTinGiaoDich'),
      word: { status, amount, refundedAmount: null, paidAt: localTimeOf(time), refundedAt: null },
    },
  };
}

/** "00" is success, anything else that is a code is not; what the other codes mean is not public. */
function statusOf(code: string): PaymentStatus | undefined {
  if (!/^\w{1,10}$/.test(code)) return undefined;
  return code === '00' ? 'succeeded' : 'failed';
}

/**
 * Echoes the request's MaXacThuc, as the one public implementation does; with the option
 * `answerHash: "computed"` it is a hash of our own answer, as VNPT Pay's twin protocol wants it.
 */
function answer(verdict: Verdict | 'failure', { request, merchant, now }: Asked) {
  const [MaLoi, MoTaLoi] = answers[verdict];
  const body = request && readJsonObject(request.body);
  const named = (name: string): string => {
    const text = body ? (scalarOf(body, name) ?? '') : '';
    return text.length <= textCharsMax ? text : '';
  };
  const [MaDoiTac, MaThamChieu] = [named('MaDoiTac'), named('MaThamChieu')];
  const ThoiGianGD = instantText(now).replace(/\D/g, '').slice(0, 14);
  const own = [MaLoi, MoTaLoi, MaDoiTac, MaThamChieu, ThoiGianGD].join('|');
  const isComputed = merchant?.options.answerHash === 'computed';
  const MaXacThuc = isComputed ? signedAnswer(own, merchant) : named('MaXacThuc');
  return jsonAnswer(200, { MaLoi, MoTaLoi, MaDoiTac, MaThamChieu, ThoiGianGD, MaXacThuc });
}

function signedAnswer(text: string, merchant: Merchant): string {
  const [newest] = merchant.secrets;
  const secret = newest ? secretOf(newest, 'secretKey') : '';
  return secret === '' ? '' : sha256(`${text}|${secret}`);
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

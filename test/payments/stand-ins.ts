// Gateways' query APIs as they are documented, in the test's own process: they verify what we sign
// and answer what a test tells them to.
import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Fields = Record<string, string | number>;

/** What a stand-in does with a question: answers these fields, or misbehaves. */
export type Reply =
  | { readonly kind: 'fields'; readonly fields: Fields }
  | { readonly kind: 'raw'; readonly status: number; readonly body: string }
  | { readonly kind: 'never' };

export interface StandIn {
  readonly url: string;
  /** Questions whose signature verified, in the order of arrival. */
  readonly asked: Fields[];
  /** How often a question came with a signature that does not fit. */
  badlySigned: number;
  /** By our reference; what is not set here the gateway does not know. */
  readonly replies: Map<string, Reply>;
  close(): Promise<void>;
}

/** How one gateway kind reads, verifies and answers. */
export interface Manner {
  readonly parse: (body: string) => Fields;
  readonly isSigned: (fields: Fields) => boolean;
  readonly refOf: (fields: Fields) => string;
  readonly badSignature: Fields;
  readonly unknown: (fields: Fields) => Fields;
  /** Adds what the gateway signs its answers with. */
  readonly sign: (fields: Fields) => Fields;
}

/** Listens on a free port of the loopback address. */
export async function standIn(manner: Manner): Promise<StandIn> {
  const asked: Fields[] = [];
  const replies = new Map<string, Reply>();
  const self = { asked, replies, badlySigned: 0 };
  const server = createServer((request, response) => {
    void answer(request, response, manner, self);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return Object.assign(self, {
    url: `http://127.0.0.1:${String(port)}/query`,
    close: () => close(server),
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  manner: Manner,
  self: { asked: Fields[]; replies: Map<string, Reply>; badlySigned: number },
): Promise<void> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  const fields = manner.parse(text);
  if (!manner.isSigned(fields)) {
    self.badlySigned += 1;
    end(response, 200, JSON.stringify(manner.badSignature));
    return;
  }
  self.asked.push(fields);
  const reply = self.replies.get(manner.refOf(fields)) ?? {
    kind: 'fields',
    fields: manner.unknown(fields),
  };
  if (reply.kind === 'fields') end(response, 200, JSON.stringify(manner.sign(reply.fields)));
  if (reply.kind === 'raw') end(response, reply.status, reply.body);
}

function end(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(body);
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((done) => {
    server.close(() => {
      done();
    });
  });
}

const json = (body: string): Fields => JSON.parse(body) as Fields;
const joined = (fields: Fields, names: readonly string[]): string =>
  names.map((name) => String(fields[name] ?? '')).join('|');
const hmac = (algorithm: string, key: string, text: string): string =>
  createHmac(algorithm, key).update(text).digest('hex');

const vnpayAsked =
  'RequestId Version Command TmnCode TxnRef TransactionDate CreateDate IpAddr OrderInfo';
const vnpayAnswered =
  'ResponseId Command ResponseCode Message TmnCode TxnRef Amount BankCode PayDate TransactionNo ' +
  'TransactionType TransactionStatus OrderInfo PromotionCode PromotionAmount';
const vnpayNames = (names: string): string[] => names.split(' ').map((name) => `vnp_${name}`);

export const vnpayManner = (secret: string): Manner => ({
  parse: json,
  isSigned: (fields) =>
    hmac('sha512', secret, joined(fields, vnpayNames(vnpayAsked))) === fields['vnp_SecureHash'],
  refOf: (fields) => String(fields['vnp_TxnRef']),
  badSignature: { vnp_ResponseCode: '97', vnp_Message: 'Invalid checksum' },
  unknown: (fields) => ({
    vnp_ResponseCode: '91',
    vnp_TmnCode: String(fields['vnp_TmnCode']),
    vnp_TxnRef: String(fields['vnp_TxnRef']),
  }),
  sign: (fields) =>
    'vnp_SecureHash' in fields
      ? fields
      : {
          ...fields,
          vnp_SecureHash: hmac('sha512', secret, joined(fields, vnpayNames(vnpayAnswered))),
        },
});

export const momoManner = (accessKey: string, secretKey: string): Manner => ({
  parse: json,
  isSigned: (fields) =>
    hmac(
      'sha256',
      secretKey,
      `accessKey=${accessKey}&orderId=${String(fields['orderId'])}` +
        `&partnerCode=${String(fields['partnerCode'])}&requestId=${String(fields['requestId'])}`,
    ) === fields['signature'],
  refOf: (fields) => String(fields['orderId']),
  badSignature: { resultCode: 13, message: 'Merchant authentication failed.' },
  unknown: () => ({ resultCode: 42, message: 'Invalid orderId or orderId is not found.' }),
  sign: (fields) => fields,
});

export const zalopayManner = (key1: string): Manner => ({
  parse: (body) => Object.fromEntries(new URLSearchParams(body)),
  isSigned: (fields) =>
    hmac('sha256', key1, `${joined(fields, ['app_id', 'app_trans_id'])}|${key1}`) === fields['mac'],
  refOf: (fields) => String(fields['app_trans_id']),
  badSignature: { return_code: 2, sub_return_code: -402, return_message: 'mac' },
  unknown: () => ({ return_code: 2, sub_return_code: -101, return_message: 'not found' }),
  sign: (fields) => fields,
});

export const paygovManner = (secret: string): Manner => ({
  parse: json,
  isSigned: (fields) => {
    const names = ['LoaiBanTin', 'PhienBan', 'MaDoiTac', 'MaThamChieu', 'ThoiGianGD'];
    const digest = createHash('sha256')
      .update(`${joined(fields, names)}|${secret}`)
      .digest('hex');
    return digest === fields['MaXacThuc'];
  },
  refOf: (fields) => String(fields['MaThamChieu']),
  badSignature: { MaLoi: '97' },
  unknown: () => ({ MaLoi: '01' }),
  sign: (fields) => fields,
});

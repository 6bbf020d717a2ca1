// Requests of each gateway kind, correctly signed with the secrets of the vectors whatever is in
// them: what a hostile partner, or one with a broken program, could send.
import { createHash, createHmac } from 'node:crypto';
import { type Message, signed } from './callback-client.js';

type Fields = Record<string, unknown>;

/** Names of the fields that carry reference, amount and free text. */
export interface FieldNames {
  readonly ref: string;
  readonly amount: string;
  readonly text: string;
}

export interface Signer {
  readonly fields: Fields;
  readonly names: FieldNames;
  /** The request of these fields; `write` turns them into JSON where they are a body. */
  readonly sign: (fields: Fields, at: Date, write?: (fields: Fields) => string | Buffer) => Message;
}

const said = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';
const hmac = (algorithm: string, key: string, text: string): string =>
  createHmac(algorithm, key).update(text).digest('hex');

const momoFields = {
  amount: 50000,
  extraData: '',
  message: 'Successful.',
  orderId: 'H-M',
  orderInfo: 'Le phi',
  orderType: 'momo_wallet',
  partnerCode: 'MOMODSOAT01',
  payType: 'qr',
  requestId: 'r1',
  responseTime: 1777874711000,
  resultCode: 0,
  transId: 4088870001,
};

const paygovFields = {
  LoaiBanTin: 'CONFIRM',
  MaLoi: '00',
  MaDoiTac: 'BTP-DEMO',
  MaThamChieu: 'H-P',
  SoTien: 150000,
  MaTienTe: 'VND',
  MaGiaoDich: 'TTH1',
  MaNganHang: 'VNPTPAY',
  ThoiGianGD: '20260504090213',
  ThongTinGiaoDich: 'THANH TOAN',
};

export const signers: Readonly<Record<string, Signer>> = {
  vnpay: {
    fields: {
      vnp_Amount: '15000000',
      vnp_OrderInfo: 'Le phi',
      vnp_ResponseCode: '00',
      vnp_TmnCode: 'DSOAT001',
      vnp_TransactionNo: '99001',
      vnp_TransactionStatus: '00',
      vnp_TxnRef: 'H-V',
    },
    names: { ref: 'vnp_TxnRef', amount: 'vnp_Amount', text: 'vnp_OrderInfo' },
    sign: (fields) => {
      const pairs = Object.entries(fields).flatMap(([name, value]) =>
        Array.isArray(value)
          ? value.map((each) => [`${name}[]`, said(each)] as [string, string])
          : [[name, said(value)] as [string, string]],
      );
      const query = new URLSearchParams(pairs.sort(([one], [other]) => (one < other ? -1 : 1)));
      const hash = hmac('sha512', 'throwaway-vnpay-hash-secret-0001', query.toString());
      const path = `/callbacks/vnpay?${query.toString()}&vnp_SecureHash=${hash}`;
      return { method: 'GET', path };
    },
  },
  momo: {
    fields: momoFields,
    names: { ref: 'orderId', amount: 'amount', text: 'orderInfo' },
    sign: (fields, _at, write = JSON.stringify) => {
      const text = Object.keys(momoFields).map((name) => `${name}=${said(fields[name])}`);
      const whole = ['accessKey=throwAwayAccess1', ...text].join('&');
      const signature = hmac('sha256', 'throwaway-momo-secret-0001', whole);
      return { path: '/callbacks/momo', body: write({ ...fields, signature }) };
    },
  },
  paygov: {
    fields: paygovFields,
    names: { ref: 'MaThamChieu', amount: 'SoTien', text: 'ThongTinGiaoDich' },
    sign: (fields, _at, write = JSON.stringify) => {
      const text = Object.keys(paygovFields).map((name) => said(fields[name]));
      const whole = [...text, 'throwaway-paygov-secret-0001'].join('|');
      const MaXacThuc = createHash('sha256').update(whole).digest('hex');
      return { path: '/callbacks/paygov', body: write({ ...fields, MaXacThuc }) };
    },
  },
  zalopay: {
    fields: {
      app_id: 2999,
      app_trans_id: '260504_H',
      amount: 150000,
      zp_trans_id: 260504000009001,
      server_time: 1777878005000,
      app_user: 'congdan',
    },
    names: { ref: 'app_trans_id', amount: 'amount', text: 'app_user' },
    sign: (fields, _at, write = JSON.stringify) => {
      const data = write(fields).toString();
      const mac = hmac('sha256', 'throwaway-zalopay-key2-0001', data);
      return { path: '/callbacks/zalopay', body: JSON.stringify({ data, mac, type: 1 }) };
    },
  },
  payos: {
    fields: {
      orderCode: 2605049001,
      amount: 150000,
      description: 'DN2605049001',
      reference: 'FTH1',
      transactionDateTime: '2026-05-04 15:00:10',
      currency: 'VND',
      code: '00',
    },
    names: { ref: 'orderCode', amount: 'amount', text: 'description' },
    sign: (fields, _at, write = JSON.stringify) => {
      const valueOf = (value: unknown) =>
        Array.isArray(value) ? JSON.stringify(value) : said(value);
      const names = Object.keys(fields).sort();
      const text = names.map((name) => `${name}=${valueOf(fields[name])}`).join('&');
      const signature = hmac('sha256', 'throwaway-payos-checksum-0001', text);
      const body = `{"code":"00","data":${write(fields).toString()},"signature":"${signature}"}`;
      return { path: '/callbacks/payos', body };
    },
  },
  sepay: {
    fields: {
      id: 99001,
      gateway: 'Vietcombank',
      transactionDate: '2026-05-04 16:00:10',
      accountNumber: '0123499999',
      code: 'H-S',
      content: 'nop le phi',
      transferType: 'in',
      transferAmount: 150000,
      accumulated: 19077000,
      referenceCode: 'MBVCB.99001',
    },
    names: { ref: 'code', amount: 'transferAmount', text: 'content' },
    sign: (fields, _at, write = JSON.stringify) => ({
      path: '/callbacks/sepay',
      headers: { authorization: 'Apikey throwaway-sepay-api-key-0001' },
      body: write(fields),
    }),
  },
  casso: {
    fields: {
      id: 990001,
      reference: 'FTC1',
      description: 'H-C nop le phi',
      amount: 40000,
      runningBalance: 25000000,
      transactionDateTime: '2026-05-04 17:20:00',
      accountNumber: '88888888',
    },
    names: { ref: 'reference', amount: 'amount', text: 'description' },
    sign: (fields, _at, write = JSON.stringify) => ({
      path: '/callbacks/casso',
      headers: { 'secure-token': 'throwaway-casso-secure-token-0001' },
      body: Buffer.concat([
        Buffer.from('{"error":0,"data":['),
        Buffer.from(write(fields)),
        Buffer.from(']}'),
      ]),
    }),
  },
  generic: {
    fields: { gatewayTxnId: 'GX-H', merchantRef: 'H-G', amount: '150000', description: 'Le phi' },
    names: { ref: 'merchantRef', amount: 'amount', text: 'description' },
    sign: (fields, at, write = JSON.stringify) => {
      const body = Buffer.concat([
        Buffer.from('{"type":"payment.succeeded","data":'),
        Buffer.from(write(fields)),
        Buffer.from('}'),
      ]);
      return { path: '/callbacks/generic', headers: signed(body, at), body };
    },
  },
};

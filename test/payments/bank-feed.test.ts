// A bank feed over HTTP beside real statements: what it says is evidence, what the statement says
// counts, and nothing is counted twice, whichever came first.
import { importAccounts } from '../../src/beneficiary-accounts/import-accounts.js';
import { readProvince } from '../../src/reconciliation/read-province.js';
import { reconcile } from '../../src/reconciliation/run-reconciliation.js';
import { importStatements } from '../../src/statements/import-statements.js';
import { importUnits } from '../../src/units/import-units.js';
import { apiApp, apiClient } from '../support/api-client.js';
import { bearerOf, byTester } from '../support/people.js';
import {
  addOrders,
  genericBody,
  genericProfile,
  type Service,
  signed,
  startService,
} from './callback-client.js';

const open: Service[] = [];
afterAll(async () => {
  for (const service of open) await service.close();
});

const file = (name: string, text: string) => ({ name, bytes: Buffer.from(text) });
const units = file('units.csv', 'code,name,type,province\n90001,Xã Mẫu Một,xa,75\n');
const accounts = file(
  'accounts.csv',
  'unitCode,bankBin,accountNumber,accountName,validFrom\n' +
    '90001,970436,0123499999,UBND XA MAU MOT,2026-01-01\n',
);
const sheet = file(
  'sao-ke.csv',
  [
    'SAO KÊ TÀI KHOẢN',
    'Số tài khoản/A/C No;0123499999',
    'Loại tiền/Ccy;VND',
    'Từ ngày;01/05/2026;Đến ngày;15/05/2026',
    'Số dư đầu kỳ/Prior Statement;0',
    '',
    'Ngày/Date;Ghi chú/Remark;Nợ/Dr;Có/Cr;Số dư/Balance;Số tham chiếu/Ref. no',
    '12/05/2026;NOP PHI DN260511A001;;100.000;100.000;MBVCB.1001',
    '12/05/2026;CHUYEN TIEN;;70.000;170.000;MBVCB.1002',
    '12/05/2026;DN260511S003 LE PHI;;25.000;195.000;MBVCB.1003',
    'Số dư cuối ngày/Ending balance;195.000',
    '',
  ].join('\n'),
);

const at = new Date('2026-05-20T12:00:00+07:00');
const now = () => at;

function movement(id: number, content: string, amount: number, balance: number) {
  return JSON.stringify({
    id,
    gateway: 'Vietcombank',
    transactionDate: `2026-05-12 09:0${String(id % 10)}:00`,
    accountNumber: '0123499999',
    code: null,
    content,
    transferType: 'in',
    transferAmount: amount,
    accumulated: balance,
    subAccount: null,
    referenceCode: `MBVCB.${String(id)}`,
  });
}

const feed = [
  movement(1001, 'NOP PHI DN260511A001', 100_000, 100_000),
  movement(1002, 'NGUYEN VAN A chuyen tien', 70_000, 170_000),
  // the notice before it never came
  movement(1003, 'dn260511s003 le phi', 25_000, 205_000),
];

type Step = (service: Service) => Promise<unknown>;

const steps = {
  order: ({ db }) =>
    addOrders(db, [
      { gateway: 'sepay', merchantRef: 'DN260511S003', unitCode: '90001', amount: '25000' },
    ]),
  account: ({ db }) => importAccounts({ db, by: byTester }, { file: accounts, skipBad: false }),
  callback: async (service) => {
    service.setClock(at);
    const id = { gatewayTxnId: 'GX-A001', merchantRef: 'DN260511A001', unitCode: '90001' };
    const body = genericBody({ ...id, amount: '100000', paidAt: '2026-05-11T10:00:00+07:00' });
    return service.send({ path: '/callbacks/generic', headers: signed(body, at), body });
  },
  feed: async (service) => {
    service.setClock(at);
    for (const body of [...feed].reverse()) {
      const headers = { authorization: 'Apikey throwaway' };
      const reply = await service.send({ path: '/callbacks/sepay', headers, body });
      expect(JSON.parse(reply.text)).toEqual({ success: true });
    }
  },
} satisfies Record<string, Step>;

async function serviceAfter(order: readonly Step[]): Promise<Service> {
  const service = await startService();
  open.push(service);
  await importUnits({ db: service.db, by: byTester }, { file: units, skipBad: false });
  await service.configure('generic', genericProfile());
  const settlement = { mode: 'per_transaction', workingDays: 0 };
  await service.configure('sepay', { secrets: { apiKey: 'throwaway' }, settlement });
  for (const step of order) await step(service);
  return service;
}

async function read(service: Service) {
  await reconcile({ db: service.db, now, by: byTester });
  const { payments, lines, units: places } = await readProvince({ db: service.db }, { asOf: at });
  const place = places.find(({ unitCode }) => unitCode === '90001');
  return {
    payments: payments
      .map((one) =>
        [one.gateway, one.gatewayTxnId, one.merchantRef, one.unitCode, one.settlement].join(' '),
      )
      .sort(),
    arrived: payments.map(({ arrivedAmount }) => arrivedAmount).sort(),
    lines: lines.map(({ state }) => state),
    gaps: place?.accounts[0]?.noticeGaps,
  };
}

const names = [
  'generic GX-A001 DN260511A001 90001',
  'sepay 1002  90001',
  'sepay 1003 DN260511S003 90001',
];

test.each([
  ['the feed last', [steps.order, steps.account, steps.callback, steps.feed]],
  ['the feed first', [steps.feed, steps.callback, steps.account, steps.order]],
])(
  'with %s, money is proposed until the statement shows it, and then counted once',
  async (_title, order) => {
    const service = await serviceAfter(order);
    const early = await read(service);
    expect(early.payments).toEqual(names.map((name) => `${name} proposed`));
    expect([early.arrived, early.gaps]).toEqual([[0n, 0n, 0n], 1]);
    await importStatements({ db: service.db, now, by: byTester }, [sheet]);
    const later = await read(service);
    expect(later.payments).toEqual(names.map((name) => `${name} arrived`));
    expect(later.arrived).toEqual([100_000n, 25_000n, 70_000n].sort());
    expect(later.lines).toEqual(['matched', 'matched', 'matched']);
    const again = await reconcile({ db: service.db, now, by: byTester });
    expect([again.added, again.ended]).toEqual([0, 0]);
  },
);

test('the API shows the order that a feed’s text names, and a time half a day off', async () => {
  const service = await serviceAfter([steps.order, steps.account, steps.feed]);
  const app = apiApp(service.database, now);
  const client = apiClient(app, await bearerOf(service.db, 'finance_officer'));
  const { body: page } = await client.get('/payments', { query: { q: '1003' } });
  const { body } = await client.get(`/payments/${String(page.items[0].id)}`);
  expect(body.order).toMatchObject({ amount: '25000' });
  // eight days after it moved
  expect(body).toMatchObject({
    timeSuspect: true,
    paidAt: '2026-05-12T09:03:00+07:00',
    receivedAt: '2026-05-20T12:00:00+07:00',
  });
  const unit = await client.get('/units/90001');
  expect(unit.body.accounts[0].noticeGaps).toBe(1);
});

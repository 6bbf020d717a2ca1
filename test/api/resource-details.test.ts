// What the resources answer: a unit, a payment's life, lists with their filters and pages.
import type { Role } from '../../src/access/roles.js';
import { commandLine } from '../support/command-line.js';
import type { ApiClient } from '../support/api-client.js';
import {
  accounts,
  itemsOf,
  now,
  openTwoCommunes,
  type TwoCommunes,
  units,
} from '../support/two-communes.js';

let communes: TwoCommunes;

beforeAll(async () => {
  communes = await openTwoCommunes();
});
afterAll(() => communes.database.close());

const as = (role: Role, scope?: string): Promise<ApiClient> => communes.as(role, scope);

describe('a unit', () => {
  it('answers with focal points, flags, coverage and whether it can take payments', async () => {
    const reply = await (await as('department_of_justice')).get(`/units/${units.a}`);
    expect(reply.body).toMatchObject({
      code: units.a,
      name: 'Chơn Thành',
      provinceCode: '75',
      focalPoints: { email: null, phone: null, business: null, it: null },
      canTakePayments: {
        answer: true,
        because: 'Có 1 tài khoản thụ hưởng có hiệu lực ngày 20/05/2026, đã có tiền về.',
        reasons: ['active', 'proven'],
      },
      stranded: null,
      accounts: [{ account: accounts.a, coveredThrough: '2026-05-15', verified: true }],
    });
    expect(reply.body.flags.map((flag: { flag: string }) => flag.flag)).toEqual([
      'money_missing',
      'wrong_account',
    ]);
    expect(reply.body.flags[0].finding).toContain('1 giao dịch');
  });

  it('without an account cannot take payments, and says why', async () => {
    const reply = await (await as('auditor')).get('/units/25441');
    expect(reply.body.canTakePayments).toEqual({
      answer: false,
      because: 'Đơn vị chưa khai báo tài khoản thụ hưởng.',
      reasons: ['not_declared'],
      purposes: [],
    });
  });

  it('is found by its name without marks, by its code and by its flag', async () => {
    const client = await as('auditor');
    const codes = async (query: Record<string, string>) =>
      (await itemsOf(client, '/units', query)).map((unit) => unit['code']);
    expect(await codes({ q: 'chon thanh' })).toEqual([units.a, units.child]);
    expect(await codes({ q: '25345' })).toEqual([units.b]);
    expect(await codes({ flag: 'wrong_account' })).toEqual([units.b, units.a]);
    expect(await codes({ q: 'Ba Đình' })).toEqual([]);
  });

  it('lists its account versions with whole numbers: they are public', async () => {
    const items = await itemsOf(await as('approver', units.a), `/units/${units.a}/accounts`);
    expect(items).toEqual([
      {
        id: expect.any(String) as unknown,
        proposalId: null,
        unitCode: units.a,
        kind: 'bank',
        bankBin: '970436',
        clearingCode: null,
        accountNumber: accounts.a,
        accountName: 'UBND PHUONG CHON THANH',
        branch: null,
        treasuryCode: null,
        budgetCode: null,
        purpose: 'default',
        validFrom: '2026-01-01',
        validTo: null,
        activatesAt: null,
        status: 'vouched',
        verified: true,
        verifiedBy: 'credit',
        verifiedOn: '2026-05-12',
      },
    ]);
  });
});

describe('a payment', () => {
  it('tells its life in order, its three facts and where its money is', async () => {
    const client = await as('commune_accountant', units.a);
    const [item] = await itemsOf(client, '/payments', { q: 'T1' });
    const { body } = await client.get(`/payments/${String(item?.['id'])}`);
    expect(body.timeline.map((entry: { kind: string }) => entry.kind)).toEqual([
      'order_announced',
      'gateway_said',
      'settlement_reported',
      'credited',
      'due',
    ]);
    expect(body.known).toEqual({
      payerPaid: { answer: true, because: 'Cổng generic báo trạng thái: Thành công.' },
      gatewaySettled: { answer: true, because: 'Có trong báo cáo quyết toán đợt Q1.' },
      accountCredited: { answer: true, because: 'Sao kê ghi Có ngày 12/05/2026.' },
    });
    expect(body.timeSuspect).toBe(false);
    expect(body.settlementText).toBe('Tiền đã về đúng tài khoản thụ hưởng của đơn vị: 100.000 đ.');
    expect(body.matchDetails[0].checks.map((check: { name: string }) => check.name)).toContain(
      'reference',
    );
  });

  it('that never came says until which day the statements prove it', async () => {
    const client = await as('commune_accountant', units.a);
    const [item] = await itemsOf(client, '/payments', { settlement: 'overdue' });
    const { body } = await client.get(`/payments/${String(item?.['id'])}`);
    expect(body.settlementText).toBe(
      'Đã quá hạn (hạn tiền về: ngày 12/05/2026) mà không thấy tiền trên sao kê ' +
        '(sao kê chứng minh đến hết ngày 15/05/2026); tiền đang giữ tại cổng generic: báo cáo quyết ' +
        'toán của phiên (đợt Q1) không có giao dịch này.',
    );
  });

  it('is said to have come also to those who may not see the lines, without their days', async () => {
    const client = await as('approver', units.a);
    const [item] = await itemsOf(client, '/payments', { q: 'T1' });
    expect(item).toMatchObject({ settlement: 'arrived', matches: [], masked: ['matches'] });
    const { body } = await client.get(`/payments/${String(item?.['id'])}`);
    expect(body.known.accountCredited).toEqual({ answer: true, because: 'Sao kê ghi Có.' });
    expect(body.matchDetails).toEqual([]);
    expect(body.timeline.map((entry: { kind: string }) => entry.kind)).not.toContain('credited');
  });

  it('is read as of any instant, the past included', async () => {
    const client = await as('commune_accountant', units.a);
    const at = { 'as-of': '2026-05-11T12:00:00+07:00' };
    const items = await itemsOf(client, '/payments', at);
    expect(new Set(items.map((one) => one['settlement']))).toEqual(new Set(['awaiting']));
    expect(await itemsOf(client, '/payments', { 'as-of': '2026-05-01T00:00:00+07:00' })).toEqual(
      [],
    );
  });

  it('is filtered by gateway, status, days and part of a reference', async () => {
    const client = await as('finance_officer');
    const refs = async (query: Record<string, string>) =>
      (await itemsOf(client, '/payments', query)).map((one) => one['gatewayTxnId']);
    expect(await refs({ gateway: 'nobody' })).toEqual([]);
    expect(await refs({ state: 'failed' })).toEqual([]);
    expect(await refs({ from: '2026-05-12' })).toEqual([]);
    expect(await refs({ q: 'nounit' })).toEqual(['U1']);
    expect(await refs({ unit: units.child })).toEqual(['C1']);
  });

  it('of no unit is seen with a grant over the province only, one of another province by nobody', async () => {
    const refs = (await itemsOf(await as('finance_officer'), '/payments')).map(
      (one) => one['gatewayTxnId'],
    );
    expect(refs).toContain('U1');
    expect(refs).not.toContain('F1');
  });
});

describe('lists', () => {
  it('page by cursor, every item once, and name the next page in Link', async () => {
    const client = await as('finance_officer');
    for (const path of ['/payments', '/lines', '/orders', '/matches', '/statements', '/units']) {
      const all = (await client.get(path, { query: { limit: '200' } })).body.items;
      const found: unknown[] = [];
      let cursor: string | undefined;
      do {
        const reply = await client.get(path, {
          query: { limit: '2', ...(cursor === undefined ? {} : { cursor }) },
        });
        expect(reply.status).toBe(200);
        found.push(...reply.body.items);
        cursor = reply.body.next ?? undefined;
        if (cursor !== undefined) expect(reply.headers['link']).toContain('rel="next"');
        if (found.length > 12 && path === '/units') break;
      } while (cursor !== undefined);
      expect(found).toEqual(all.slice(0, found.length));
      if (path !== '/units') expect(found).toHaveLength(all.length);
    }
  });

  it('refuse cursors of other lists and filters that make no sense, with pointers', async () => {
    const client = await as('finance_officer');
    const cases: readonly (readonly [string, string])[] = [
      ['/payments?limit=0', '?limit'],
      ['/payments?cursor=xyz', '?cursor'],
      ['/orders?cursor=WyJ4Il0', '?cursor'],
      ['/payments?from=2026-02-30', '?from'],
      ['/payments?as-of=yesterday', '?as-of'],
      ['/payments?settlement=lost', '?settlement'],
      ['/payments?colour=red', '?colour'],
      ['/exports/flags?gateway=generic', '?gateway'],
      ['/statements/coverage?from=2020-01-01', '?from'],
      ['/payments/abc', '/{id}'],
    ];
    for (const [path, pointer] of cases) {
      const reply = await client.get(path);
      expect([path, reply.status, reply.body.errors?.[0]?.pointer]).toEqual([path, 400, pointer]);
    }
  });

  it('answer 304 to whoever has what they say', async () => {
    const client = await as('auditor');
    const first = await client.get('/flags');
    const again = await client.get('/flags', {
      headers: { 'if-none-match': first.headers['etag'] ?? '' },
    });
    expect(again.status).toBe(304);
  });
});

describe('settlement batches', () => {
  it('show each reader the rows of the own units and sums over those', async () => {
    const [whole] = await itemsOf(await as('finance_officer'), '/settlements');
    expect(whole).toMatchObject({ batch: 'Q1', rowCount: 2, amount: '115000', partly: false });
    const client = await as('finance_officer', units.b);
    const [part] = await itemsOf(client, '/settlements');
    expect(part).toMatchObject({ batch: 'Q1', rowCount: 1, amount: '15000', partly: true });
    const { body } = await client.get(`/settlements/${String(part?.['id'])}`);
    expect(body.rows.map((row: { gatewayTxnId: string }) => row.gatewayTxnId)).toEqual(['H1']);
    expect(
      (await (await as('finance_officer', units.child)).get('/settlements')).body.items,
    ).toEqual([]);
  });
});

describe('discrepancies', () => {
  it('name their members within the sight', async () => {
    const client = await as('commune_accountant', units.a);
    const items = await itemsOf(client, '/discrepancies');
    expect(items.map((one) => [one['kind'], one['owner'], one['amount']])).toEqual([
      ['not_arrived', 'gateway', '1250000'],
      ['wrong_unit', 'department_of_justice', '8000'],
    ]);
    const id = encodeURIComponent(String(items[0]?.['id']));
    const members = await itemsOf(client, `/discrepancies/${id}/members`);
    expect(members).toEqual([{ payment: expect.objectContaining({ gatewayTxnId: 'T2' }) }]);
  });
});

describe('coverage', () => {
  it('names covered days and the gaps of a window', async () => {
    const [account] = await itemsOf(
      await as('commune_accountant', units.child),
      '/statements/coverage',
      {
        from: '2026-05-10',
        to: '2026-05-19',
      },
    );
    expect(account).toMatchObject({
      unitCode: units.child,
      covered: [{ from: '2026-04-21', to: '2026-05-15' }],
      gaps: [{ from: '2026-05-16', to: '2026-05-19' }],
    });
  });
});

describe('an export', () => {
  const kinds = ['payments', 'lines', 'matches', 'discrepancies', 'flags', 'accounts'] as const;

  it('is byte for byte the command’s, where nothing in it is kept from the asker', async () => {
    const type = commandLine(communes.database, now());
    const client = await as('commune_accountant', units.child);
    for (const kind of kinds) {
      for (const format of ['ndjson', 'csv'] as const) {
        const filter = ['--unit', units.child, '--format', format];
        const typed = await type('export', kind, ...filter);
        const reply = await client.get(`/exports/${kind}`, {
          query: { unit: units.child, format, 'as-of': '2026-05-20T12:00:00+07:00' },
        });
        expect([kind, reply.text]).toEqual([kind, typed.stdout]);
      }
    }
  });

  it('is a download with its type, its name and nothing to run', async () => {
    const client = await as('finance_officer');
    const types = { ndjson: 'x-ndjson', csv: 'text/csv', xlsx: 'spreadsheetml.sheet' };
    for (const [format, type] of Object.entries(types)) {
      const { headers, bytes } = await client.get('/exports/payments', { query: { format } });
      expect(headers['content-type']).toContain(type);
      expect(headers['content-disposition']).toContain(`payments-2026-05-20.${format}`);
      expect(headers['content-security-policy']).toContain('sandbox');
      expect(bytes.length).toBeGreaterThan(100);
    }
    expect((await client.get('/exports/secrets')).status).toBe(404);
  });
});

describe('the rules', () => {
  it('are read by everybody, in their order, with what they make of their examples', async () => {
    for (const role of ['monitor', 'portal', 'approver', 'auditor'] as const) {
      expect((await (await as(role)).get('/rules')).status).toBe(200);
    }
    const { body } = await (await as('auditor')).get('/rules');
    const [match] = await itemsOf(await as('auditor'), '/matches');
    expect(body.ruleSet).toBe(match?.['ruleSet']);
    const rules = body.items as { code: string; runs: number[]; examples: unknown[] }[];
    expect(rules.map(({ code, runs }) => `${code} ${runs.join()}`)).toEqual([
      'reversal 1',
      'payment-reference 2',
      'several-references 3,8',
      'split-credit 4',
      'settlement-report 5,9',
      'settlement-window 6,10,11',
      'reference-elsewhere 7',
      'damaged-reference 12',
      'batch-residual 13',
      'sole-candidate 14',
      'unique-cover 15',
    ]);
    expect(rules[9]).toMatchObject({
      name: { vi: 'Duy nhất cùng số tiền' },
      evidence: 'suggestive',
    });
    expect(rules[9]?.examples[1]).toMatchObject({
      vi: 'Hai giao dịch cùng 100.000 đ: cả hai chờ người xem, không chọn.',
      lines: [{ amount: '100000', account: 'present' }],
      results: [
        {
          ...{ lines: [0], payments: [0, 1], status: 'proposed', ambiguous: true },
          checks: [
            { name: 'amount', agrees: true },
            { name: 'time', agrees: true },
            { name: 'payments', expected: '1', found: '2', agrees: false },
            { name: 'lines', agrees: true },
          ],
        },
      ],
    });
  });
});

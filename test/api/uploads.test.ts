// What is sent in over HTTP: orders, payments, settlement reports, units, accounts and statements.
// What names a unit out of the asker's scope is refused whole, in the words for what is unknown.
import type { Role } from '../../src/access/roles.js';
import type { ApiClient, ApiReply } from '../support/api-client.js';
import { csvFile, xlsxFile } from '../support/own-file.js';
import {
  accounts,
  mt940,
  openTwoCommunes,
  payers,
  statementOf,
  type TwoCommunes,
  units,
} from '../support/two-communes.js';

let communes: TwoCommunes;

beforeAll(async () => {
  communes = await openTwoCommunes();
});
afterAll(() => communes.database.close());

const as = (role: Role, scope?: string): Promise<ApiClient> => communes.as(role, scope);

async function countOf(table: string): Promise<number> {
  const [row] = await communes.database.db(table).count<{ count: string }[]>('* as count');
  return Number(row?.count);
}

/** What everything that an upload could leave behind counts. */
async function everythingStored(): Promise<Record<string, number>> {
  const tables = ['fee_order', 'payment', 'payment_event', 'settlement_batch', 'public.unit'];
  const others = ['beneficiary_account', 'bank_account', 'statement_file', 'statement'];
  const rest = ['statement_line', 'audit_event', 'idempotency_key'];
  const counts: Record<string, number> = {};
  for (const table of [...tables, ...others, ...rest]) counts[table] = await countOf(table);
  return counts;
}

async function leavesNothing(send: () => Promise<ApiReply>): Promise<ApiReply> {
  const before = await everythingStored();
  const reply = await send();
  expect(await everythingStored()).toEqual(before);
  return reply;
}

const order = { merchantRef: 'NEW0000001', unitCode: units.a, amount: '50000' };

describe('fee orders', () => {
  it('are announced one by one, and are there afterwards', async () => {
    const client = await as('portal', units.a);
    const given = {
      ...order,
      description: 'PHAM THI NOP',
      feeItems: [
        { purpose: 'default', amount: '30000' },
        { purpose: 'land', amount: '20000' },
      ],
      createdAt: '2026-05-19T08:00:00+07:00',
    };
    const reply = await client.post('/orders', given);
    expect(reply.status).toBe(201);
    expect(reply.body).toMatchObject({ imported: 1, unchanged: 0 });
    const stored = await client.get(`/orders/${reply.body.ids[0] as string}`);
    expect(reply.headers['location']).toBe(`/api/v1/orders/${reply.body.ids[0] as string}`);
    expect(stored.body).toMatchObject({
      merchantRef: 'NEW0000001',
      amount: '50000',
      feeItems: given.feeItems,
      createdAt: '2026-05-19T08:00:00+07:00',
      description: null,
      masked: ['description'],
    });
    const again = await client.post('/orders', given);
    expect(again.body).toMatchObject({ imported: 0, unchanged: 1, ids: reply.body.ids });
  });

  it('come many at once or as a file, for the units of the scope', async () => {
    const client = await as('portal', units.a);
    const orders = ['1', '2'].map((number) => ({
      merchantRef: `LOT000000${number}`,
      unitCode: units.child,
      amount: '1000',
    }));
    expect((await client.post('/orders', { orders })).body).toMatchObject({ imported: 2 });
    const file = await xlsxFile(
      'orders.xlsx',
      'merchantRef,unitCode,amount',
      `FILE000001,${units.a},7000`,
    );
    expect((await client.upload('/orders', [file])).body).toMatchObject({ imported: 1 });
  });

  it('that name a unit out of scope are refused in the words for an unknown unit', async () => {
    const client = await as('portal', units.a);
    for (const unitCode of [units.b, units.foreign, '99999']) {
      const lot = {
        orders: [
          { ...order, merchantRef: 'GOOD000001' },
          { ...order, unitCode },
        ],
      };
      const reply = await leavesNothing(() => client.post('/orders', lot));
      expect([reply.status, reply.body.code]).toEqual([422, 'bad_rows']);
      expect(reply.body.errors).toEqual([
        { pointer: '/orders/1/unitCode', detail: 'unknown unit code' },
      ]);
      const only = await client.post('/orders', { ...order, unitCode });
      expect(only.body.errors).toEqual([{ pointer: '/unitCode', detail: 'unknown unit code' }]);
      const file = csvFile('o.csv', 'merchantRef,unitCode,amount', `X,${unitCode},1`);
      const upload = await leavesNothing(() => client.upload('/orders', [file]));
      expect(upload.body.errors).toEqual([
        { file: 'o.csv', line: 2, column: 'unitCode', detail: 'unknown unit code' },
      ]);
    }
  });

  it('that contradict another’s order are told no more than that the reference is taken', async () => {
    const client = await as('portal', units.a);
    const own = { merchantRef: 'CTREF00001', unitCode: units.a, amount: '1' };
    const others = { merchantRef: 'THREF00001', unitCode: units.a, amount: '15000' };
    for (const [given, pointer] of [
      [own, '/amount'],
      [others, '/merchantRef'],
    ] as const) {
      const reply = await leavesNothing(() => client.post('/orders', given));
      expect([reply.status, reply.body.errors[0].pointer]).toEqual([409, pointer]);
    }
  });

  it('that are wrong in form are refused with JSON pointers', async () => {
    const client = await as('portal');
    const cases: readonly (readonly [unknown, string])[] = [
      [{ ...order, amount: 50000 }, '/amount'],
      [{ ...order, amount: '8000.5' }, '/amount'],
      [{ ...order, amount: '0' }, '/amount'],
      [{ orders: [order, { ...order, extra: 1 }] }, '/orders/1/extra'],
      [{ orders: [{ ...order, createdAt: 'today' }] }, '/orders/0/createdAt'],
      [{ orders: [] }, '/orders'],
    ];
    for (const [given, pointer] of cases) {
      const reply = await leavesNothing(() => client.post('/orders', given));
      expect([reply.status, reply.body.errors?.[0]?.pointer]).toEqual([400, pointer]);
    }
    const sums = { ...order, feeItems: [{ purpose: 'x', amount: '1' }] };
    const reply = await leavesNothing(() => client.post('/orders', sums));
    expect([reply.status, reply.body.errors[0].pointer]).toEqual([422, '/feeItems']);
    expect((await client.post('/orders', {})).status).toBe(400);
  });

  it('need the right to announce them', async () => {
    const client = await as('commune_accountant', units.a);
    expect((await client.post('/orders', order)).status).toBe(403);
  });
});

describe('files of gateways', () => {
  const payments = csvFile(
    'payments.csv',
    'gateway,gatewayTxnId,merchantRef,unitCode,amount,status,paidAt',
    `generic,N1,NEWPAY0001,${units.a},5000,succeeded,2026-05-19T10:00:00+07:00`,
  );
  const report = csvFile(
    'report.csv',
    'batch,settlementDate,gatewayTxnId,merchantRef,amount,fee,netAmount',
    'Q2,2026-05-13,T2,CTREF00002,1250000,0,1250000',
  );

  it('belong to the province: a grant over a unit is not enough', async () => {
    const client = await as('finance_officer', units.a);
    for (const send of [
      () => client.upload('/payments', [payments]),
      () => client.upload('/settlements', [report], { gateway: 'generic' }),
    ]) {
      expect((await leavesNothing(send)).status).toBe(404);
    }
  });

  it('are imported with a grant over it, and matching runs', async () => {
    const client = await as('finance_officer');
    const runs = await countOf('reconciliation_run');
    const imported = await client.upload('/payments', [payments]);
    expect([imported.status, imported.body]).toEqual([
      201,
      { imported: 1, updated: 0, unchanged: 0, warnings: [] },
    ]);
    const settled = await client.upload('/settlements', [report], { gateway: 'generic' });
    expect([settled.status, settled.body.imported]).toEqual([201, 1]);
    expect(await countOf('reconciliation_run')).toBe(runs + 2);
    const events = await communes.database
      .db('audit_event')
      .whereIn('action', ['payments.imported']);
    expect(events.at(-1)).toMatchObject({ actor_kind: 'token', after: { imported: 1 } });
  });

  it('that are wrong are refused with file, line and column', async () => {
    const client = await as('finance_officer');
    const wrong = csvFile(
      'p.csv',
      'gateway,gatewayTxnId,merchantRef,amount,status,paidAt',
      'nobody,N2,R,5000,succeeded,2026-05-19T10:00:00+07:00',
    );
    const reply = await leavesNothing(() => client.upload('/payments', [wrong]));
    expect([reply.status, reply.body.errors[0].line, reply.body.errors[0].column]).toEqual([
      422,
      2,
      'gateway',
    ]);
    const other = await leavesNothing(() =>
      client.upload('/settlements', [report], { gateway: 'nobody' }),
    );
    expect(other.status).toBe(404);
    const binary = { name: 'p.csv', bytes: Buffer.from([0, 1, 2, 3]) };
    expect((await client.upload('/payments', [binary])).body.code).toBe('bad_file');
  });
});

describe('a list of units', () => {
  const header = 'code,name,type,parent';

  it('is taken by a unit’s own department for units below it', async () => {
    const client = await as('department_of_justice', units.a);
    const file = csvFile(
      'units.csv',
      header,
      `TT-A1,Tổ một,to,TT-A0`,
      `TT-A0,Trung tâm không,trung_tam,${units.a}`,
    );
    expect((await client.upload('/units', [file])).body).toMatchObject({ imported: 2 });
    expect((await client.get('/units/TT-A1')).body).toMatchObject({ parentCode: 'TT-A0' });
  });

  it('that reaches outside the scope is refused whole', async () => {
    const client = await as('department_of_justice', units.a);
    const rows = [
      `${units.b},Tân Hưng,xa,`,
      `${units.foreign},Ba Đình,phuong,`,
      `TT-B1,Của người khác,to,${units.b}`,
      'TT-B2,Không có cấp trên,to,',
      `${units.child},Đi nơi khác,trung_tam,${units.b}`,
    ];
    for (const row of rows) {
      const file = csvFile('units.csv', header, `TT-A2,Tổ hai,to,${units.a}`, row);
      const reply = await leavesNothing(() => client.upload('/units', [file]));
      expect([row, reply.status]).toEqual([row, 422]);
      expect(reply.body.errors).toEqual([
        expect.objectContaining({ line: 3, detail: expect.stringContaining('scope') }),
      ]);
    }
  });

  it('of the province may bring new units of it, and touches no other province', async () => {
    const client = await as('department_of_justice');
    const own = csvFile('units.csv', 'code,name,type,province', 'SO-TP,Sở Tư pháp,so,75');
    expect((await client.upload('/units', [own])).status).toBe(201);
    for (const row of ['SO-HN,Sở của Hà Nội,so,01', `${units.foreign},Ba Đình,phuong,01`]) {
      const file = csvFile('units.csv', 'code,name,type,province', row);
      const reply = await leavesNothing(() => client.upload('/units', [file]));
      expect([row, reply.status]).toEqual([row, 422]);
    }
  });
});

describe('a register of accounts', () => {
  const header = 'unitCode,bankBin,accountNumber,accountName';

  it('is taken over for units of the scope, and a parked statement posts', async () => {
    const parked = mt940('7778889990', [], 0);
    const province = await as('finance_officer');
    const upload = await province.upload('/statements', [{ name: 'p.sta', bytes: parked }]);
    expect(upload.body.statements[0].state).toBe('parked');
    const client = await as('department_of_justice', units.a);
    const file = csvFile('accounts.csv', header, `TT-A0,970436,7778889990,TRUNG TAM KHONG`);
    expect((await client.upload('/accounts/take-over', [file])).body).toMatchObject({
      imported: 1,
    });
    const [statement] = (await client.get('/statements', { query: { unit: 'TT-A0' } })).body.items;
    expect(statement).toMatchObject({ state: 'balanced', unitCodes: ['TT-A0'] });
  });

  it('that names a unit out of scope, or another’s account, is refused whole', async () => {
    const client = await as('department_of_justice', units.a);
    for (const [row, column] of [
      ['25441,970436,1231231231,UBND PHUONG MINH HUNG', 'unitCode'],
      ['99999,970436,1231231231,KHONG CO', 'unitCode'],
      [`TT-A1,970436,${accounts.b},TO MOT`, 'accountNumber'],
    ] as const) {
      const file = csvFile('accounts.csv', header, row);
      const reply = await leavesNothing(() => client.upload('/accounts/take-over', [file]));
      expect([row, reply.status, reply.body.errors[0].column]).toEqual([row, 422, column]);
    }
  });

  it('changes no account that is there: that takes two people', async () => {
    const client = await as('department_of_justice');
    const file = csvFile('accounts.csv', header, `${units.a},970436,1112223335,UBND KHAC`);
    const reply = await leavesNothing(() => client.upload('/accounts/take-over', [file]));
    expect([reply.status, reply.body.code]).toEqual([409, 'conflict']);
  });
});

describe('bank statements', () => {
  const later = [
    ':20:STMT',
    `:25:${accounts.a}`,
    ':28C:2/1',
    ':60F:C260515VND2600000,',
    ':61:2605180518C1250000,NTRFNONREF//FT26138001',
    `:86:CTREF00002 ${payers.a}`,
    ':62F:C260518VND3850000,',
    '-',
    '',
  ].join('\r\n');

  it('of the own account are posted and matched', async () => {
    const client = await as('commune_accountant', units.a);
    const reply = await client.upload('/statements', [{ name: 'later.sta', bytes: later }]);
    expect([reply.status, reply.body.statements]).toEqual([
      201,
      [expect.objectContaining({ state: 'balanced', new: 1, known: 0, file: 'later.sta' })],
    ]);
    const id = String(reply.body.statements[0].id);
    const [line] = (await client.get(`/statements/${id}/lines`)).body.items;
    expect(line).toMatchObject({ state: 'matched', amount: '1250000' });
    const again = await client.upload('/statements', [{ name: 'again.sta', bytes: later }]);
    expect(again.body.statements).toEqual([expect.objectContaining({ state: 'duplicate', id })]);
  });

  it('of another unit, of a foreign province or of nobody are refused whole and alike', async () => {
    const client = await as('commune_accountant', units.a);
    const own = mt940(accounts.child, [], 0);
    for (const account of [accounts.b, accounts.foreign, '9990001112']) {
      const files = [
        { name: 'own.sta', bytes: own },
        { name: 'other.sta', bytes: mt940(account, [], 0) },
      ];
      for (const path of ['/statements', '/statements/preview']) {
        const reply = await leavesNothing(() => client.upload(path, files));
        expect([path, account, reply.status]).toEqual([path, account, 404]);
        expect(reply.body.errors).toEqual([
          {
            pointer: '/file',
            file: 'other.sta',
            detail: 'is of an account that is not registered for a unit in your scope',
          },
        ]);
      }
    }
  });

  it('that another unit brought before are refused too, not called duplicates', async () => {
    const client = await as('commune_accountant', units.a);
    const files = [{ name: 'b.sta', bytes: statementOf('b') }];
    expect((await leavesNothing(() => client.upload('/statements', files))).status).toBe(404);
  });

  it('that cannot be read leave nothing of the others either', async () => {
    const client = await as('commune_accountant', units.a);
    const files = [
      { name: 'own.sta', bytes: mt940(accounts.a, [], 0) },
      { name: 'broken.sta', bytes: 'this is no statement' },
    ];
    const reply = await leavesNothing(() => client.upload('/statements', files));
    expect([reply.status, reply.body.code]).toEqual([422, 'bad_file']);
    expect(reply.body.errors[0]).toMatchObject({ pointer: '/file', file: 'broken.sta' });
  });

  it('are previewed without storing anything; whoever may not read payers sees no texts', async () => {
    const files = [{ name: 'a.sta', bytes: statementOf('a') }];
    const accountant = await as('commune_accountant', units.a);
    const before = await everythingStored();
    const clear = await accountant.upload('/statements/preview', files);
    expect(clear.body.statements[0].lines[0].narrative).toContain(payers.a);
    // reading payers leaves its event, and nothing else is stored
    const after = { ...before, audit_event: (before['audit_event'] ?? 0) + 1 };
    expect(await everythingStored()).toEqual(after);
    const admin = await as('commune_admin', units.a);
    const masked = await leavesNothing(() => admin.upload('/statements/preview', files));
    expect(masked.body.statements[0]).toMatchObject({
      masked: ['narrative', 'references'],
      lineCount: 3,
    });
    expect(masked.text).not.toContain(payers.a);
  });

  it('need a file, in a form', async () => {
    const client = await as('commune_accountant', units.a);
    expect((await client.post('/statements', {})).status).toBe(415);
    const none = await client.upload('/statements', [], { note: 'x' });
    expect([none.status, none.body.code]).toEqual([400, 'invalid_input']);
    const files = [{ name: 'a.sta', bytes: statementOf('a') }];
    const keyless = await client.upload('/statements', files, {}, { idempotencyKey: null });
    expect(keyless.body.code).toBe('idempotency_key_required');
  });

  it('of an account that changed hands need both its units', async () => {
    const admin = await as('department_of_justice');
    const file = csvFile(
      'accounts.csv',
      'unitCode,bankBin,accountNumber,accountName,validFrom,validTo',
      'TT-A1,970436,4445556667,TO MOT,2026-01-01,2026-05-01',
      '25441,970436,4445556667,UBND PHUONG MINH HUNG,2026-05-01,',
    );
    expect((await admin.upload('/accounts/take-over', [file])).status).toBe(201);
    const files = [{ name: 'moved.sta', bytes: mt940('4445556667', [], 0) }];
    const one = await as('commune_accountant', units.a);
    expect((await leavesNothing(() => one.upload('/statements', files))).status).toBe(404);
    const province = await as('finance_officer');
    expect((await province.upload('/statements', files)).status).toBe(201);
    // either of them reads it
    expect((await one.get('/statements', { query: { unit: 'TT-A1' } })).body.items).toHaveLength(1);
  });
});

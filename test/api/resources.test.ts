// Who is shown what: each role over each scope, in lists, single reads and exports, over HTTP.
import type { Role } from '../../src/access/roles.js';
import type { ApiClient } from '../support/api-client.js';
import {
  accounts,
  itemsOf,
  openTwoCommunes,
  payers,
  type TwoCommunes,
  units,
} from '../support/two-communes.js';

let communes: TwoCommunes;

beforeAll(async () => {
  communes = await openTwoCommunes();
});
afterAll(() => communes.database.close());

const as = (role: Role, scope?: string): Promise<ApiClient> => communes.as(role, scope);

/** Everything that lists and exports show somebody, as one text. */
async function everythingSeenBy(client: ApiClient): Promise<string> {
  const lists = [
    '/units',
    '/payments',
    '/lines',
    '/matches?state=confirmed',
    '/discrepancies',
    '/flags',
    '/statements',
    '/statements/coverage',
    '/settlements',
    '/orders',
    ...['payments', 'lines', 'matches', 'discrepancies', 'flags', 'accounts'].map(
      (kind) => `/exports/${kind}`,
    ),
  ];
  const texts: string[] = [];
  for (const path of lists) {
    const reply = await client.get(path);
    if (reply.status !== 403) expect([path, reply.status]).toEqual([path, 200]);
    texts.push(reply.status === 403 ? '' : reply.text);
    for (const { id } of (reply.body?.items ?? []) as { id?: string }[]) {
      const base = path.split('?')[0] ?? '';
      if (id === undefined || base === '/units') continue;
      texts.push((await client.get(`${base}/${encodeURIComponent(id)}`)).text);
      if (base === '/statements') texts.push((await client.get(`${base}/${id}/lines`)).text);
      if (base === '/discrepancies') {
        texts.push((await client.get(`${base}/${encodeURIComponent(id)}/members`)).text);
      }
    }
  }
  return texts.join('\n');
}

describe('a commune’s accountant', () => {
  it('sees the payments of the commune and of the office below it, and of nobody else', async () => {
    const items = await itemsOf(await as('commune_accountant', units.a), '/payments');
    expect(items.map((one) => one['gatewayTxnId'])).toEqual(['C1', 'T3', 'T2', 'T1']);
    expect(items.map((one) => one['settlement'])).toEqual([
      'arrived',
      'wrong_unit',
      'overdue',
      'arrived',
    ]);
  });

  it('sees nothing of a sibling in any list, single read or export', async () => {
    const seen = await everythingSeenBy(await as('commune_accountant', units.a));
    expect(seen).toContain('CTREF00001');
    expect(seen).toContain(payers.a);
    expect(seen).toContain('tra tien thue');
    for (const secret of [
      'THREF00001',
      'HNREF00001',
      'NOUNIT0001',
      'FT26132101',
      'FT26132102',
      payers.b,
      accounts.b,
      accounts.foreign,
      'TAN HUNG',
      'Tân Hưng',
    ]) {
      expect([secret, seen.includes(secret)]).toEqual([secret, false]);
    }
  });

  it('of the office below sees the office only', async () => {
    const seen = await everythingSeenBy(await as('commune_accountant', units.child));
    expect(seen).toContain('TTREF00001');
    for (const secret of ['CTREF', 'THREF', accounts.a, 'thue', payers.a]) {
      expect([secret, seen.includes(secret)]).toEqual([secret, false]);
    }
  });

  it('is told by 404 of what is out of scope and of what is not there, in the same words', async () => {
    const client = await as('commune_accountant', units.a);
    const others = await as('commune_accountant', units.b);
    const [payment] = await itemsOf(others, '/payments');
    const lines = await itemsOf(others, '/lines');
    const [statement] = await itemsOf(others, '/statements');
    const [order] = await itemsOf(others, '/orders');
    const own = lines.find((line) => line['bankRef'] === 'FT26132101');
    const absent = await client.get('/payments/999999');
    expect(absent.status).toBe(404);
    for (const path of [
      `/payments/${String(payment?.['id'])}`,
      `/lines/${String(own?.['id'])}`,
      `/statements/${String(statement?.['id'])}`,
      `/statements/${String(statement?.['id'])}/lines`,
      `/orders/${String(order?.['id'])}`,
      `/units/${units.b}`,
      `/units/${units.b}/accounts`,
      `/units/${units.foreign}`,
      '/units/99999',
      `/discrepancies/${units.b}:wrong_unit:generic`,
    ]) {
      const reply = await client.get(path);
      expect([path, reply.status]).toEqual([path, 404]);
      expect({ ...reply.body, instance: '' }).toEqual({ ...absent.body, instance: '' });
    }
  });

  it('is told by 404 when a filter names a unit out of scope, as for one that is not there', async () => {
    const client = await as('commune_accountant', units.a);
    for (const path of [
      '/payments',
      '/lines',
      '/matches',
      '/discrepancies',
      '/flags',
      '/statements',
      '/statements/coverage',
      '/orders',
      '/exports/payments',
      '/exports/lines',
      '/exports/accounts',
    ]) {
      for (const unit of [units.b, units.foreign, '99999']) {
        const reply = await client.get(path, { query: { unit } });
        expect([path, unit, reply.status]).toEqual([path, unit, 404]);
        expect(reply.body.errors).toEqual([{ pointer: '?unit', detail: 'not found' }]);
      }
      expect((await client.get(path, { query: { unit: units.child } })).status).toBe(200);
    }
  });

  it('is told by 403 of what the role does not have at all', async () => {
    const client = await as('commune_accountant', units.a);
    expect((await client.get('/settlements')).status).toBe(403);
    const approver = await as('approver', units.a);
    expect((await approver.get('/lines')).status).toBe(403);
    expect((await approver.get('/orders')).status).toBe(403);
  });
});

describe('money in another unit’s account', () => {
  it('is shown to the paid unit with the day and its own part only', async () => {
    const client = await as('commune_accountant', units.a);
    const [wrong] = await itemsOf(client, '/payments', { settlement: 'wrong_unit' });
    expect(wrong?.['matches']).toEqual([
      expect.objectContaining({
        rule: 'reference-elsewhere',
        amount: '8000',
        line: {
          account: '…3210',
          bookingDate: '2026-05-12',
          amount: '8000',
          bankRef: null,
          statement: null,
          lineNo: null,
          outOfScope: true,
        },
      }),
    ]);
    const detail = await client.get(`/payments/${String(wrong?.['id'])}`);
    const [match] = detail.body.matchDetails;
    expect(match.masked).toEqual(['checks']);
    expect(match.checks.every((check: { found: unknown }) => check.found === null)).toBe(true);
    expect(match.legs).toHaveLength(2);
  });

  it('is shown to the unit that holds it without the payment’s references', async () => {
    const client = await as('commune_accountant', units.b);
    const lines = await itemsOf(client, '/lines');
    const holding = lines.find((line) => line['bankRef'] === 'FT26132102');
    expect(holding?.['matches']).toEqual([
      expect.objectContaining({
        payment: {
          gateway: 'generic',
          gatewayTxnId: null,
          merchantRef: null,
          outOfScope: true,
        },
      }),
    ]);
    const flags = await itemsOf(client, '/flags');
    expect(flags.map((flag) => [flag['unitCode'], flag['flag'], flag['amount']])).toEqual([
      [units.b, 'wrong_account', '8000'],
    ]);
  });

  it('is shown whole to the province', async () => {
    const [wrong] = await itemsOf(await as('finance_officer'), '/payments', {
      settlement: 'wrong_unit',
    });
    expect(wrong).toMatchObject({
      unitCode: units.a,
      matches: [{ line: { account: accounts.b, bankRef: 'FT26132102' } }],
    });
  });
});

describe('a unit’s other income', () => {
  it('is shown to the unit’s own officers, in lists and statements, with the sums', async () => {
    const client = await as('commune_admin', units.a);
    const lines = await itemsOf(client, '/lines', { unit: units.a });
    expect(lines.map((line) => line['amount'])).toEqual(['-500000', '3000000', '100000']);
    const [statement] = await itemsOf(client, '/statements', { unit: units.a });
    expect(statement).toMatchObject({
      lineCount: 3,
      sumCredits: '3100000',
      sumDebits: '500000',
      openingBalance: '0',
      closingBalance: '2600000',
    });
  });

  it('is absent for the province: lists, single reads, statements, sums and exports', async () => {
    const own = await as('commune_admin', units.a);
    const rent = (await itemsOf(own, '/lines')).find((line) => line['amount'] === '3000000');
    for (const role of ['finance_officer', 'department_of_justice', 'auditor'] as const) {
      const client = await as(role);
      const lines = await itemsOf(client, '/lines', { unit: units.a });
      expect(lines.map((line) => line['amount'])).toEqual(['100000']);
      expect((await client.get(`/lines/${String(rent?.['id'])}`)).status).toBe(404);
      const [statement] = await itemsOf(client, '/statements', { unit: units.a });
      expect(statement).toMatchObject({
        lineCount: null,
        sumCredits: null,
        sumDebits: null,
        closingBalance: '2600000',
        masked: ['lineCount', 'sumCredits', 'sumDebits', 'new', 'known'],
      });
      const ofStatement = await itemsOf(client, `/statements/${String(statement?.['id'])}/lines`);
      expect(ofStatement.map((line) => line['amount'])).toEqual(['100000']);
      const seen = await everythingSeenBy(client);
      for (const secret of ['tra tien thue', 'chi luong', '3000000', 'FT26133009']) {
        expect([role, secret, seen.includes(secret)]).toEqual([role, secret, false]);
      }
    }
  });
});

describe('payer data', () => {
  it('is null and named for roles that may not read it', async () => {
    for (const [role, scope] of [
      ['auditor', '75'],
      ['commune_admin', units.a],
      ['department_of_justice', '75'],
    ] as const) {
      const client = await as(role, scope);
      const [line] = (await itemsOf(client, '/lines', { unit: units.a })).slice(-1);
      expect(line).toMatchObject({
        narrative: null,
        counterparty: null,
        masked: ['narrative', 'counterparty'],
      });
      const [order] = await itemsOf(client, '/orders', { unit: units.a, q: 'ctref' });
      expect(order).toMatchObject({ description: null, masked: ['description'] });
      const seen = await everythingSeenBy(client);
      for (const payer of Object.values(payers)) expect(seen).not.toContain(payer);
    }
  });

  it('leaves one event an answer that shows it, without any of it, and none where it is masked', async () => {
    const before = await readsOf();
    const accountant = await as('commune_accountant', units.a);
    const lines = await itemsOf(accountant, '/lines', { unit: units.a });
    await itemsOf(await as('auditor'), '/lines');
    await itemsOf(accountant, '/payments');
    const [event, ...others] = (await readsOf()).slice(before.length);
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      actor_kind: 'token',
      unit_code: units.a,
      subject_kind: 'line',
      after: { count: 3, ids: lines.map((line) => line['id']), filter: { unit: units.a } },
    });
    expect(event?.request_id).toMatch(/^[\w-]{36}$/);
    expect(JSON.stringify(event)).not.toContain(payers.a);
  });

  it('is recorded for single reads of payments and orders, and for exports', async () => {
    const before = await readsOf();
    const client = await as('finance_officer');
    const [payment] = await itemsOf(client, '/payments', { q: 'CTREF00001' });
    const detail = await client.get(`/payments/${String(payment?.['id'])}`);
    expect(detail.body.order.description).toBe(`${payers.a} nop phi`);
    const [order] = await itemsOf(client, '/orders', { q: 'THREF' });
    expect(order?.['description']).toContain(payers.b);
    const csv = await client.get('/exports/lines', { query: { format: 'csv' } });
    expect(csv.text).toContain(payers.child);
    const events = (await readsOf()).slice(before.length);
    expect(events.map((event) => [event.subject_kind, event.after.count])).toEqual([
      ['payment', 1],
      ['order', 1],
      ['line_export', 4],
    ]);
  });

  interface PayerRead {
    readonly request_id: string;
    readonly subject_kind: string;
    readonly after: { readonly count: number };
  }

  async function readsOf(): Promise<PayerRead[]> {
    return communes.database.db('audit_event').where({ action: 'payer_data.read' }).orderBy('id');
  }
});

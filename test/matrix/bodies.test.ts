// Ids of others inside what is sent: bodies, files, grants, replays. What is refused leaves nothing
// behind, and what is foreign is told in the words of what is absent.
import { depsOf, newOfficerOf, type Asker } from './askers.js';
import { endGrant } from '../../src/access/grant-role.js';
import { csvText, type Call, type Reply } from './client.js';
import { accounts, codes, mark, parkedAccount } from './places.js';
import { json, openSetting, refusal, type Setting } from './setting.js';
import { emptyStatement } from './world.js';

let setting: Setting;
const absent = '99999';

beforeAll(async () => {
  setting = await openSetting();
}, 60_000);

afterAll(async () => {
  await setting.close();
});

function post(asker: Asker, path: string, call: Partial<Call>): Promise<Reply> {
  return setting.send(asker, { method: 'POST', path: `/api/v1${path}`, ...call });
}

function file(name: string, ...lines: readonly string[]): NonNullable<Call['files']> {
  return [{ field: 'file', name, text: csvText(...lines) }];
}

/** Sends what must be refused, and shows that it left nothing behind. */
async function refused(asker: Asker, path: string, call: Partial<Call>): Promise<Reply> {
  const before = await setting.rows();
  const reply = await post(asker, path, call);
  expect({ path, status: reply.status, text: reply.text }).toMatchObject({
    status: expect.any(Number),
  });
  expect(reply.status).toBeGreaterThanOrEqual(400);
  expect(reply.status).toBeLessThan(500);
  expect(await setting.rows()).toEqual(before);
  return reply;
}

/** The text of a refusal without the request's own number. */
function words(reply: Reply, ...own: readonly string[]): string {
  const plain = reply.text.replace(/"instance":"[^"]*"/, '');
  return own.reduce((text, word) => text.replaceAll(word, '…'), plain);
}

describe('orders', () => {
  const order = (unitCode: string, merchantRef: string) => ({
    merchantRef,
    unitCode,
    amount: '5000',
  });

  it('a lot with one order of another office is refused whole, as one of no office is', async () => {
    const portal = await setting.token('portal', 'A');
    const replies: Reply[] = [];
    for (const [index, code] of [codes.B, codes.D, codes.F, absent].entries()) {
      const orders = [order(codes.A, `LOT${String(index)}A`), order(code, `LOT${String(index)}B`)];
      const reply = await refused(portal, '/orders', { json: { orders } });
      expect(refusal(reply)).toEqual({
        status: 422,
        code: 'bad_rows',
        pointers: ['/orders/1/unitCode'],
      });
      replies.push(reply);
    }
    expect(new Set(replies.map((reply) => words(reply))).size).toBe(1);
  });

  it('a file with one order of another office is refused whole', async () => {
    const portal = await setting.token('portal', 'A');
    const lines = ['merchantRef,unitCode,amount', `FILEA,${codes.A},5000`, `FILEB,${codes.B},5000`];
    const reply = await refused(portal, '/orders', { files: file('orders.csv', ...lines) });
    expect(refusal(reply)).toEqual({ status: 422, code: 'bad_rows', pointers: ['unitCode'] });
  });

  it("guesses about another office's order learn only that the reference is taken", async () => {
    const portal = await setting.token('portal', 'A');
    const theirs = { gateway: 'generic', merchantRef: `${mark('B')}REF01`, amount: '100002' };
    const guesses = [
      { ...theirs, unitCode: codes.A },
      { ...theirs, unitCode: codes.A, dossierCode: `${mark('B')}-DOS1` },
      { ...theirs, unitCode: codes.A, amount: '1' },
    ];
    const answers = [];
    for (const guess of guesses)
      answers.push(words(await refused(portal, '/orders', { json: guess })));
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain('/merchantRef');
  });
});

describe('units and accounts', () => {
  it('units of others, and parents out of scope, are refused and left as they are', async () => {
    const justice = await setting.token('department_of_justice', 'A');
    const rows = [
      `${codes.B},x,phuong,${codes.D}`, // a sibling as it stands
      `${codes.D},x,so,`, // the parent
      `${codes.F},x,phuong,`, // elsewhere
      `NEWUNIT,x,xa,${codes.D}`, // a new one beside the own scope
      `NEWUNIT,x,xa,`, // a new one of the province
      `${codes.A},x,phuong,`, // out of the parent's sight
      `${codes.A},x,phuong,${codes.B}`, // below a sibling
    ];
    for (const row of rows) {
      const files = file('units.csv', 'code,name,type,parent', row);
      expect({ row, ...refusal(await refused(justice, '/units', { files })) }).toMatchObject({
        status: 422,
      });
    }
  });

  it('no unit is put below itself, where nobody above would see it any more', async () => {
    for (const scope of ['A', '75'] as const) {
      const justice = await setting.token('department_of_justice', scope);
      const files = file('units.csv', 'code,name,type,parent', `${codes.A},x,phuong,${codes.A1}`);
      expect({ scope, ...refusal(await refused(justice, '/units', { files })) }).toMatchObject({
        status: 422,
        pointers: ['parent'],
      });
    }
    const auditor = await setting.token('auditor', 'D');
    expect((await setting.get(auditor, `/units/${codes.A}`)).status).toBe(200);
  });

  it("another office's account cannot be claimed, and its lines stay its own", async () => {
    const justice = await setting.token('department_of_justice', 'A');
    for (const number of [
      accounts.B,
      accounts.D,
      accounts.F,
      `${accounts.B.slice(0, 4)} ${accounts.B.slice(4)}`,
    ]) {
      const files = file(
        'accounts.csv',
        'unitCode,bankBin,accountNumber,accountName,purpose,validFrom',
        `${codes.A},970436,${number},HOLDER,claimed,2026-01-01`,
      );
      expect(refusal(await refused(justice, '/accounts/take-over', { files })).status).toBe(422);
    }
    const accountant = await setting.token('commune_accountant', 'A');
    const { text } = await setting.get(accountant, '/lines?limit=200');
    expect(text).not.toContain(accounts.B);
  });
});

describe('statements', () => {
  const sta = (account: string): NonNullable<Call['files']>[number] => ({
    field: 'file',
    name: 'day.sta',
    text: emptyStatement(account, '270315'),
  });

  it('of an account of others are refused whole, in the words of one that nobody has', async () => {
    const accountant = await setting.token('commune_accountant', 'A');
    for (const path of ['/statements', '/statements/preview']) {
      const answers = [];
      for (const account of [accounts.B, accounts.D, accounts.F, parkedAccount, '71002003555']) {
        const reply = await refused(accountant, path, { files: [sta(account)] });
        expect(refusal(reply)).toEqual({ status: 404, code: 'not_found', pointers: ['/file'] });
        answers.push(words(reply));
      }
      expect(new Set(answers).size).toBe(1);
    }
  });

  it('an own one beside one of others is refused with it', async () => {
    const accountant = await setting.token('commune_accountant', 'A');
    const files = [sta(accounts.A), { ...sta(accounts.B), name: 'theirs.sta' }];
    expect(refusal(await refused(accountant, '/statements', { files })).status).toBe(404);
  });

  it('the very file that others uploaded tells nothing of what became of it', async () => {
    const theirs = await setting.token('commune_accountant', 'D');
    const mine = await setting.token('commune_accountant', 'A');
    expect((await post(theirs, '/statements', { files: [sta(accounts.B)] })).status).toBe(201);
    const reply = await refused(mine, '/statements', { files: [sta(accounts.B)] });
    const other = await refused(mine, '/statements', { files: [sta('71002003556')] });
    expect(words(reply)).toBe(words(other));
  });
});

describe('people and tokens', () => {
  it('a role over the scope of others is refused in the words of no scope', async () => {
    const admin = await setting.token('commune_admin', 'A');
    const officerId = await newOfficerOf(setting.world, 'A');
    const person = { name: 'x', email: 'x@example.test', role: 'commune_accountant' };
    const answers = new Set<string>();
    for (const scope of [codes.B, codes.D, codes.F, '75', '01', absent]) {
      const created = await refused(admin, '/officers', { json: { ...person, scope } });
      const granted = await refused(admin, `/officers/${officerId}/grants`, {
        json: { role: 'commune_accountant', scope },
      });
      for (const reply of [created, granted]) {
        expect({ scope, ...refusal(reply) }).toMatchObject({ status: 404, pointers: ['/scope'] });
        answers.add(words(reply));
      }
    }
    expect(answers.size).toBe(1);
  });

  it('roles that are not theirs to give are refused, those of machines to everybody', async () => {
    const admin = await setting.token('commune_admin', 'A');
    const root = await setting.token('system_admin', '75');
    const person = { name: 'x', email: 'y@example.test', scope: codes.A };
    for (const role of [
      'approver',
      'finance_officer',
      'department_of_justice',
      'auditor',
      'system_admin',
    ]) {
      const reply = await refused(admin, '/officers', { json: { ...person, role } });
      expect({ role, status: reply.status }).toEqual({ role, status: 403 });
    }
    for (const role of ['portal', 'monitor', 'nonsense']) {
      const reply = await refused(root, '/officers', { json: { ...person, role } });
      expect({ role, ...refusal(reply) }).toMatchObject({ status: 400, pointers: ['/role'] });
    }
  });

  it('whether somebody out of sight is there is told neither by 412 nor by a used e-mail', async () => {
    const admin = await setting.token('commune_admin', 'A');
    const theirs = setting.objects.officer.B![0]!;
    const answers = new Set<string>();
    for (const id of [theirs, '999999999']) {
      for (const version of ['"1"', '"77"', '*']) {
        const call = { headers: { 'if-match': version }, json: { name: 'x' } };
        const reply = await setting.send(admin, {
          method: 'PATCH',
          path: `/api/v1/officers/${id}`,
          ...call,
        });
        expect(reply.status).toBe(404);
        answers.add(words(reply));
      }
    }
    expect(answers.size).toBe(1);
    const reply = await refused(admin, '/officers', {
      json: {
        name: 'x',
        email: `${mark('B').toLowerCase()}-accountant@example.test`,
        role: 'commune_accountant',
        scope: codes.A,
      },
    });
    expect(reply.status).toBe(409);
    expect(reply.text).not.toMatch(new RegExp(`${mark('B')}|"${theirs}"`, 'i'));
  });

  it("a grant of another officer, or of somebody elsewhere, cannot be ended through one's own", async () => {
    const admin = await setting.token('commune_admin', 'A');
    const own = await newOfficerOf(setting.world, 'A');
    const theirs = await newOfficerOf(setting.world, 'B');
    const { db } = setting.world.database;
    const { id: grant } = await db('officer_grant').where({ officer_id: theirs }).first('id');
    for (const officer of [own, theirs]) {
      const path = `/api/v1/officers/${officer}/grants/${String(grant)}`;
      expect((await setting.send(admin, { method: 'DELETE', path })).status).toBe(404);
    }
    const { ended_at } = await db('officer_grant').where({ id: grant }).first('ended_at');
    expect(ended_at).toBeNull();
  });

  it('a token is made over no scope, and with no role, that its maker could not give', async () => {
    const root = await setting.token('system_admin', '75');
    const local = await setting.token('system_admin', 'A');
    const token = { name: 'x', role: 'monitor', days: 1 };
    for (const scope of [codes.F, '01', absent]) {
      expect({
        scope,
        status: (await refused(root, '/tokens', { json: { ...token, scope } })).status,
      }).toEqual({ scope, status: 404 });
    }
    for (const scope of [codes.A, codes.B, '75']) {
      expect((await refused(local, '/tokens', { json: { ...token, scope } })).status).toBe(404);
    }
    const approver = { ...token, role: 'approver', scope: codes.A };
    expect((await refused(root, '/tokens', { json: approver })).status).toBe(403);
  });
});

describe('replays', () => {
  it('the answer to a request is never handed to somebody else who knows its key', async () => {
    const mine = await setting.token('portal', 'A');
    const key = { 'idempotency-key': 'shared-between-two' };
    const body = { merchantRef: 'REPLAY1', unitCode: codes.A, amount: '5000' };
    const first = await post(mine, '/orders', { json: body, headers: key });
    expect(first.status).toBe(201);
    const again = await post(mine, '/orders', { json: body, headers: key });
    expect([again.status, again.text, again.headers['idempotent-replayed']]).toEqual([
      201,
      first.text,
      'true',
    ]);
    for (const scope of ['D', '75', '01'] as const) {
      const other = await setting.token('portal', scope);
      const reply = await post(other, '/orders', { json: body, headers: key });
      expect(reply.headers['idempotent-replayed']).toBeUndefined();
      // to those over the unit the order is simply there already, to the others there is no unit
      expect(reply.status).toBe(scope === '01' ? 422 : 201);
    }
  });

  it('whoever lost the right gets no answer of theirs again', async () => {
    const root = await setting.officer('system_admin', '75');
    const key = { 'idempotency-key': 'before-the-grant-ended' };
    const json = { merchantRef: 'REPLAY2', unitCode: codes.B, amount: '5000' };
    const { db } = setting.world.database;
    expect((await post(root, '/orders', { json, headers: key })).status).toBe(201);
    const me = await setting.get(root, '/me');
    const { id: officerId } = JSON.parse(me.text);
    const { id } = await db('officer_grant').where({ officer_id: officerId }).first('id');
    await endGrant(depsOf(setting.world), { asker: 'operator', officerId, grantId: String(id) });
    const reply = await post(root, '/orders', { json, headers: key });
    expect(reply.status).toBe(401);
    expect(reply.text).not.toContain('ids');
  });
});

describe('gateways', () => {
  it('options that name a unit are only the province to set, and never a unit that is not there', async () => {
    const root = await setting.token('system_admin', '75');
    const put = (asker: Asker, unitCode: string) =>
      setting.send(asker, {
        method: 'PUT',
        path: '/api/v1/gateways/unitpay',
        headers: { 'if-none-match': '*' },
        json: {
          kind: 'generic',
          secrets: { signingSecrets: ['whsec_dGhyb3dhd2F5LW1hdHJpeC1zZWNyZXQtc2l4LTAwMDI='] },
          options: { unitCode },
          settlement: { mode: 'per_transaction' },
        },
      });
    const others = await Promise.all(
      (['A', 'D', '01'] as const).map((scope) => setting.token('system_admin', scope)),
    );
    const before = await setting.rows();
    for (const other of others) expect((await put(other, codes.A)).status).toBe(404);
    const unknown = await put(root, absent);
    expect(unknown.status).toBeGreaterThanOrEqual(400);
    expect(unknown.status).toBeLessThan(500);
    expect(await setting.rows()).toEqual(before);
    expect(json(unknown).errors[0].pointer).toContain('/options/unitCode');
  });
});

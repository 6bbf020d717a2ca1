// How each route is asked for a target: the one thing of that place that the route is about.
import { makeToken } from '../../src/access/api-token.js';
import { cookieOf, depsOf, newOfficerOf, type Asker } from './askers.js';
import { csvText, type Call } from './client.js';
import { codeOf, pick, type Kind, type Objects } from './objects.js';
import { accounts, mark, type Target } from './places.js';
import { emptyStatement, secrets, type World } from './world.js';

export interface Drawn {
  readonly world: World;
  readonly objects: Objects;
  readonly asker: Asker;
  /** Null: a list without a filter, or what belongs to no unit. */
  readonly target: Target | null;
  /** Another one for each call, so that things and rows differ. */
  readonly number: number;
}

export type Draw = (drawn: Drawn) => Call | Promise<Call>;

const noSuchId = '999999999';

function idOf({ objects, target, number }: Drawn, kind: Kind): string {
  if (target === 'absent') return kind === 'unit' ? '99999' : noSuchId;
  return pick(objects, kind, target ?? 'N', number);
}

const api = (path: string): string => `/api/v1${path}`;

/** GET of one thing. */
const read =
  (before: string, kind: Kind, after = ''): Draw =>
  (drawn) => ({
    method: 'GET',
    path: api(`${before}/${encodeURIComponent(idOf(drawn, kind))}${after}`),
  });

/** GET of a list, filtered by the target's unit. */
const listOf =
  (path: string): Draw =>
  ({ target }) => {
    const filter = target === null ? '?limit=200' : `?limit=200&unit=${codeOf(target)}`;
    return { method: 'GET', path: api(`${path}${filter}`) };
  };

/** POST of one file. */
const upload =
  (path: string, rows: (drawn: Drawn, code: string) => readonly string[], more = {}): Draw =>
  (drawn) => ({
    method: 'POST',
    path: api(path),
    files: [
      {
        field: 'file',
        name: `upload-${String(drawn.number)}.csv`,
        text: csvText(...rows(drawn, codeOf(drawn.target ?? 'absent'))),
      },
    ],
    ...more,
  });

const exportOf =
  (kind: string): Draw =>
  ({ target, number }) => {
    const filter = target === null ? '' : `&unit=${codeOf(target)}`;
    const format = number % 2 === 0 ? 'ndjson' : 'csv';
    return { method: 'GET', path: api(`/exports/${kind}?format=${format}${filter}`) };
  };

/** A statement of one day that nothing else states; of an account of the target. */
const statement =
  (path: string): Draw =>
  ({ target, number }) => {
    const account = target === null || target === 'absent' ? '71002003777' : accounts[target];
    const day = new Date(Date.UTC(2027, 0, 1 + number)).toISOString().slice(2, 10);
    const text = emptyStatement(account, day.replaceAll('-', ''));
    const files = [{ field: 'file', name: `upload-${String(number)}.sta`, text }];
    return { method: 'POST', path: api(path), files };
  };

/** Something done to an officer of the target who was added for it alone. */
const onOfficer =
  (method: string, after: string, more: (drawn: Drawn) => Partial<Call> = () => ({})): Draw =>
  async (drawn) => {
    const { target, world } = drawn;
    const isNobody = target === null || target === 'absent';
    const id = isNobody ? noSuchId : await newOfficerOf(world, target);
    const grant = isNobody ? noSuchId : await grantOf(world, id);
    const path = api(`/officers/${id}${after.replace('{grant}', grant)}`);
    return { method, path, ...more(drawn) };
  };

async function grantOf({ database }: World, officerId: string): Promise<string> {
  const row = await database.db('officer_grant').where({ officer_id: officerId }).first('id');
  return String(row.id);
}

export const apiCalls: Readonly<Record<string, Draw>> = {
  listUnits: () => ({ method: 'GET', path: api('/units?limit=200') }),
  getUnit: read('/units', 'unit'),
  importUnits: upload('/units', ({ target }, code) => [
    // nobody's parent: the one that is absent stays so
    target === 'absent' ? 'code,name,type,parent' : 'code,name,type,contactBusiness',
    `${code},${mark(target === null || target === 'absent' ? 'N' : target)} unit,phuong,99998`,
  ]),
  listAccounts: read('/units', 'unit', '/accounts'),
  takeOverAccounts: upload('/accounts/take-over', ({ number }, code) => [
    'unitCode,bankBin,accountNumber,accountName,purpose,validFrom',
    `${code},970436,8${String(number).padStart(9, '0')},HOLDER,p${String(number)},2031-01-01`,
  ]),
  getAccountTemplate: () => ({ method: 'GET', path: api('/accounts/template') }),
  proposeAccountSheet: upload('/accounts/proposals-sheet', ({ number }, code) => [
    'unitCode,bankBin,accountNumber,accountName,purpose',
    `${code},970436,62${String(number).padStart(8, '0')},HOLDER,sheet ${String(number)}`,
  ]),
  canTakePayments: read('/units', 'unit', '/can-take-payments'),
  listCampaign: listOf('/campaign'),
  downloadCampaign: ({ target, number }) => {
    const format = number % 2 === 0 ? 'xlsx' : 'csv';
    const filter = target === null ? '' : `&unit=${codeOf(target)}`;
    return { method: 'GET', path: api(`/campaign/sheet?format=${format}${filter}`) };
  },
  getDeadlines: () => ({ method: 'GET', path: api('/campaign/deadlines') }),
  compareLists: upload('/campaign/compare', () => ['Mã đơn vị', '99999']),
  setDeadlines: () => ({
    method: 'PUT',
    path: api('/campaign/deadlines'),
    headers: { 'if-match': '*' },
    json: { deadlines: [{ task: 'declared', dueOn: '2030-01-31', note: 'walked' }] },
  }),
  listOrders: listOf('/orders'),
  getOrder: read('/orders', 'order'),
  createOrders: (drawn) => ({
    method: 'POST',
    path: api('/orders'),
    json: {
      merchantRef: `WALK${String(drawn.number)}`,
      unitCode: codeOf(drawn.target ?? 'absent'),
      amount: '10000',
    },
  }),
  listPayments: listOf('/payments'),
  getPayment: read('/payments', 'payment'),
  importPayments: upload('/payments', ({ number }) => [
    'gateway,gatewayTxnId,merchantRef,unitCode,amount,status,paidAt',
    `generic,WALK${String(number)},WALK${String(number)},,1000,failed,2026-05-11T10:00:00+07:00`,
  ]),
  listLines: listOf('/lines'),
  getLine: read('/lines', 'line'),
  listMatches: listOf('/matches'),
  getMatch: read('/matches', 'match'),
  listDiscrepancies: listOf('/discrepancies'),
  getDiscrepancy: read('/discrepancies', 'discrepancy'),
  listDiscrepancyMembers: read('/discrepancies', 'discrepancy', '/members'),
  listFlags: listOf('/flags'),
  listSettlements: listOf('/settlements'),
  getSettlement: read('/settlements', 'settlement'),
  importSettlements: upload(
    '/settlements',
    ({ number }) => [
      'batch,settlementDate,gatewayTxnId,merchantRef,amount,fee,netAmount',
      `WALK${String(number)},2026-05-12,WALK${String(number)},,1000,0,1000`,
    ],
    { fields: { gateway: 'batchpay' } },
  ),
  listStatements: listOf('/statements'),
  getStatement: read('/statements', 'statement'),
  listStatementLines: read('/statements', 'statement', '/lines?limit=200'),
  listCoverage: listOf('/statements/coverage'),
  uploadStatements: statement('/statements'),
  previewStatements: statement('/statements/preview'),
  exportPayments: exportOf('payments'),
  exportLines: exportOf('lines'),
  exportMatches: exportOf('matches'),
  exportDiscrepancies: exportOf('discrepancies'),
  exportFlags: exportOf('flags'),
  exportAccounts: exportOf('accounts'),
  startReconciliation: () => ({ method: 'POST', path: api('/reconciliations') }),
  listReconciliations: () => ({ method: 'GET', path: api('/reconciliations') }),
  getReconciliation: () => ({ method: 'GET', path: api('/reconciliations/1') }),
  watchReconciliation: () => ({ method: 'GET', path: api('/reconciliations/1/events') }),
  listGateways: () => ({ method: 'GET', path: api('/gateways?limit=200') }),
  getGateway: () => ({ method: 'GET', path: api('/gateways/batchpay') }),
  setGateway: () => ({
    method: 'PUT',
    path: api('/gateways/generic'),
    headers: { 'if-match': '*' },
    json: {
      secrets: { signingSecrets: [secrets.one] },
      settlement: { mode: 'per_transaction' },
    },
  }),
  getMe: () => ({ method: 'GET', path: api('/me') }),
  listOfficers: () => ({ method: 'GET', path: api('/officers?limit=200') }),
  getOfficer: read('/officers', 'officer'),
  addOfficer: ({ target, number }) => ({
    method: 'POST',
    path: api('/officers'),
    json: {
      name: `${mark(target === null || target === 'absent' ? 'N' : target)} added`,
      email: `walk-${String(number)}@example.test`,
      role: 'commune_accountant',
      scope: codeOf(target ?? 'absent'),
    },
  }),
  changeOfficer: onOfficer('PATCH', '', ({ target }) => ({
    headers: { 'if-match': '*' },
    json: { name: `${mark(target === null || target === 'absent' ? 'N' : target)} renamed` },
  })),
  grantRole: onOfficer('POST', '/grants', ({ target }) => ({
    json: { role: 'commune_admin', scope: codeOf(target ?? 'absent') },
  })),
  endGrant: onOfficer('DELETE', '/grants/{grant}'),
  sendSetupLink: onOfficer('POST', '/setup-links'),
  resetSecondFactor: onOfficer('POST', '/second-factor-resets'),
  endSessions: onOfficer('DELETE', '/sessions'),
  listAuditEvents: listOf('/audit'),
  getAuditEvent: read('/audit', 'event'),
  getAuditHead: () => ({ method: 'GET', path: api('/audit/head') }),
  listTokens: () => ({ method: 'GET', path: api('/tokens?limit=200') }),
  getToken: () => ({ method: 'GET', path: api('/tokens/1') }),
  makeToken: ({ number }) => ({
    method: 'POST',
    path: api('/tokens'),
    json: { name: `${mark('N')} walk ${String(number)}`, role: 'monitor', scope: '75', days: 1 },
  }),
  revokeToken: async ({ world }) => {
    const made = {
      name: `${mark('N')} to be revoked`,
      role: 'monitor',
      scope: '75',
      days: 1,
    } as const;
    const { token } = await makeToken(depsOf(world), { asker: 'operator', ...made });
    return { method: 'DELETE', path: api(`/tokens/${token.id}`) };
  },
};

const page =
  (path: string): Draw =>
  () => ({ method: 'GET', path });

const form =
  (path: string): Draw =>
  () => ({ method: 'POST', path, headers: ownForm, raw: '' });

/** As a form of our own pages is sent. */
const ownForm = {
  'content-type': 'application/x-www-form-urlencoded',
  'sec-fetch-site': 'same-origin',
};

export const pageCalls: Readonly<Record<string, Draw>> = {
  'get /': page('/'),
  'get /don-vi/:code': ({ target }) => ({
    method: 'GET',
    path: `/don-vi/${codeOf(target ?? 'absent')}`,
  }),
  'get /dang-nhap': page('/dang-nhap'),
  'post /dang-nhap': form('/dang-nhap'),
  'get /xac-thuc': page('/xac-thuc'),
  'post /xac-thuc': form('/xac-thuc'),
  // with a session of its own: the others go on
  'post /dang-xuat': async ({ world, asker }) => ({
    method: 'POST',
    path: '/dang-xuat',
    headers: {
      ...ownForm,
      ...(asker.officerId === undefined ? {} : await cookieOf(world, asker.officerId, 'full')),
    },
    raw: '',
  }),
  'get /thiet-lap/xac-thuc': page('/thiet-lap/xac-thuc'),
  'post /thiet-lap/xac-thuc': form('/thiet-lap/xac-thuc'),
  'get /thiet-lap/ma-qr': page('/thiet-lap/ma-qr'),
  'get /thiet-lap/:secret': page('/thiet-lap/no-such-link'),
  'post /thiet-lap/:secret': form('/thiet-lap/no-such-link'),
  'get /tai-khoan': page('/tai-khoan'),
  'post /tai-khoan/mat-khau': form('/tai-khoan/mat-khau'),
  'post /tai-khoan/xac-thuc': form('/tai-khoan/xac-thuc'),
  'post /tai-khoan/ma-khoi-phuc': form('/tai-khoan/ma-khoi-phuc'),
  'post /tai-khoan/phien': form('/tai-khoan/phien'),
};

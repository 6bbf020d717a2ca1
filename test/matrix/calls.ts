// How each route is asked for a target: the one thing of that place that the route is about.
import { makeToken } from '../../src/access/api-token.js';
import { depsOf, newOfficerOf, type Asker } from './askers.js';
import { csvText, type Call } from './client.js';
import { codeOf, noticeIdOf, pick, type Kind, type Objects } from './objects.js';
import { newProposal, newVersion, type NewProposal } from './account-objects.js';
import { monthCalls } from './month-objects.js';
import { paperCalls } from './paper-objects.js';
import { reportCalls } from './report-calls.js';
import { reviewCalls } from './review-calls.js';
import { webhookCalls } from './webhook-objects.js';
import { apiRules, expectedOf } from './expected.js';
import { mappedSheet, mappingIdOf, newMapping } from './mapping-objects.js';
import { accounts, mark, type Place, type Target } from './places.js';
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

export const noSuchId = '999999999';

export function idOf({ objects, target, number }: Drawn, kind: Kind): string {
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
  (path: string, more = ''): Draw =>
  ({ target }) => {
    const filter = target === null ? '?limit=200' : `?limit=200&unit=${codeOf(target)}`;
    return { method: 'GET', path: api(`${path}${filter}${more}`) };
  };

/** POST about a discrepancy of the target. */
const onDiscrepancy =
  (after: string, more: Partial<Call>): Draw =>
  (drawn) => ({
    method: 'POST',
    path: api(`/discrepancies/${encodeURIComponent(idOf(drawn, 'discrepancy'))}${after}`),
    ...more,
  });

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

interface Managed {
  readonly id: string;
  readonly grant: string;
}

async function managedOf(world: World, place: Place): Promise<Managed> {
  const id = await newOfficerOf(world, place);
  return { id, grant: await grantOf(world, id) };
}

const untouched = new WeakMap<World, Map<Place, Promise<Managed>>>();

/** One officer of a place for all whom the table refuses: nothing may ever be done to them. */
function untouchedOf(world: World, place: Place): Promise<Managed> {
  const known = untouched.get(world) ?? new Map<Place, Promise<Managed>>();
  untouched.set(world, known);
  const officer = known.get(place) ?? managedOf(world, place);
  known.set(place, officer);
  return officer;
}

/** Something done to an officer of the target: who may do it gets one added for it alone. */
const onOfficer =
  (method: string, after: string, more: (drawn: Drawn) => Partial<Call> = () => ({})): Draw =>
  async (drawn) => {
    const { target, world, asker } = drawn;
    const isNobody = target === null || target === 'absent';
    const mayDoIt = expectedOf(apiRules['changeOfficer']!, asker, target) === 'allowed';
    const nobody = { id: noSuchId, grant: noSuchId };
    const officer = mayDoIt ? managedOf : untouchedOf;
    const { id, grant } = isNobody ? nobody : await officer(world, target);
    const path = api(`/officers/${id}${after.replace('{grant}', grant)}`);
    return { method, path, ...more(drawn) };
  };

/**
 * Something done to a proposal that was made for it alone, by the asker where they could; who may
 * not is asked for any of the place's.
 */
const onProposal =
  (
    route: string,
    call: Pick<Call, 'method'> & {
      readonly after: string;
      readonly submit?: boolean;
      /** Whether it is the asker's own. */
      readonly own?: boolean;
      readonly more?: (proposal: NewProposal, drawn: Drawn) => Partial<Call>;
    },
  ): Draw =>
  async (drawn) => {
    const { world, asker } = drawn;
    const { method, after, submit = false, own = true, more = () => ({}) } = call;
    const place = placeToChange(route, drawn);
    const makerId = own ? asker.officerId : undefined;
    const proposal = place
      ? await newProposal(world, place, { makerId, submit })
      : existingProposal(drawn);
    const path = `/account-proposals/${proposal.id}${after.replace('{paper}', proposal.paper)}`;
    return { method, path: api(path), ...more(proposal, drawn) };
  };

/** POST to a version in a state that takes it; who may not gets any of the place's. */
const onVersion =
  (
    route: string,
    call: {
      readonly after: string;
      readonly state: Parameters<typeof newVersion>[2];
      readonly json: Readonly<Record<string, unknown>>;
    },
  ): Draw =>
  async (drawn) => {
    const place = placeToChange(route, drawn);
    const id = place ? await newVersion(drawn.world, place, call.state) : idOf(drawn, 'version');
    return { method: 'POST', path: api(`/accounts/${id}${call.after}`), json: call.json };
  };

/** Null where the change will be refused: what is there anyway is enough for that. */
function placeToChange(route: string, { asker, target }: Drawn): Place | null {
  if (target === null || target === 'absent') return null;
  return expectedOf(apiRules[route]!, asker, target) === 'allowed' ? target : null;
}

function existingProposal(drawn: Drawn): NewProposal {
  const found = drawn.target === null ? noSuchId : idOf(drawn, 'proposal');
  const [id = noSuchId, paper = noSuchId] = found.split('/papers/');
  return { id, paper, digest: '0'.repeat(64) };
}

async function grantOf({ database }: World, officerId: string): Promise<string> {
  const row = await database.db('officer_grant').where({ officer_id: officerId }).first('id');
  return String(row.id);
}

/** A bank's sheet of an account of the target, with the layout that reads it. */
const sheetAsSent =
  (path: string, fields: Record<string, string> = {}): Draw =>
  ({ target }) => ({ method: 'POST', path: api(path), ...mappedSheet(target, fields) });

/** A proposal for this call alone where it will be decided on; else one that stands. */
function mappingToDecide(route: string, { world, asker, target, number }: Drawn): Promise<string> {
  const mayDoIt = expectedOf(apiRules[route]!, asker, target) === 'allowed';
  return mayDoIt ? newMapping(world, `${route}-${String(number)}`) : mappingIdOf(world);
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
  proposeAccount: ({ target, number }) => ({
    method: 'POST',
    path: api(`/units/${codeOf(target ?? 'absent')}/accounts`),
    json: {
      kind: 'bank',
      bankBin: '970436',
      accountNumber: `61${String(number).padStart(8, '0')}`,
      accountName: 'HOLDER',
      purpose: `walk ${String(number)}`,
      reason: 'walk',
    },
  }),
  listAccountProposals: listOf('/account-proposals'),
  getAccountProposal: (drawn) => ({
    method: 'GET',
    path: api(`/account-proposals/${existingProposal(drawn).id}`),
  }),
  changeAccountProposal: onProposal('changeAccountProposal', {
    ...{ method: 'PATCH', after: '' },
    more: () => ({ headers: { 'if-match': '*' }, json: { reason: 'walk' } }),
  }),
  submitAccountProposal: onProposal('submitAccountProposal', { method: 'POST', after: '/submit' }),
  withdrawAccountProposal: onProposal('withdrawAccountProposal', {
    ...{ method: 'POST', after: '/withdraw' },
  }),
  approveAccountProposal: onProposal('approveAccountProposal', {
    ...{ method: 'POST', after: '/approve', submit: true, own: false },
    more: ({ digest }) => ({ json: { digest } }),
  }),
  rejectAccountProposal: onProposal('rejectAccountProposal', {
    ...{ method: 'POST', after: '/reject', submit: true, own: false },
    more: ({ digest }) => ({ json: { digest, reason: 'walk' } }),
  }),
  attachAccountPaper: onProposal('attachAccountPaper', {
    ...{ method: 'POST', after: '/papers' },
    more: (_proposal, { number }) => ({
      files: [{ field: 'file', name: 'walk.pdf', text: `%PDF-1.7 ${String(number)}` }],
    }),
  }),
  getAccountPaper: (drawn) => {
    const { id, paper } = existingProposal(drawn);
    return { method: 'GET', path: api(`/account-proposals/${id}/papers/${paper}`) };
  },
  removeAccountPaper: onProposal('removeAccountPaper', {
    ...{ method: 'DELETE', after: '/papers/{paper}' },
    more: () => ({ headers: { 'if-match': '*' } }),
  }),
  stopAccountChange: onVersion('stopAccountChange', {
    ...{ after: '/stop', state: 'approved', json: { reason: 'walk' } },
  }),
  suspendAccount: onVersion('suspendAccount', {
    ...{ after: '/suspend', state: 'active', json: { reason: 'walk' } },
  }),
  proposeAccountClosing: onVersion('proposeAccountClosing', {
    ...{ after: '/close', state: 'active', json: { reason: 'walk', submit: false } },
  }),
  proposeAccountResuming: onVersion('proposeAccountResuming', {
    ...{ after: '/resume', state: 'suspended', json: { reason: 'walk', submit: false } },
  }),
  markAccountClosed: onVersion('markAccountClosed', {
    ...{ after: '/closed-at-bank', state: 'watch', json: { onDay: '2026-05-20' } },
  }),
  takeOverAccounts: upload('/accounts/take-over', ({ number }, code) => [
    'unitCode,bankBin,accountNumber,accountName,purpose,validFrom',
    `${code},970436,8${String(number).padStart(9, '0')},HOLDER,p${String(number)},2031-01-01`,
  ]),
  verifyAccount: (drawn) => ({
    method: 'POST',
    path: api(`/accounts/${idOf(drawn, 'version')}/verifications`),
  }),
  listVerifications: read('/accounts', 'version', '/verifications?limit=200'),
  getVerificationQr: (drawn) => {
    const isAbsent = drawn.target === 'absent';
    const address = isAbsent
      ? `${noSuchId}/verifications/${noSuchId}`
      : pick(drawn.objects, 'verification', drawn.target ?? 'N', drawn.number);
    return { method: 'GET', path: api(`/accounts/${address}/qr`) };
  },
  listPlatformChanges: listOf('/platform-changes', '&platform=generic'),
  exportPlatformChanges: ({ target }) => {
    const filter = target === null ? '' : `&unit=${codeOf(target)}`;
    return { method: 'GET', path: api(`/exports/platform-changes?platform=generic${filter}`) };
  },
  recordPlatformWords: (drawn) => ({
    method: 'POST',
    path: api('/platform-words'),
    json: {
      platform: 'generic',
      word: 'told',
      onDay: '2026-05-20',
      changes: [{ versionId: idOf(drawn, 'version'), change: 'begins' }],
    },
  }),
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
  matchByHand: () => ({
    method: 'POST',
    path: api('/matches'),
    json: { lines: ['999999'], payments: [], proof: 'statement', reason: 'walked' },
  }),
  decideOnMatch: (drawn) => ({
    method: 'POST',
    path: api(`/matches/${idOf(drawn, 'match')}/decisions`),
    json: { decision: 'rejected', reason: 'walked' },
  }),
  attachMatchProof: (drawn) => ({
    method: 'POST',
    path: api(`/matches/${idOf(drawn, 'match')}/files`),
    fields: { proof: 'payer_paper' },
    files: [{ field: 'file', name: 'walk.pdf', text: '%PDF-1.7 walked' }],
  }),
  getMatchProof: read('/matches', 'match', `/files/${noSuchId}`),
  listDiscrepancies: listOf('/discrepancies'),
  getDiscrepancy: read('/discrepancies', 'discrepancy'),
  listDiscrepancyMembers: read('/discrepancies', 'discrepancy', '/members'),
  listAlerts: listOf('/alerts'),
  decideOnDiscrepancy: onDiscrepancy('/decisions', {
    ...{ headers: { 'if-match': '*' }, json: { decision: 'assign', officer: null } },
  }),
  explainDiscrepancy: onDiscrepancy('/explanations', { json: { text: 'walked' } }),
  commentOnDiscrepancy: onDiscrepancy('/comments', { json: { text: 'walked' } }),
  attachDiscrepancyFile: onDiscrepancy('/files', {
    files: [{ field: 'file', name: 'walk.pdf', text: '%PDF-1.7 walked' }],
  }),
  getDiscrepancyFile: read('/discrepancies', 'discrepancy', `/files/${noSuchId}`),
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
  listMappings: () => ({ method: 'GET', path: api('/mappings?limit=200') }),
  getMapping: async ({ world }) => ({
    method: 'GET',
    path: api(`/mappings/${await mappingIdOf(world)}`),
  }),
  previewMapping: sheetAsSent('/mappings/preview'),
  // the same layout again is no further proposal
  proposeMapping: sheetAsSent('/mappings', { name: 'walked' }),
  confirmMapping: async (drawn) => ({
    method: 'POST',
    path: api(`/mappings/${await mappingToDecide('confirmMapping', drawn)}/confirm`),
  }),
  retireMapping: async (drawn) => ({
    method: 'POST',
    path: api(`/mappings/${await mappingToDecide('retireMapping', drawn)}/retire`),
    json: { reason: 'walked' },
  }),
  listStatements: listOf('/statements'),
  getStatement: read('/statements', 'statement'),
  listStatementLines: read('/statements', 'statement', '/lines?limit=200'),
  listCoverage: listOf('/statements/coverage'),
  getAccountCoverage: read('/accounts', 'version', '/coverage'),
  decideOnStatement: (drawn) => ({
    method: 'POST',
    path: api(`/statements/${idOf(drawn, 'statement')}/decisions`),
    json: { decision: 'restored', reason: 'walked' },
  }),
  uploadStatements: statement('/statements'),
  previewStatements: statement('/statements/preview'),
  ...paperCalls(idOf),
  ...monthCalls(idOf),
  ...reviewCalls(idOf),
  ...reportCalls,
  startReconciliation: () => ({ method: 'POST', path: api('/reconciliations') }),
  listReconciliations: () => ({ method: 'GET', path: api('/reconciliations') }),
  getReconciliation: () => ({ method: 'GET', path: api('/reconciliations/1') }),
  cancelReconciliation: () => ({ method: 'DELETE', path: api('/reconciliations/1') }),
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
  listNotices: () => ({ method: 'GET', path: api('/gateways/notices?limit=200') }),
  getNotice: async ({ world }) => ({
    method: 'GET',
    path: api(`/gateways/notices/${await noticeIdOf(world)}`),
  }),
  listRefusals: () => ({ method: 'GET', path: api('/gateways/refusals') }),
  listQuestions: () => ({ method: 'GET', path: api('/gateways/questions') }),
  redriveNotice: async ({ world }) => ({
    method: 'POST',
    path: api(`/gateways/notices/${await noticeIdOf(world)}/redrive`),
  }),
  redriveNotices: async ({ world }) => ({
    method: 'POST',
    path: api('/gateways/notices/redrive'),
    json: { ids: [await noticeIdOf(world)] },
  }),
  listRules: () => ({ method: 'GET', path: api('/rules') }),
  ...webhookCalls,
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

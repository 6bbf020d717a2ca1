// What ought to be allowed, written apart from the code: every route by its id with the roles that
// may call it, by name, and what its object belongs to. Nothing here is read from src/access.
import { hasRole, reachOf, type Asker, type RoleName } from './askers.js';
import type { Owner, Target } from './places.js';
import {
  administrators,
  announcers,
  approvers,
  discrepancyTalkers,
  discrepancyWorkers,
  everybody,
  explainers,
  figureReaders,
  figuresAndApprover,
  hookReaders,
  listBringers,
  mappers,
  matchDeciders,
  monthMakers,
  monthSigners,
  paperPeople,
  payerReaders,
  peopleManagers,
  peopleReaders,
  proposers,
  provinceDesks,
  provinceReaders,
  registrars,
  runners,
  stoppers,
  tellers,
  uploaders,
} from './role-lists.js';

/**
 * What a route is about. `unit`: something of one unit, else 404. `list`: everything in reach, with
 * a filter by unit. `province`: of no unit, so it needs the whole province. `self`: the asker alone.
 * `pending` (pages): also somebody whose second factor is still to come. `public`: everybody.
 */
export type Belonging = 'unit' | 'list' | 'province' | 'self' | 'pending' | 'public';

export interface Rule {
  readonly roles: readonly RoleName[];
  readonly of: Belonging;
  /** Statuses of a call that is allowed and whole. */
  readonly ok: readonly number[];
  /** Only for people: a token is refused whatever its role. */
  readonly people?: boolean;
  /** A list that takes no unit as a filter. */
  readonly unfiltered?: boolean;
  /** What nobody has registered is the province's to take in. */
  readonly absentIsProvince?: boolean;
  /** Shows who acted on a unit's accounts or discrepancies, be it somebody of an office above. */
  readonly namesActors?: boolean;
  /** Where the unit is named in a file or body: refused by a row that names no such unit. */
  readonly refusedRow?: boolean;
}

const list = (roles: readonly RoleName[]): Rule => ({ roles, of: 'list', ok: [200] });
const one = (roles: readonly RoleName[]): Rule => ({ roles, of: 'unit', ok: [200] });
const added = (roles: readonly RoleName[], of: Belonging = 'unit'): Rule => ({
  roles,
  of,
  ok: [201],
});

const byPerson = (rule: Rule): Rule => ({ ...rule, people: true });

export const apiRules: Readonly<Record<string, Rule>> = {
  listUnits: { ...list(figuresAndApprover), unfiltered: true },
  getUnit: one(figuresAndApprover),
  importUnits: { ...added(registrars), refusedRow: true },
  listAccounts: one(figuresAndApprover),
  proposeAccount: byPerson(added(proposers)),
  listAccountProposals: list(figuresAndApprover),
  getAccountProposal: one(figuresAndApprover),
  changeAccountProposal: byPerson(one(proposers)),
  submitAccountProposal: byPerson(one(proposers)),
  withdrawAccountProposal: byPerson(one(proposers)),
  approveAccountProposal: byPerson(one(approvers)),
  rejectAccountProposal: byPerson(one(approvers)),
  attachAccountPaper: byPerson(added(proposers)),
  getAccountPaper: one(figuresAndApprover),
  removeAccountPaper: byPerson({ roles: proposers, of: 'unit', ok: [204] }),
  stopAccountChange: one(stoppers),
  suspendAccount: one(stoppers),
  proposeAccountClosing: byPerson(added(proposers)),
  proposeAccountResuming: byPerson(added(proposers)),
  markAccountClosed: byPerson(one(proposers)),
  takeOverAccounts: { ...added(registrars), refusedRow: true },
  // a fourth code within two weeks is one too many
  verifyAccount: { ...added(['commune_admin', 'department_of_justice']), ok: [201, 429] },
  listVerifications: one(figuresAndApprover),
  getVerificationQr: one(figuresAndApprover),
  listPlatformChanges: list(figuresAndApprover),
  exportPlatformChanges: list(figuresAndApprover),
  recordPlatformWords: {
    ...added(tellers),
    refusedRow: true,
  },
  getAccountTemplate: { ...list(proposers), unfiltered: true },
  proposeAccountSheet: byPerson({ ...added(proposers), refusedRow: true }),
  canTakePayments: one([...figuresAndApprover, 'portal']),
  listCampaign: list(figuresAndApprover),
  downloadCampaign: list(figuresAndApprover),
  getDeadlines: { ...list(figuresAndApprover), unfiltered: true },
  compareLists: { ...list(figuresAndApprover), unfiltered: true },
  setDeadlines: { roles: registrars, of: 'province', ok: [200] },
  listOrders: list([...figureReaders, 'portal']),
  getOrder: one([...figureReaders, 'portal']),
  createOrders: { ...added(announcers), refusedRow: true },
  listPayments: list(figuresAndApprover),
  getPayment: one(figuresAndApprover),
  importPayments: added(announcers, 'province'),
  listLines: list(figureReaders),
  getLine: one(figureReaders),
  // nothing of anybody: how the service decides
  listRules: { roles: everybody, of: 'self', ok: [200] },
  listMatches: list(figureReaders),
  getMatch: one(figureReaders),
  // lines and payments that are not there; a decision that its state does not allow
  matchByHand: { roles: matchDeciders, of: 'list', ok: [404], unfiltered: true },
  decideOnMatch: { roles: matchDeciders, of: 'unit', ok: [201, 409] },
  // the same bytes again are the file that is there; twenty are enough
  attachMatchProof: added(matchDeciders),
  listParkings: list(figureReaders),
  // tokens park nothing for themselves; a match that is confirmed is not open
  park: { roles: matchDeciders, of: 'unit', ok: [201, 400, 409], namesActors: true },
  // one that nobody made
  endParking: { roles: matchDeciders, of: 'list', ok: [404], unfiltered: true },
  listReviewNotes: one(figureReaders),
  addReviewNote: added(matchDeciders),
  getMatchProof: { roles: payerReaders, of: 'unit', ok: [404] },
  listDiscrepancies: list(figuresAndApprover),
  getDiscrepancy: { ...one(figuresAndApprover), namesActors: true },
  listDiscrepancyMembers: one(figuresAndApprover),
  // 409: what somebody else of the walk sent has closed it meanwhile
  decideOnDiscrepancy: { ...one(discrepancyWorkers), ok: [200, 409], namesActors: true },
  explainDiscrepancy: added(explainers),
  commentOnDiscrepancy: added(discrepancyTalkers),
  // the same bytes again are the file that is there; twenty are enough
  attachDiscrepancyFile: added(discrepancyTalkers),
  // a file that nobody attached, in scope and out of it alike
  getDiscrepancyFile: { roles: figuresAndApprover, of: 'unit', ok: [404] },
  listFlags: list(figuresAndApprover),
  listAlerts: list(figuresAndApprover),
  listSettlements: list(provinceReaders),
  getSettlement: one(provinceReaders),
  importSettlements: added(
    announcers.filter((role) => role !== 'portal'),
    'province',
  ),
  listMappings: { ...list(figureReaders), unfiltered: true },
  // a bank lays out the statements of all its customers alike
  getMapping: { ...list(figureReaders), unfiltered: true },
  previewMapping: { ...one(uploaders), absentIsProvince: true },
  proposeMapping: { ...added(uploaders), absentIsProvince: true },
  confirmMapping: { roles: mappers, of: 'province', ok: [200] },
  retireMapping: { roles: mappers, of: 'province', ok: [200] },
  listStatements: list(figureReaders),
  getStatement: one(figureReaders),
  listStatementLines: one(figureReaders),
  listCoverage: list(figureReaders),
  getAccountCoverage: one(figureReaders),
  // what is asked for is no change of a statement in its state
  decideOnStatement: { roles: uploaders, of: 'unit', ok: [409] },
  uploadStatements: { ...added(uploaders), absentIsProvince: true },
  previewStatements: { ...one(uploaders), absentIsProvince: true },
  listPaperStatements: { ...list(paperPeople), unfiltered: true },
  enterPaperStatement: byPerson(added(paperPeople)),
  getPaperStatement: one(paperPeople),
  getPaperStatementScan: one(paperPeople),
  // each is decided already
  confirmPaperStatement: byPerson({ roles: paperPeople, of: 'unit', ok: [409] }),
  refusePaperStatement: byPerson({ roles: paperPeople, of: 'unit', ok: [409] }),
  withdrawPaperStatement: byPerson({ roles: paperPeople, of: 'unit', ok: [409] }),
  exportPayments: list(figuresAndApprover),
  exportLines: list(figureReaders),
  exportMatches: list(figureReaders),
  exportDiscrepancies: list(figuresAndApprover),
  exportFlags: list(figuresAndApprover),
  exportAccounts: list(figuresAndApprover),
  askForExport: { ...list(figureReaders), ok: [202] },
  listAskedExports: { roles: figureReaders, of: 'self', ok: [200] },
  // nobody asked for it
  getAskedExport: { roles: figureReaders, of: 'self', ok: [404] },
  fetchAskedExport: { roles: figureReaders, of: 'self', ok: [404] },
  cancelAskedExport: { roles: figureReaders, of: 'self', ok: [404] },
  listReports: { ...list(figureReaders), unfiltered: true },
  getMissingReport: list(figureReaders),
  getLetterReport: { roles: provinceReaders, of: 'province', ok: [200] },
  getAccountsReport: list(figureReaders),
  getUnitMonthReport: list(figureReaders),
  getGatewaysReport: list(figureReaders),
  getMonthReport: list(figureReaders),
  listUnitMonths: list(figuresAndApprover),
  getUnitMonth: one(figuresAndApprover),
  // a month that goes on
  proposeUnitMonth: byPerson({ roles: monthMakers, of: 'unit', ok: [409] }),
  getProposedUnitMonth: one(figuresAndApprover),
  getUnitMonthEvidence: one(figuresAndApprover),
  // each was given back
  signUnitMonth: byPerson({ roles: monthSigners, of: 'unit', ok: [409] }),
  refuseUnitMonth: byPerson({ roles: monthSigners, of: 'unit', ok: [409] }),
  withdrawUnitMonth: byPerson({ roles: monthMakers, of: 'unit', ok: [409] }),
  reopenUnitMonth: byPerson({ roles: monthSigners, of: 'unit', ok: [409] }),
  startReconciliation: { roles: runners, of: 'province', ok: [202] },
  listReconciliations: { roles: provinceReaders, of: 'province', ok: [200] },
  getReconciliation: { roles: provinceReaders, of: 'province', ok: [200] },
  // its first run has ended long ago
  cancelReconciliation: { roles: runners, of: 'province', ok: [409] },
  watchReconciliation: { roles: provinceReaders, of: 'province', ok: [200] },
  listGateways: { roles: provinceReaders, of: 'province', ok: [200] },
  getGateway: { roles: provinceReaders, of: 'province', ok: [200] },
  setGateway: { roles: ['system_admin'], of: 'province', ok: [200] },
  listNotices: { roles: provinceReaders, of: 'province', ok: [200] },
  getNotice: { roles: provinceReaders, of: 'province', ok: [200] },
  listRefusals: { roles: provinceReaders, of: 'province', ok: [200] },
  listQuestions: { roles: provinceReaders, of: 'province', ok: [200] },
  redriveNotice: added(provinceDesks, 'province'),
  redriveNotices: added(provinceDesks, 'province'),
  listWebhooks: { roles: hookReaders, of: 'province', ok: [200] },
  getWebhook: { roles: hookReaders, of: 'province', ok: [200] },
  registerWebhook: added(['system_admin'], 'province'),
  changeWebhook: { roles: ['system_admin'], of: 'province', ok: [200] },
  deleteWebhook: { roles: ['system_admin'], of: 'province', ok: [204] },
  rotateWebhookSecret: added(['system_admin'], 'province'),
  testWebhook: added(['system_admin'], 'province'),
  listWebhookDeliveries: { roles: hookReaders, of: 'province', ok: [200] },
  replayWebhook: added(['system_admin'], 'province'),
  getMe: { roles: everybody, of: 'self', ok: [200] },
  listOfficers: { ...list(peopleReaders), unfiltered: true },
  getOfficer: one(peopleReaders),
  addOfficer: added(peopleManagers),
  changeOfficer: one(peopleManagers),
  grantRole: added(peopleManagers),
  endGrant: { roles: peopleManagers, of: 'unit', ok: [204] },
  sendSetupLink: added(peopleManagers),
  resetSecondFactor: added(peopleManagers),
  endSessions: one(peopleManagers),
  listAuditEvents: list(peopleReaders),
  getAuditHead: { roles: peopleReaders, of: 'province', ok: [200] },
  getAuditEvent: one(peopleReaders),
  listTokens: { roles: ['auditor', 'system_admin'], of: 'province', ok: [200] },
  getToken: { roles: ['auditor', 'system_admin'], of: 'province', ok: [200] },
  makeToken: added(['system_admin'], 'province'),
  revokeToken: { roles: ['system_admin'], of: 'province', ok: [200] },
};

const people = figuresAndApprover;

/** An empty form about something on whose page officers are named. */
const namingForm = (roles: readonly RoleName[]): Rule => ({
  ...{ roles, of: 'unit', ok: [422] },
  namesActors: true,
});

/** Pages by method and path. Forms are sent empty: a page that says what is missing was allowed. */
export const pageRules: Readonly<Record<string, Rule>> = {
  'get /': { roles: people, of: 'list', ok: [200], unfiltered: true },
  'get /don-vi/:code': one(people),
  'get /giao-dich': { roles: people, of: 'list', ok: [200], unfiltered: true },
  'get /giao-dich/:id': { ...one(people), namesActors: true },
  'get /don-vi/:code/tai-khoan': { ...one(people), namesActors: true },
  'post /don-vi/:code/tai-khoan': {
    ...{ roles: proposers, of: 'unit', ok: [422] },
    namesActors: true,
  },
  'post /tai-khoan-thu-huong/:id/viec': { roles: stoppers, of: 'unit', ok: [303] },
  'post /tai-khoan-thu-huong/:id/ma-xac-minh': { roles: proposers, of: 'unit', ok: [303] },
  // a code that nobody made, in scope and out of it alike
  'get /tai-khoan-thu-huong/:id/ma-qr/:code': { roles: people, of: 'unit', ok: [404] },
  'get /tai-khoan-thu-huong': { roles: people, of: 'list', ok: [200], unfiltered: true },
  'get /de-nghi/:id': one(people),
  // somebody else's proposal, and an empty form
  'post /de-nghi/:id': { roles: proposers, of: 'unit', ok: [422] },
  'post /de-nghi/:id/viec': { roles: proposers, of: 'unit', ok: [422] },
  'post /de-nghi/:id/giay-to': { roles: proposers, of: 'unit', ok: [422] },
  'post /de-nghi/:id/quyet-dinh': { roles: approvers, of: 'unit', ok: [422] },
  'get /tai-khoan-thu-huong/bang': { roles: proposers, of: 'list', ok: [200], unfiltered: true },
  // without a file, without a change that is chosen
  'post /tai-khoan-thu-huong/bang': { roles: proposers, of: 'list', ok: [422], unfiltered: true },
  'get /tai-khoan-thu-huong/cong': { roles: tellers, of: 'list', ok: [200], unfiltered: true },
  'post /tai-khoan-thu-huong/cong': { roles: tellers, of: 'list', ok: [422], unfiltered: true },
  'get /mau-cot': { roles: figureReaders, of: 'list', ok: [200], unfiltered: true },
  // without a name, and a file that nobody sent
  'post /mau-cot': { roles: uploaders, of: 'list', ok: [422], unfiltered: true },
  'get /mau-cot/tep/:id': { roles: uploaders, of: 'list', ok: [404], unfiltered: true },
  'post /mau-cot/tep/:id': { roles: uploaders, of: 'list', ok: [404], unfiltered: true },
  'get /mau-cot/:id': { roles: figureReaders, of: 'list', ok: [200], unfiltered: true },
  // without a reason
  'post /mau-cot/:id': { roles: mappers, of: 'province', ok: [422] },
  'get /quyet-toan/nhap': { roles: mappers, of: 'province', ok: [200] },
  'post /quyet-toan/nhap': { roles: mappers, of: 'province', ok: [422] },
  'get /quan-tri': { roles: administrators, of: 'self', ok: [200] },
  'get /quan-tri/nhap': { roles: listBringers, of: 'self', ok: [200] },
  // no kind of list is chosen
  'post /quan-tri/nhap': { roles: listBringers, of: 'self', ok: [422] },
  'get /quan-tri/can-bo': { roles: peopleReaders, of: 'list', ok: [200], unfiltered: true },
  // empty forms, and a file that is no list
  'post /quan-tri/can-bo': { roles: peopleManagers, of: 'list', ok: [422], unfiltered: true },
  'get /quan-tri/can-bo/nhap': { roles: peopleManagers, of: 'province', ok: [200] },
  'post /quan-tri/can-bo/nhap': { roles: peopleManagers, of: 'province', ok: [422] },
  'get /quan-tri/can-bo/:id': one(peopleReaders),
  'post /quan-tri/can-bo/:id': { roles: peopleManagers, of: 'unit', ok: [422] },
  'get /quan-tri/ma-truy-cap': { roles: ['auditor', 'system_admin'], of: 'province', ok: [200] },
  'post /quan-tri/ma-truy-cap': { roles: ['system_admin'], of: 'province', ok: [422] },
  'get /quan-tri/nhat-ky': { roles: peopleReaders, of: 'list', ok: [200], unfiltered: true },
  'get /quan-tri/nhat-ky/kiem-tra': { roles: peopleReaders, of: 'province', ok: [200] },
  'post /quan-tri/nhat-ky/kiem-tra': { roles: peopleReaders, of: 'province', ok: [200] },
  'get /quan-tri/nhat-ky/:id': one(peopleReaders),
  'get /quan-tri/cong': { roles: provinceReaders, of: 'province', ok: [200] },
  'get /quan-tri/cong-moi': { roles: ['system_admin'], of: 'province', ok: [200] },
  // empty forms
  'post /quan-tri/cong-moi': { roles: ['system_admin'], of: 'province', ok: [422] },
  'get /quan-tri/cong/:name': { roles: provinceReaders, of: 'province', ok: [200] },
  'post /quan-tri/cong/:name': { roles: ['system_admin'], of: 'province', ok: [422] },
  'get /quan-tri/thong-bao-cong': { roles: provinceReaders, of: 'province', ok: [200] },
  'post /quan-tri/thong-bao-cong': { roles: provinceDesks, of: 'province', ok: [422] },
  'get /quan-tri/thong-bao-cong/:id': { roles: provinceReaders, of: 'province', ok: [200] },
  'get /quan-tri/don-vi': { roles: registrars, of: 'list', ok: [200], unfiltered: true },
  'get /quan-tri/don-vi/:code': one(registrars),
  // a form that does not say which state of the unit it was filled in against
  'post /quan-tri/don-vi/:code': { roles: registrars, of: 'unit', ok: [422] },
  'get /quan-tri/he-thong': { roles: peopleReaders, of: 'province', ok: [200] },
  'post /quan-tri/he-thong': { roles: peopleReaders, of: 'province', ok: [200] },
  'get /quan-tri/sap-xep': { roles: registrars, of: 'province', ok: [200] },
  // empty forms
  'post /quan-tri/sap-xep': { roles: registrars, of: 'province', ok: [422] },
  'get /quan-tri/lich': { roles: people, of: 'self', ok: [200] },
  'post /quan-tri/lich': { roles: ['system_admin'], of: 'province', ok: [422] },
  'get /quan-tri/xoa-ca-nhan': { roles: ['system_admin'], of: 'province', ok: [200] },
  'post /quan-tri/xoa-ca-nhan': { roles: ['system_admin'], of: 'province', ok: [422] },
  'get /quan-tri/doi-chieu': { roles: provinceReaders, of: 'province', ok: [200] },
  'post /quan-tri/doi-chieu': { roles: runners, of: 'province', ok: [303] },
  'get /quan-tri/doi-chieu/:id': { roles: provinceReaders, of: 'province', ok: [200] },
  // its first run has ended long ago
  'post /quan-tri/doi-chieu/:id': { roles: runners, of: 'province', ok: [409] },
  'get /quan-tri/chay-thu': { roles: runners, of: 'province', ok: [200] },
  // 422: one at a time
  'post /quan-tri/chay-thu': { roles: runners, of: 'province', ok: [200, 422] },
  'get /quan-tri/webhook': { roles: hookReaders, of: 'province', ok: [200] },
  // empty forms
  'post /quan-tri/webhook': { roles: ['system_admin'], of: 'province', ok: [422] },
  'get /quan-tri/webhook/:id': { roles: hookReaders, of: 'province', ok: [200] },
  'post /quan-tri/webhook/:id': { roles: ['system_admin'], of: 'province', ok: [422] },
  'get /ra-soat-tai-khoan': { roles: people, of: 'list', ok: [200], unfiltered: true },
  // a form that does not say which list of deadlines it was filled in against
  'post /ra-soat-tai-khoan/han': { roles: registrars, of: 'province', ok: [422] },
  'get /ra-soat-tai-khoan/so-sanh': { roles: people, of: 'list', ok: [200], unfiltered: true },
  'post /ra-soat-tai-khoan/so-sanh': { roles: people, of: 'list', ok: [200], unfiltered: true },
  'get /sao-ke/nhap': { roles: uploaders, of: 'list', ok: [200], unfiltered: true },
  // what is sent has a page of its own, which says that it is no statement; 422: too many at once
  'post /sao-ke/nhap': { roles: uploaders, of: 'list', ok: [303, 422], unfiltered: true },
  // an upload that nobody sent
  'get /sao-ke/nhap/:id': { roles: uploaders, of: 'list', ok: [404], unfiltered: true },
  'get /bao-cao': { roles: figureReaders, of: 'list', ok: [200], unfiltered: true },
  'get /bao-cao/tep': { roles: figureReaders, of: 'list', ok: [200], unfiltered: true },
  // an empty form, and what nobody asked for
  'post /bao-cao/tep': { roles: figureReaders, of: 'self', ok: [422] },
  'post /bao-cao/tep/:id/huy': { roles: figureReaders, of: 'self', ok: [404] },
  'get /quy-tac': { roles: people, of: 'self', ok: [200] },
  'get /doi-soat': {
    ...{ roles: figureReaders, of: 'list', ok: [200], unfiltered: true },
    namesActors: true,
  },
  'get /doi-soat/:id': { ...one(figureReaders), namesActors: true },
  // empty forms
  'post /doi-soat/:id/quyet-dinh': namingForm(matchDeciders),
  'post /doi-soat/:id/de-lai': namingForm(matchDeciders),
  'post /doi-soat/:id/ghi-chu': namingForm(matchDeciders),
  'post /sao-ke/dong/:id/de-lai': namingForm(matchDeciders),
  'post /sao-ke/dong/:id/ghi-chu': namingForm(matchDeciders),
  'post /giao-dich/:id/de-lai': namingForm(matchDeciders),
  'post /giao-dich/:id/ghi-chu': namingForm(matchDeciders),
  // nothing is chosen
  'post /doi-soat/nhieu': { roles: matchDeciders, of: 'list', ok: [422], unfiltered: true },
  'post /doi-soat/:id/giay-to': namingForm(matchDeciders),
  'get /doi-soat/khop-tay/:id': one(matchDeciders),
  'post /doi-soat/khop-tay/:id': { roles: matchDeciders, of: 'unit', ok: [422] },
  // without a name
  'post /che-do-xem': { roles: people, of: 'self', ok: [422] },
  // one that nobody saved
  'post /che-do-xem/:id/xoa': { roles: people, of: 'self', ok: [404] },
  'get /sai-lech': { roles: people, of: 'list', ok: [200], unfiltered: true },
  'get /sai-lech/:id': { ...one(people), namesActors: true },
  // empty forms
  'post /sai-lech/:id/quyet-dinh': namingForm(discrepancyWorkers),
  'post /sai-lech/:id/giai-trinh': namingForm(explainers),
  'post /sai-lech/:id/y-kien': namingForm(discrepancyTalkers),
  'post /sai-lech/:id/tep': namingForm(discrepancyTalkers),
  'get /sao-ke': { roles: figureReaders, of: 'list', ok: [200], unfiltered: true },
  'get /sao-ke/lich': { roles: figureReaders, of: 'list', ok: [200], unfiltered: true },
  'get /sao-ke/lich/:id': one(figureReaders),
  'get /sao-ke/dong/:id': { ...one(figureReaders), namesActors: true },
  'get /sao-ke/:id': one(figureReaders),
  // an empty form
  'post /sao-ke/:id/quyet-dinh': { roles: uploaders, of: 'unit', ok: [422] },
  'get /chot-thang': { roles: people, of: 'list', ok: [200], unfiltered: true },
  'get /don-vi/:code/chot-thang/:month': one(people),
  // a month that goes on
  'post /don-vi/:code/chot-thang/:month': { roles: monthMakers, of: 'unit', ok: [422] },
  // empty forms
  'post /chot-thang/:id/ky': { roles: monthSigners, of: 'unit', ok: [422] },
  'post /chot-thang/:id/rut-lai': { roles: monthMakers, of: 'unit', ok: [422] },
  'post /chot-thang/:id/mo-lai': { roles: monthSigners, of: 'unit', ok: [422] },
  'get /sao-ke-giay': { roles: paperPeople, of: 'list', ok: [200], unfiltered: true },
  'get /sao-ke-giay/nhap': { roles: paperPeople, of: 'list', ok: [200], unfiltered: true },
  // a form that is empty but for its file
  'post /sao-ke-giay/nhap': { roles: paperPeople, of: 'list', ok: [422], unfiltered: true },
  'get /sao-ke-giay/:id': one(paperPeople),
  'post /sao-ke-giay/:id/quyet-dinh': { roles: paperPeople, of: 'unit', ok: [422] },
  'post /sao-ke-giay/:id/rut-lai': { roles: paperPeople, of: 'unit', ok: [422] },
  'get /canh-bao': { roles: people, of: 'list', ok: [200], unfiltered: true },
  'post /canh-bao': { roles: provinceDesks, of: 'province', ok: [200] },
  // a link that no mail carries
  'get /ack/:token': { roles: everybody, of: 'public', ok: [404] },
  'post /ack/:token': { roles: everybody, of: 'public', ok: [404] },
  'get /dang-nhap': { roles: everybody, of: 'public', ok: [200, 303] },
  'post /dang-nhap': { roles: everybody, of: 'public', ok: [303, 401, 422, 429] },
  'get /xac-thuc': { roles: people, of: 'pending', ok: [200, 303] },
  'post /xac-thuc': { roles: people, of: 'pending', ok: [303, 401, 422, 429] },
  'post /dang-xuat': { roles: everybody, of: 'public', ok: [303] },
  'get /thiet-lap/xac-thuc': { roles: people, of: 'pending', ok: [200, 303] },
  'post /thiet-lap/xac-thuc': { roles: people, of: 'pending', ok: [303, 401, 422, 429] },
  'get /thiet-lap/ma-qr': { roles: people, of: 'pending', ok: [200, 303, 404] },
  'get /thiet-lap/:secret': { roles: everybody, of: 'public', ok: [404, 410, 429] },
  'post /thiet-lap/:secret': { roles: everybody, of: 'public', ok: [404, 410, 422, 429] },
  'get /tai-khoan': { roles: people, of: 'self', ok: [200] },
  'post /tai-khoan/mat-khau': { roles: people, of: 'self', ok: [422, 429] },
  'post /tai-khoan/xac-thuc': { roles: people, of: 'self', ok: [422, 429] },
  'post /tai-khoan/ma-khoi-phuc': { roles: people, of: 'self', ok: [422, 429] },
  'post /tai-khoan/phien': { roles: people, of: 'self', ok: [303, 404, 422] },
};

/** What a call must come to. */
export type Expected = 'unknown' | 'forbidden' | 'hidden' | 'allowed';

/** @param target null: a list without a filter, or something of no unit */
export function expectedOf(rule: Rule, asker: Asker, target: Target | null): Expected {
  if (rule.of === 'public') return 'allowed';
  if (asker.grants.length === 0) return 'unknown';
  if (!hasRole(asker, rule.roles)) return 'forbidden';
  if (rule.people === true && !asker.byCookie) return 'forbidden';
  const reach: ReadonlySet<Owner> = reachOf(asker, rule.roles);
  if (rule.of === 'self' || rule.of === 'pending') return 'allowed';
  if (rule.of === 'province') return reach.has('N') ? 'allowed' : 'hidden';
  if (target === null) return 'allowed';
  if (target === 'absent') return rule.absentIsProvince && reach.has('N') ? 'allowed' : 'hidden';
  return reach.has(target) ? 'allowed' : 'hidden';
}

// Statements on paper as officers type them, and as their second person compares them with the scan.
import { byPrincipal, may, mayAnywhere, sightOf, type Principal } from '../access/principal.js';
import { recordPayerRead } from '../audit/payer-reads.js';
import {
  loadAccountVersions,
  type StoredAccountVersion,
} from '../beneficiary-accounts/account-store.js';
import { whyNotSecond } from '../beneficiary-accounts/decider-store.js';
import { paperTypeOf } from '../beneficiary-accounts/paper-type.js';
import type { Db } from '../db.js';
import { bankNames, namesByScope } from '../oversight/name-store.js';
import { Refused } from '../problem.js';
import { reconcile } from '../reconciliation/run-reconciliation.js';
import { confirmPaper, refusePaper, withdrawPaper } from '../statements/decide-paper.js';
import { enterPaper, type PaperDeps } from '../statements/enter-paper.js';
import { loadFile } from '../statements/import-store.js';
import { mayAttest, mayWithdraw, seesPaper } from '../statements/paper-sight.js';
import {
  findPaper,
  listPapers,
  loadPaperLines,
  type ListedPaper,
} from '../statements/paper-store.js';
import { queryText } from './page-query.js';
import { insiderOf, type PageAnswer, type PageAsk, type PageDeps } from './page-route.js';
import type { PageRoute } from './page-route.js';
import { MessagePage } from './pages/message-page.js';
import { PaperFormPage } from './pages/paper-form-page.js';
import { PaperPage } from './pages/paper-page.js';
import { PapersPage } from './pages/papers-page.js';
import {
  paperErrorsOf,
  readPaperForm,
  typedFrom,
  typedPaper,
  type PaperErrors,
  type TypedPaper,
} from './paper-form.js';

const path = '/sao-ke-giay';

export const paperPageRoutes: readonly PageRoute[] = [
  { method: 'get', path, action: 'statement.enter', handle: showPapers },
  { method: 'get', path: `${path}/nhap`, action: 'statement.enter', handle: showForm },
  { method: 'post', path: `${path}/nhap`, action: 'statement.enter', file: 'tep', handle: enter },
  { method: 'get', path: `${path}/:id`, action: 'statement.enter', handle: showPaper },
  { method: 'post', path: `${path}/:id/quyet-dinh`, action: 'statement.attest', handle: decide },
  { method: 'post', path: `${path}/:id/rut-lai`, action: 'statement.enter', handle: withdraw },
];

const pageLength = 100;
const reasonCharsMax = 1000;

function paperDeps({ db, now }: PageDeps, ask: PageAsk): PaperDeps {
  return { db, now, by: byPrincipal(insiderOf(ask).principal, ask.visitor.requestId) };
}

async function showPapers({ db }: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  const { units } = sightOf(principal, 'statement.enter');
  const pending = await listPapers(db, {
    ...{ units, state: 'pending', before: null, limit: pageLength },
  });
  const latest = await listPapers(db, { units, before: null, limit: pageLength });
  const isMine = (paper: ListedPaper): boolean =>
    paper.maker.id === principal.id || !mayAttest(principal, paper);
  const codes = [...pending, ...latest].flatMap(({ unitCodes }) => unitCodes);
  const view = {
    ...{ province: ask.province, who: principal },
    forMe: pending.filter((paper) => !isMine(paper)),
    forOthers: pending.filter(isMine),
    decided: latest.filter(({ decision }) => decision !== null),
    unitNames: await namesByScope(db, [...new Set(codes)]),
  };
  return { page: <PapersPage {...view} /> };
}

async function showForm(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const from = await paperOf(deps, ask, queryText(ask.query, 'tu') ?? '');
  if (from) {
    const lines = await loadPaperLines(deps.db, from.id);
    const { principal } = insiderOf(ask);
    await recordSeen(deps, ask, from);
    const version = (await accountsToChoose(deps.db, principal)).get(from.accountId);
    const typed = typedFrom(version?.id ?? '', { ...from, lines });
    return formPage(deps, ask, { typed, from, errors: new Map() });
  }
  const given = new Map([['tai-khoan', queryText(ask.query, 'tai-khoan') ?? '']]);
  return formPage(deps, ask, { typed: typedPaper(given), errors: new Map() });
}

/** The version to choose of each account: a register keeps one after the other of the same. */
async function accountsToChoose(
  db: Db,
  principal: Principal,
): Promise<ReadonlyMap<string, StoredAccountVersion>> {
  const units = [...sightOf(principal, 'statement.enter').units];
  const versions = await loadAccountVersions(db, { units });
  return new Map(versions.map((version) => [version.bankAccountId, version]));
}

interface Filled {
  readonly typed: TypedPaper;
  readonly errors: PaperErrors;
  /** The paper that is typed anew. */
  readonly from?: ListedPaper | undefined;
}

async function formPage(
  { db }: PageDeps,
  ask: PageAsk,
  { typed, errors, from }: Filled,
): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  const units = [...sightOf(principal, 'statement.enter').units];
  const names = await namesByScope(db, units);
  const banks = await bankNames(db);
  const versions = await accountsToChoose(db, principal);
  const accounts = [...versions.values()].map((version) => ({
    versionId: version.id,
    number: version.accountNumber,
    bank: version.bankBin === null ? 'Kho bạc' : (banks.get(version.bankBin) ?? version.bankBin),
    unit: names.get(version.unitCode) ?? version.unitCode,
  }));
  const kept = from ? { id: from.id, scanName: from.scanName } : null;
  const view = { province: ask.province, who: principal, accounts, typed, errors, from: kept };
  return { status: errors.size === 0 ? 200 : 422, page: <PaperFormPage {...view} /> };
}

async function enter(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const typed = typedPaper(ask.form);
  const read = readPaperForm(typed);
  const from = await paperOf(deps, ask, ask.form.get('tu') ?? '');
  const scan = ask.files[0] ?? (from && { ofPaper: from.id });
  const noScan: PaperErrors = new Map([['tep', ['Chọn bản quét của sao kê.']]]);
  if (!('entry' in read)) {
    const errors = scan ? read : new Map([...read, ...noScan]);
    return formPage(deps, ask, { typed, from, errors });
  }
  if (!scan) return formPage(deps, ask, { typed, errors: noScan });
  try {
    const { principal: asker } = insiderOf(ask);
    const paper = await enterPaper(paperDeps(deps, ask), { asker, ...read, scan });
    return { goTo: `${path}/${paper.id}?da=nhap` };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return formPage(deps, ask, { typed, from, errors: paperErrorsOf(error.problem) });
  }
}

async function showPaper(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const paper = await paperAsked(deps, ask);
  return paper ? paperPage(deps, ask, paper, null) : noSuchPaper(ask);
}

function paperAsked(deps: PageDeps, ask: PageAsk): Promise<ListedPaper | undefined> {
  return paperOf(deps, ask, String(ask.params['id']));
}

async function paperOf(
  { db }: PageDeps,
  ask: PageAsk,
  id: string,
): Promise<ListedPaper | undefined> {
  const found = /^\d{1,18}$/.test(id) ? await findPaper(db, id) : undefined;
  return found && seesPaper(insiderOf(ask).principal, found) ? found : undefined;
}

const notices: Readonly<Record<string, string>> = {
  nhap: 'Đã lưu. Sao kê chờ người thứ hai xác nhận; đến lúc đó chưa có gì thay đổi.',
  'xac-nhan': 'Đã xác nhận và đối chiếu lại.',
  'tu-choi': 'Đã từ chối. Không có gì thay đổi.',
  'rut-lai': 'Đã rút lại. Bản này không còn chờ xác nhận; có thể nhập lại.',
};

async function paperPage(
  deps: PageDeps,
  ask: PageAsk,
  paper: ListedPaper,
  error: string | null,
): Promise<PageAnswer> {
  const { db } = deps;
  const { principal } = insiderOf(ask);
  await recordSeen(deps, ask, paper);
  const names = await namesByScope(db, paper.unitCodes);
  const asked = paper.decision === null && mayAttest(principal, paper);
  const whyNot = asked
    ? await whyNotSecond(db, { asker: principal, made: paper, at: deps.now() })
    : null;
  const { bytes } = await loadFile(db, paper.fileId);
  const statementId = paper.decision?.statementId ?? null;
  const view = {
    ...{ province: ask.province, who: principal, paper, whyNot, error },
    units: paper.unitCodes.map((code) => names.get(code) ?? code),
    lines: await loadPaperLines(db, paper.id),
    isPicture: paperTypeOf(bytes) !== 'application/pdf',
    mayDecide: asked && whyNot === null,
    mayWithdraw: mayWithdraw(principal, paper),
    mayRetype: ['refused', 'withdrawn'].includes(paper.decision?.outcome ?? ''),
    statementId: mayReadStatement(ask, paper) ? statementId : null,
    notice: notices[queryText(ask.query, 'da') ?? ''] ?? null,
  };
  return { status: error === null ? 200 : 422, page: <PaperPage {...view} /> };
}

/** Lines show who paid. */
async function recordSeen(deps: PageDeps, ask: PageAsk, paper: ListedPaper): Promise<void> {
  const { db, by } = paperDeps(deps, ask);
  const unitCode = paper.unitCodes[0] ?? null;
  await recordPayerRead(
    { db, by },
    { kind: 'paper_statement', shown: [{ id: paper.id, unitCode }] },
  );
}

function mayReadStatement(ask: PageAsk, { unitCodes }: ListedPaper): boolean {
  const { principal } = insiderOf(ask);
  return unitCodes.some((unit) => may(principal, 'statement.read', unit));
}

async function decide(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { principal: asker } = insiderOf(ask);
  const paper = await paperAsked(deps, ask);
  if (!paper || !mayAnywhere(asker, 'statement.attest')) return noSuchPaper(ask);
  const reason = reasonTyped(ask);
  const isConfirmed = ask.form.get('viec') === 'xac-nhan';
  if (!isConfirmed && (ask.form.get('viec') !== 'tu-choi' || reason === '')) {
    return paperPage(deps, ask, paper, 'Nêu lý do từ chối.');
  }
  if (!isPlain(reason)) return paperPage(deps, ask, paper, notPlain);
  const deciding = paperDeps(deps, ask);
  try {
    if (isConfirmed) await confirmPaper(deciding, { asker, paperId: paper.id });
    else await refusePaper(deciding, { asker, paperId: paper.id, reason });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const now = (await findPaper(deps.db, paper.id)) ?? paper;
    return paperPage(
      deps,
      ask,
      now,
      'Chưa ghi được: bản này đã có quyết định, hoặc bạn không được quyết định.',
    );
  }
  if (isConfirmed) await reconcile(deciding);
  return { goTo: `${path}/${paper.id}?da=${isConfirmed ? 'xac-nhan' : 'tu-choi'}` };
}

async function withdraw(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const paper = await paperAsked(deps, ask);
  if (!paper) return noSuchPaper(ask);
  const reason = reasonTyped(ask);
  if (reason === '') return paperPage(deps, ask, paper, 'Nêu lý do rút lại.');
  if (!isPlain(reason)) return paperPage(deps, ask, paper, notPlain);
  const { principal: asker } = insiderOf(ask);
  try {
    await withdrawPaper(paperDeps(deps, ask), { asker, paperId: paper.id, reason });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const now = (await findPaper(deps.db, paper.id)) ?? paper;
    const words = 'Chưa rút được: bản này đã có quyết định, hoặc do người khác nhập.';
    return paperPage(deps, ask, now, words);
  }
  return { goTo: `${path}/${paper.id}?da=rut-lai` };
}

function reasonTyped({ form }: PageAsk): string {
  return (form.get('ly-do') ?? '').normalize('NFC').trim().slice(0, reasonCharsMax);
}

const notPlain = 'Lý do có ký tự không dùng được.';

function isPlain(reason: string): boolean {
  return !/[\p{C}\p{Zl}\p{Zp}]/u.test(reason.replace(/\r?\n/g, ' '));
}

function noSuchPaper({ province, principal: who }: PageAsk): PageAnswer {
  const title = 'Không tìm thấy';
  const text = 'Không có sao kê giấy này trong phạm vi của bạn.';
  return { status: 404, page: <MessagePage {...{ province, who, title, text }} /> };
}

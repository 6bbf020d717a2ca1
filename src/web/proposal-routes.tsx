// Proposals to change accounts: what waits, one of them with all that its second person needs, and
// what its maker and they do to it.
import { may, mayAnywhere, sightOf, type Principal } from '../access/principal.js';
import { attachPaper, removePaper } from '../beneficiary-accounts/attach-paper.js';
import { approveProposal, rejectProposal } from '../beneficiary-accounts/decide-proposal.js';
import { whyNotDecider } from '../beneficiary-accounts/decider-store.js';
import { editProposal, withdrawProposal } from '../beneficiary-accounts/edit-proposal.js';
import { proposalStateOf, type Proposal } from '../beneficiary-accounts/proposal.js';
import { findProposal, listProposals } from '../beneficiary-accounts/proposal-store.js';
import { showProposal } from '../beneficiary-accounts/shown-proposal.js';
import { submitProposal } from '../beneficiary-accounts/submit-proposal.js';
import { proposalsWaitingFor } from '../beneficiary-accounts/waiting-proposals.js';
import { bankNames, namesByScope } from '../oversight/name-store.js';
import { Refused } from '../problem.js';
import {
  errorsOf,
  readAccountForm,
  refusedWords,
  typedFrom,
  typedIn,
  type FormErrors,
  type Typed,
} from './account-form.js';
import { proposalPath } from './components/proposals-table.js';
import { pageAccountDeps } from './page-account-deps.js';
import { queryText } from './page-query.js';
import { insiderOf, type PageAnswer, type PageAsk, type PageDeps } from './page-route.js';
import type { PageRoute } from './page-route.js';
import { MessagePage } from './pages/message-page.js';
import { ProposalPage } from './pages/proposal-page.js';
import { RegisterPage } from './pages/register-page.js';

const latestCount = 30;
const ownUnitsMax = 12;

export const proposalRoutes: readonly PageRoute[] = [
  { method: 'get', path: '/tai-khoan-thu-huong', action: 'account.read', handle: showRegister },
  { method: 'get', path: '/de-nghi/:id', action: 'account.read', handle: showOne },
  { method: 'post', path: '/de-nghi/:id', action: 'account.propose', handle: edit },
  { method: 'post', path: '/de-nghi/:id/viec', action: 'account.propose', handle: actAsMaker },
  {
    method: 'post',
    path: '/de-nghi/:id/giay-to',
    action: 'account.propose',
    file: 'tep',
    handle: attach,
  },
  { method: 'post', path: '/de-nghi/:id/quyet-dinh', action: 'account.approve', handle: decide },
];

const notices: Readonly<Record<string, string>> = {
  luu: 'Đã lưu nháp. Kèm giấy tờ nếu có, rồi gửi duyệt.',
  gui: 'Đã gửi duyệt. Người thứ hai sẽ quyết định; đầu mối của đơn vị đã được báo.',
  rut: 'Đã rút đề nghị.',
  tep: 'Đã thêm giấy tờ.',
  bo: 'Đã bỏ giấy tờ.',
  duyet: 'Đã duyệt. Đầu mối cũ và mới của đơn vị đã được báo.',
  'tra-lai': 'Đã trả lại, người lập và đầu mối của đơn vị được biết lý do.',
};

async function showRegister(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { db } = deps;
  const { principal } = insiderOf(ask);
  const at = deps.now();
  const { province } = deps.config;
  const waiting = await proposalsWaitingFor(db, { asker: principal, province, at });
  const seen = [...sightOf(principal, 'account.read').units];
  const latest = await listProposals(db, { units: seen, limit: latestCount });
  const own = [...sightOf(principal, 'account.propose').units];
  const shownUnits = own.length > ownUnitsMax ? [] : own;
  const codes = [...waiting, ...latest].map(({ unitCode }) => unitCode);
  const unitNames = await namesByScope(db, [...new Set([...codes, ...shownUnits])]);
  const view = {
    ...{ province: ask.province, who: principal, waiting, latest, unitNames },
    may: {
      propose: mayAnywhere(principal, 'account.propose'),
      tell: mayAnywhere(principal, 'account.tell'),
    },
    ownUnits: shownUnits.map((code) => ({ code, name: unitNames.get(code) ?? code })),
  };
  return { page: <RegisterPage {...view} /> };
}

async function showOne(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const proposal = await inSight(deps, ask);
  return proposal ? proposalPage(deps, ask, proposal) : noSuchProposal(ask);
}

async function inSight(deps: PageDeps, ask: PageAsk): Promise<Proposal | undefined> {
  const id = String(ask.params['id']);
  const found = /^\d{1,18}$/.test(id) ? await findProposal(deps.db, id) : undefined;
  return found && may(insiderOf(ask).principal, 'account.read', found.unitCode) ? found : undefined;
}

interface Said {
  readonly errors: FormErrors;
  readonly typed?: Typed;
}

async function proposalPage(
  deps: PageDeps,
  ask: PageAsk,
  proposal: Proposal,
  { errors, typed = typedFrom(proposal) }: Said = { errors: new Map() },
): Promise<PageAnswer> {
  const { db } = deps;
  const { principal } = insiderOf(ask);
  const at = deps.now();
  const coolingOffHours = deps.config.accountCoolingOffHours;
  const shown = await showProposal(db, proposal, { at, coolingOffHours });
  const { unitCode } = proposal;
  const names = await namesByScope(db, [unitCode]);
  const view = {
    ...{ province: ask.province, who: principal, shown, typed, errors },
    ...{ unitTitle: names.get(unitCode) ?? unitCode, banks: await bankNames(db) },
    isMine: isOpenMakers(principal, proposal),
    ...(await decidingBy(deps, principal, proposal)),
    notice: errors.size > 0 ? null : (notices[queryText(ask.query, 'da') ?? ''] ?? null),
  };
  return { status: errors.size > 0 ? 422 : 200, page: <ProposalPage {...view} /> };
}

function isOpenMakers(principal: Principal, { maker, endedAt, unitCode }: Proposal): boolean {
  const isMaker = principal.kind === 'officer' && maker.id === principal.id;
  return isMaker && endedAt === null && may(principal, 'account.propose', unitCode);
}

async function decidingBy(deps: PageDeps, asker: Principal, proposal: Proposal) {
  const waits = proposalStateOf(proposal) === 'pending_approval';
  if (!waits || !may(asker, 'account.approve', proposal.unitCode)) {
    return { mayDecide: false, whyNot: null };
  }
  const asked = { asker, proposal, province: deps.config.province, at: deps.now() };
  const whyNot = await whyNotDecider(deps.db, asked);
  return { mayDecide: whyNot === null, whyNot };
}

async function edit(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const typed = typedIn(ask.form);
  return change(
    deps,
    ask,
    async (proposal) => {
      const read = readAccountForm({ ...typed, 'muc-dich': proposal.purpose });
      if (!('account' in read)) return { errors: read, typed };
      const { account, validFrom, reason } = read;
      await editProposal(pageAccountDeps(deps, ask), {
        ...about(ask, proposal),
        edit: { ...account, validFrom, reason },
        expect: expectSeen(ask),
      });
      return 'luu';
    },
    typed,
  );
}

/** Refuses a change of another version than the one that the form was about. */
function expectSeen({ form }: PageAsk): (version: number) => void {
  return (version) => {
    if (String(version) === form.get('phien-ban')) return;
    throw new Refused({ code: 'stale_version', detail: 'It was edited in the meantime.' });
  };
}

async function actAsMaker(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  return change(deps, ask, async (proposal) => {
    const given = about(ask, proposal);
    const accountDeps = pageAccountDeps(deps, ask);
    const act = ask.form.get('viec') ?? '';
    const paperId = /^bo-(\d{1,18})$/.exec(act)?.[1];
    if (paperId !== undefined) {
      await removePaper(accountDeps, { ...given, paperId, expect: expectSeen(ask) });
      return 'bo';
    }
    if (act === 'rut') {
      await withdrawProposal(accountDeps, given);
      return 'rut';
    }
    await submitProposal(accountDeps, given);
    return 'gui';
  });
}

async function attach(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  return change(deps, ask, async (proposal) => {
    const [file] = ask.files;
    if (!file) return { errors: new Map([['', 'Chưa chọn tệp.'] as const]) };
    const { name, bytes } = file;
    await attachPaper(pageAccountDeps(deps, ask), { ...about(ask, proposal), name, bytes });
    return 'tep';
  });
}

async function decide(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  return change(deps, ask, async (proposal) => {
    const remark = (ask.form.get('y-kien') ?? '').normalize('NFC').trim().slice(0, 1000);
    const digest = (ask.form.get('da-xem') ?? '').slice(0, 64);
    const given = { ...about(ask, proposal), digest };
    const accountDeps = pageAccountDeps(deps, ask);
    if (ask.form.get('viec') === 'duyet') {
      await approveProposal(accountDeps, { ...given, remark: remark === '' ? null : remark });
      return 'duyet';
    }
    if (remark === '') return { errors: new Map([['', 'Nêu lý do trả lại.'] as const]) };
    await rejectProposal(accountDeps, { ...given, reason: remark });
    return 'tra-lai';
  });
}

function about(ask: PageAsk, { id }: Proposal) {
  return { asker: insiderOf(ask).principal, proposalId: id };
}

/** Does something to a proposal in sight; what is refused is said on its page. */
async function change(
  deps: PageDeps,
  ask: PageAsk,
  work: (proposal: Proposal) => Promise<keyof typeof notices | Said>,
  typed?: Typed,
): Promise<PageAnswer> {
  const proposal = await inSight(deps, ask);
  if (!proposal) return noSuchProposal(ask);
  try {
    const done = await work(proposal);
    if (typeof done !== 'string') return await proposalPage(deps, ask, proposal, done);
    return { goTo: `${proposalPath(proposal.id)}?da=${done}` };
  } catch (error) {
    if (!(error instanceof Refused) || !isTold(error)) throw error;
    const now = (await inSight(deps, ask)) ?? proposal;
    const errors = errorsOf(error.problem);
    return proposalPage(deps, ask, now, { errors, ...(typed ? { typed } : {}) });
  }
}

function isTold({ problem }: Refused): boolean {
  return refusedWords[problem.code] !== undefined || problem.code === 'invalid_input';
}

function noSuchProposal({ province, principal: who }: PageAsk): PageAnswer {
  const title = 'Không tìm thấy đề nghị';
  const text = 'Không có đề nghị này trong phạm vi của bạn.';
  return { status: 404, page: <MessagePage {...{ province, who, title, text }} /> };
}

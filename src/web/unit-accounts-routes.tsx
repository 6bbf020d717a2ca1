// A unit's accounts: what they are, how each is proven, and a change proposed.
import { may } from '../access/principal.js';
import type { Action } from '../access/roles.js';
import { readinessOf } from '../api/readiness.js';
import { loadAccountCheckContext } from '../beneficiary-accounts/account-check-store.js';
import type { AccountCheck } from '../beneficiary-accounts/account-check.js';
import { checkAccount } from '../beneficiary-accounts/account-checks.js';
import { loadAccountVersions } from '../beneficiary-accounts/account-store.js';
import { proposeAccount } from '../beneficiary-accounts/propose-change.js';
import { listProposals } from '../beneficiary-accounts/proposal-store.js';
import { transferQr, type Verification } from '../beneficiary-accounts/verification.js';
import {
  findVerifiedVersion,
  loadVerifications,
} from '../beneficiary-accounts/verification-store.js';
import { formatDay, localDateOf } from '../calendar.js';
import { readingInSight } from '../oversight/in-sight.js';
import { bankNames, namesByScope } from '../oversight/name-store.js';
import { verificationAt } from '../oversight/verifications.js';
import type { AccountCoverage, ProvinceReading } from '../reconciliation/reading.js';
import { Refused } from '../problem.js';
import {
  errorsOf,
  nothingTyped,
  readAccountForm,
  type ReadForm,
  typedIn,
  type FormErrors,
  type Typed,
} from './account-form.js';
import type { OpenTransfer } from './components/transfer-code.js';
import { proposalPath } from './components/proposals-table.js';
import { pageAccountDeps } from './page-account-deps.js';
import { queryText } from './page-query.js';
import { insiderOf, type PageAnswer, type PageAsk, type PageDeps } from './page-route.js';
import type { PageRoute } from './page-route.js';
import { MessagePage } from './pages/message-page.js';
import { UnitAccountsPage } from './pages/unit-accounts-page.js';

const unitAccounts = '/don-vi/:code/tai-khoan';

export const unitAccountRoutes: readonly PageRoute[] = [
  { method: 'get', path: unitAccounts, action: 'account.read', handle: showAccounts },
  { method: 'post', path: unitAccounts, action: 'account.propose', handle: propose },
];

/** What the page says of what was just done, by the word in its address. */
const notices: Readonly<Record<string, string>> = {
  dung: 'Đã dừng thay đổi. Tài khoản trước đó tiếp tục có hiệu lực; đơn vị đã được báo.',
  'tam-dung': 'Đã tạm dừng tài khoản. Muốn sử dụng lại cần đề nghị và người thứ hai duyệt.',
  ma: 'Đã tạo mã. Đề nghị chuyển đúng số tiền và nội dung trước ngày hết hạn.',
  'da-dong': 'Đã ghi nhận tài khoản đóng tại ngân hàng.',
  'ngay-dong':
    'Chưa ghi nhận: ngày đóng ghi theo dạng ngày/tháng/năm, từ ngày thôi sử dụng đến hôm nay.',
  'qua-nhieu': 'Đã có đủ mã đang chờ hoặc đã tạo nhiều mã gần đây. Đề nghị dùng mã đang có.',
  'khong-duoc': 'Chưa thực hiện được: thông tin đã thay đổi. Vui lòng xem lại.',
};

interface Said {
  readonly typed: Typed;
  readonly errors: FormErrors;
  readonly checks: readonly AccountCheck[] | null;
}

const nothingSaid: Said = { typed: nothingTyped, errors: new Map(), checks: null };

async function showAccounts(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  return accountsPage(deps, ask, nothingSaid);
}

async function accountsPage(deps: PageDeps, ask: PageAsk, said: Said): Promise<PageAnswer> {
  const { db } = deps;
  const { principal } = insiderOf(ask);
  const code = String(ask.params['code']);
  if (!may(principal, 'account.read', code)) return noSuchUnit(ask);
  const title = (await namesByScope(db, [code])).get(code);
  if (title === undefined) return noSuchUnit(ask);
  const at = deps.now();
  const reading = readingInSight(await deps.read(at), principal);
  const versions = await loadAccountVersions(db, { units: [code] });
  const mayDo = (action: Action): boolean => may(principal, action, code);
  const view = {
    ...{ province: ask.province, who: principal, at, versions, ...said },
    unit: { code, title },
    readiness: (await readinessOf(db, [code], at))(code).because,
    banks: await bankNames(db),
    proofs: proofsOf(reading, code),
    transfers: await transfersOf(
      deps,
      reading,
      versions.map(({ id }) => id),
    ),
    proposals: await listProposals(db, { units: [code], limit: 50 }),
    may: {
      propose: mayDo('account.propose'),
      suspend: mayDo('account.suspend'),
      verify: mayDo('account.verify'),
    },
    coolingOffHours: deps.config.accountCoolingOffHours,
    notice: notices[queryText(ask.query, 'da') ?? ''] ?? null,
  };
  const status = said.errors.size > 0 ? 422 : 200;
  return { status, page: <UnitAccountsPage {...view} /> };
}

function proofsOf(reading: ProvinceReading, code: string): ReadonlyMap<string, string> {
  const accounts = reading.units.find(({ unitCode }) => unitCode === code)?.accounts ?? [];
  return new Map(
    accounts.flatMap((account) => {
      const words = proofWords(account);
      return words === null ? [] : [[account.versionId, words] as const];
    }),
  );
}

function proofWords({ verifiedBy, verifiedOn }: AccountCoverage): string | null {
  if (verifiedBy === null || verifiedOn === null) return null;
  const by = verifiedBy === 'code' ? 'Bằng mã chuyển khoản thử' : 'Đã có tiền về';
  return `${by}, ngày ${formatDay(verifiedOn)}`;
}

/** Codes that are still awaited. */
async function transfersOf(
  deps: PageDeps,
  reading: ProvinceReading,
  versionIds: readonly string[],
): Promise<OpenTransfer[]> {
  const today = localDateOf(deps.now());
  const seen = new Set(
    reading.verifications.filter(({ state }) => state === 'seen').map((one) => one.versionId),
  );
  const open: OpenTransfer[] = [];
  for (const versionId of versionIds.filter((id) => !seen.has(id))) {
    for (const made of await loadVerifications(deps.db, versionId)) {
      if (made.expiresOn >= today) open.push(await shownTransfer(deps, reading, made));
    }
  }
  return open;
}

async function shownTransfer(
  deps: PageDeps,
  reading: ProvinceReading,
  made: Verification,
): Promise<OpenTransfer> {
  const { versionId, code, amount, expiresOn } = made;
  const found = await findVerifiedVersion(deps.db, versionId);
  const hasQr = found !== undefined && transferQr(found, made) !== null;
  const qr = hasQr ? `/tai-khoan-thu-huong/${versionId}/ma-qr/${code}` : null;
  const { seenElsewhere } = verificationAt(reading, made);
  return { versionId, code, amount, expiresOn, qr, seenElsewhere };
}

async function propose(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  const unitCode = String(ask.params['code']);
  if (!may(principal, 'account.propose', unitCode)) return noSuchUnit(ask);
  const typed = typedIn(ask.form);
  const read = readAccountForm(typed);
  if (!('account' in read)) return accountsPage(deps, ask, { typed, errors: read, checks: null });
  if (ask.form.get('viec') === 'kiem-tra') {
    const checks = await checksOf(deps, { unitCode, read });
    return accountsPage(deps, ask, { typed, errors: new Map(), checks });
  }
  try {
    const given = { asker: principal, unitCode, ...read, submit: false };
    const proposal = await proposeAccount(pageAccountDeps(deps, ask), given);
    return { goTo: `${proposalPath(proposal.id)}?da=luu` };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return accountsPage(deps, ask, { typed, errors: errorsOf(error.problem), checks: null });
  }
}

async function checksOf(
  deps: PageDeps,
  asked: { readonly unitCode: string; readonly read: ReadForm },
): Promise<readonly AccountCheck[]> {
  const { account, purpose, validFrom } = asked.read;
  const proposal = { ...account, unitCode: asked.unitCode, purpose, validFrom };
  const today = localDateOf(deps.now());
  const context = await loadAccountCheckContext(deps.db, { proposal, today });
  return context ? checkAccount(proposal, context) : [];
}

/** The one answer for what is absent and for what is out of scope. */
export function noSuchUnit({ province, principal: who }: PageAsk): PageAnswer {
  const title = 'Không tìm thấy';
  const text = 'Không có đơn vị hoặc tài khoản này trong phạm vi của bạn.';
  return { status: 404, page: <MessagePage {...{ province, who, title, text }} /> };
}

// Work on many accounts at once: a filled-in sheet, and what payment platforms are told.
import { sightOf } from '../access/principal.js';
import { listPlatformChanges } from '../beneficiary-accounts/list-platform-changes.js';
import { platformChangeKinds, platformWordKinds } from '../beneficiary-accounts/platform-change.js';
import { proposeSheet } from '../beneficiary-accounts/propose-sheet.js';
import { recordPlatformWords } from '../beneficiary-accounts/record-platform-words.js';
import { loadGatewayAccounts } from '../payments/payment-store.js';
import { Refused, type Problem } from '../problem.js';
import { dayTyped } from './account-form.js';
import { pageAccountDeps } from './page-account-deps.js';
import { addressOf, queryText } from './page-query.js';
import { insiderOf, type PageAnswer, type PageAsk, type PageDeps } from './page-route.js';
import type { PageRoute } from './page-route.js';
import { AccountSheetPage } from './pages/account-sheet-page.js';
import { PlatformChangesPage } from './pages/platform-changes-page.js';

const sheet = '/tai-khoan-thu-huong/bang';
const platforms = '/tai-khoan-thu-huong/cong';

export const accountWorkRoutes: readonly PageRoute[] = [
  { method: 'get', path: sheet, action: 'account.propose', handle: showSheet },
  { method: 'post', path: sheet, action: 'account.propose', file: 'tep', handle: sendSheet },
  { method: 'get', path: platforms, action: 'account.tell', handle: showChanges },
  { method: 'post', path: platforms, action: 'account.tell', handle: markChanges },
];

async function showSheet(_deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  return Promise.resolve(sheetPage(ask, { outcome: null, problem: null }));
}

function sheetPage(
  ask: PageAsk,
  said: {
    readonly outcome: Awaited<ReturnType<typeof proposeSheet>> | null;
    readonly problem: Problem | null;
  },
): PageAnswer {
  const view = { province: ask.province, who: insiderOf(ask).principal, ...said };
  return { status: said.problem ? 422 : 200, page: <AccountSheetPage {...view} /> };
}

async function sendSheet(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const [file] = ask.files;
  if (!file) {
    const problem = {
      code: 'bad_file',
      detail: 'No file was chosen.',
      errors: [{ detail: 'is missing', vi: 'Chưa chọn tệp. Đề nghị chọn tệp rồi gửi.' }],
    } as const;
    return sheetPage(ask, { outcome: null, problem });
  }
  const given = { asker: insiderOf(ask).principal, submit: false, skipBad: false };
  const { name, bytes } = file;
  try {
    const outcome = await proposeSheet(pageAccountDeps(deps, ask), {
      ...given,
      file: { name, bytes },
    });
    return sheetPage(ask, { outcome, problem: null });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return sheetPage(ask, { outcome: null, problem: error.problem });
  }
}

async function showChanges(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  return changesPage(deps, ask, queryText(ask.query, 'cong') ?? null, null);
}

async function changesPage(
  deps: PageDeps,
  ask: PageAsk,
  named: string | null,
  error: string | null,
): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  const names = (await loadGatewayAccounts(deps.db)).map(({ name }) => name);
  const platform = named !== null && names.includes(named) ? named : null;
  const within = sightOf(principal, 'account.tell').units;
  const known = platform === null ? [] : await listPlatformChanges(deps, { platform, within });
  const view = {
    ...{ province: ask.province, who: principal, platforms: names, platform, error },
    changes: known.filter(({ state }) => state !== 'confirmed'),
    notice: queryText(ask.query, 'da') === 'ghi' ? 'Đã ghi nhận.' : null,
  };
  return { status: error === null ? 200 : 422, page: <PlatformChangesPage {...view} /> };
}

async function markChanges(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { form } = ask;
  const platform = (form.get('cong') ?? '').slice(0, 64);
  const word = platformWordKinds.find((kind) => kind === form.get('viec'));
  const onDay = dayTyped(form.get('ngay') ?? '');
  const rows = [...form.keys()].flatMap((name, at) => {
    const parts = /^(\d{1,18})-(begins|ends)$/.exec(name);
    const change = platformChangeKinds.find((kind) => kind === parts?.[2]);
    return parts?.[1] && change ? [{ line: at + 1, value: { versionId: parts[1], change } }] : [];
  });
  if (!word || onDay === undefined || rows.length === 0) {
    const error = 'Chọn ít nhất một thay đổi và ghi ngày theo dạng ngày/tháng/năm.';
    return changesPage(deps, ask, platform, error);
  }
  const within = sightOf(insiderOf(ask).principal, 'account.tell').units;
  const { by } = pageAccountDeps(deps, ask);
  try {
    const given = { platform, word, onDay, within, name: 'changes', rows };
    await recordPlatformWords({ db: deps.db, now: deps.now, by }, given);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const text = 'Chưa ghi được: ngày ở tương lai, chưa báo mà đã xác nhận, hoặc đã ghi ngày khác.';
    return changesPage(deps, ask, platform, text);
  }
  return { goTo: addressOf(platforms, { cong: platform, da: 'ghi' }) };
}

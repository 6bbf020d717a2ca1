// Lists of our own shape on pages: units, the take-over of accounts, fee orders, a portal's payments.
// The verbs are those of the API and the command; the whole file is taken, or no row of it.
import { byPrincipal, may, mayAnywhere, sightOf, type Principal } from '../access/principal.js';
import { importAccounts } from '../beneficiary-accounts/import-accounts.js';
import type { By } from '../audit/by.js';
import { inTransaction, type Db } from '../db.js';
import { importOrders } from '../payments/import-orders.js';
import { importPayments } from '../payments/import-payments.js';
import { Refused, type Problem } from '../problem.js';
import { reconcile } from '../reconciliation/run-reconciliation.js';
import { repostParked } from '../statements/import-statements.js';
import type { ImportOutcome } from '../tables/import-outcome.js';
import type { OwnFile } from '../tables/own-file.js';
import { importUnits } from '../units/import-units.js';
import { listKinds, type ListKind } from './list-kinds.js';
import { insiderOf, type PageAnswer, type PageAsk, type PageDeps } from './page-route.js';
import type { PageRoute } from './page-route.js';
import { AdminImportPage } from './pages/admin-import-page.js';
import { queryText } from './page-query.js';

const path = '/quan-tri/nhap';

export const adminImportRoutes: readonly PageRoute[] = [
  { method: 'get', path, action: 'self', handle: (deps, ask) => form(deps, ask, {}) },
  { method: 'post', path, action: 'self', file: 'tep', handle: take },
];

interface Given {
  readonly db: Db;
  readonly now: () => Date;
  readonly by: By;
  readonly principal: Principal;
  readonly province: string;
  readonly file: OwnFile;
}

interface Importable {
  readonly isOpenTo: (principal: Principal) => boolean;
  readonly take: (given: Given) => Promise<ImportOutcome>;
}

const importables: Readonly<Record<ListKind, Importable>> = {
  'don-vi': {
    isOpenTo: (principal) => mayAnywhere(principal, 'unit.import'),
    take: ({ file, principal, province, ...deps }) => {
      const within = { ...sightOf(principal, 'unit.import'), province };
      return importUnits(deps, { file, skipBad: false, within });
    },
  },
  'tai-khoan': {
    isOpenTo: (principal) => mayAnywhere(principal, 'account.import'),
    take: ({ file, principal, ...deps }) => {
      const within = sightOf(principal, 'account.import').units;
      return importAccounts(deps, { file, skipBad: false, within });
    },
  },
  'yeu-cau': {
    isOpenTo: (principal) => mayAnywhere(principal, 'order.create'),
    take: ({ file, principal, ...deps }) => {
      const within = sightOf(principal, 'order.create').units;
      return importOrders(deps, { file, skipBad: false, within });
    },
  },
  // its rows name gateway accounts and may name no unit: both belong to the province
  'giao-dich': {
    isOpenTo: (principal) => may(principal, 'payment.import', null),
    take: ({ file, ...deps }) => importPayments(deps, { file, skipBad: false }),
  },
};

interface Said {
  readonly outcome?: ImportOutcome;
  readonly problem?: Problem;
}

function form(_deps: PageDeps, ask: PageAsk, said: Said): Promise<PageAnswer> {
  const { principal: who } = insiderOf(ask);
  const kinds = listKinds.filter((kind) => importables[kind].isOpenTo(who));
  if (kinds.length === 0) {
    throw new Refused({ code: 'forbidden', detail: 'Vai trò của bạn không bao gồm việc này.' });
  }
  const chosen = ask.form.get('loai') ?? queryText(ask.query, 'loai') ?? '';
  const view = {
    ...{ province: ask.province, who, kinds, chosen },
    ...{ outcome: said.outcome ?? null, problem: said.problem ?? null },
  };
  const status = said.problem ? 422 : 200;
  return Promise.resolve({ status, page: <AdminImportPage {...view} /> });
}

async function take(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  const kind = listKinds.find((one) => one === ask.form.get('loai'));
  if (!kind || !importables[kind].isOpenTo(principal)) {
    return form(deps, ask, { problem: { code: 'bad_file', detail: 'Chọn loại danh sách.' } });
  }
  const [file] = ask.files;
  if (!file) {
    return form(deps, ask, { problem: { code: 'bad_file', detail: 'Chưa chọn tệp.' } });
  }
  const { db, now } = deps;
  const by = byPrincipal(principal, ask.visitor.requestId);
  const { province } = deps.config;
  const own = { name: file.name, bytes: file.bytes };
  try {
    const outcome = await inTransaction(db, (trx) =>
      importables[kind].take({ db: trx, now, by, principal, province, file: own }),
    );
    if (kind === 'tai-khoan') await repostParked({ db, now, by });
    await reconcile({ db, now, by });
    return await form(deps, ask, { outcome });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return form(deps, ask, { problem: error.problem });
  }
}

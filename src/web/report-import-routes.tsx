// Settlement reports on a page: our own shape, or a gateway's own through a confirmed mapping.
import { byPrincipal, may } from '../access/principal.js';
import { inTransaction } from '../db.js';
import { mappingState } from '../mappings/mapping.js';
import { loadMappings } from '../mappings/mapping-store.js';
import { importSettlement } from '../payments/import-settlement.js';
import { loadGatewayAccounts } from '../payments/payment-store.js';
import { Refused, type Problem } from '../problem.js';
import { reconcile } from '../reconciliation/run-reconciliation.js';
import type { ImportOutcome } from '../tables/import-outcome.js';
import { insiderOf, type PageAnswer, type PageAsk, type PageDeps } from './page-route.js';
import type { PageRoute } from './page-route.js';
import { MessagePage } from './pages/message-page.js';
import { ReportImportPage } from './pages/report-import-page.js';

const path = '/quyet-toan/nhap';

export const reportImportRoutes: readonly PageRoute[] = [
  { method: 'get', path, action: 'settlement.import', handle: (deps, ask) => form(deps, ask, {}) },
  { method: 'post', path, action: 'settlement.import', file: 'tep', handle: importIt },
];

interface Said {
  readonly outcome?: ImportOutcome;
  readonly problem?: Problem;
}

async function form({ db }: PageDeps, ask: PageAsk, said: Said): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  // a report belongs to a gateway account, and that to the province
  if (!may(principal, 'settlement.import', null)) return notProvince(ask);
  const all = await loadMappings(db);
  const mappings = all.filter(
    (one) => one.owner.reads === 'settlement' && mappingState(one) === 'confirmed',
  );
  const view = {
    ...{ province: ask.province, who: principal },
    gateways: (await loadGatewayAccounts(db)).map(({ name }) => name),
    mappings: mappings.map(({ name, ownerName }) => ({ name, gateway: ownerName })),
    chosen: { gateway: ask.form.get('cong') ?? '', mapping: ask.form.get('mau') ?? '' },
    ...{ outcome: said.outcome ?? null, problem: said.problem ?? null },
  };
  return { status: said.problem ? 422 : 200, page: <ReportImportPage {...view} /> };
}

async function importIt(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  if (!may(principal, 'settlement.import', null)) return notProvince(ask);
  const [file] = ask.files;
  if (!file) {
    return form(deps, ask, { problem: { code: 'bad_file', detail: 'Chưa chọn tệp.' } });
  }
  const { db, now } = deps;
  const by = byPrincipal(principal, ask.visitor.requestId);
  const mapping = (ask.form.get('mau') ?? '').slice(0, 64);
  try {
    const outcome = await inTransaction(db, (trx) =>
      importSettlement(
        { db: trx, now, by },
        {
          gateway: (ask.form.get('cong') ?? '').slice(0, 64),
          ...(mapping === '' ? {} : { mapping }),
          file: { name: file.name, bytes: file.bytes },
          skipBad: false,
        },
      ),
    );
    await reconcile({ db, now, by });
    return await form(deps, ask, { outcome });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return form(deps, ask, { problem: error.problem });
  }
}

function notProvince({ province, principal: who }: PageAsk): PageAnswer {
  const title = 'Không tìm thấy trang';
  const text = 'Báo cáo quyết toán thuộc phạm vi toàn tỉnh.';
  return { status: 404, page: <MessagePage {...{ province, who, title, text }} /> };
}

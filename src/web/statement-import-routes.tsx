// Statements on a page: by what their content says, or sheets through a confirmed mapping. An upload
// has a page of its own, which its sender may leave and come back to.
import { byPrincipal, mayAnywhere } from '../access/principal.js';
import { mappingState } from '../mappings/mapping.js';
import { loadMappings } from '../mappings/mapping-store.js';
import { Refused, type Problem } from '../problem.js';
import { selectRun } from '../reconciliation/run-store.js';
import { phaseOf } from '../reconciliation/watch-run.js';
import { selectUploads } from '../statements/upload-store.js';
import { idIn } from './decision-form.js';
import { insiderOf, type PageAnswer, type PageAsk, type PageDeps } from './page-route.js';
import type { PageRoute } from './page-route.js';
import { MessagePage } from './pages/message-page.js';
import { StatementImportPage } from './pages/statement-import-page.js';
import { UploadPage } from './pages/upload-page.js';
import { progressOf, sendStatements } from './watched-upload.js';

const path = '/sao-ke/nhap';
const listedMax = 10;

export const statementImportRoutes: readonly PageRoute[] = [
  { method: 'get', path, action: 'statement.upload', handle: (deps, ask) => form(deps, ask, null) },
  { method: 'post', path, action: 'statement.upload', file: 'tep', handle: importThem },
  { method: 'get', path: `${path}/:id`, action: 'statement.upload', handle: showOne },
];

async function form(
  { db, now }: PageDeps,
  ask: PageAsk,
  problem: Problem | null,
): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  const all = await loadMappings(db);
  const mappings = all.filter(
    (one) => one.owner.reads === 'statement' && mappingState(one) === 'confirmed',
  );
  const asked = { officerId: principal.id, now: now(), limit: listedMax };
  const view = {
    ...{ province: ask.province, who: principal, problem },
    mappings: mappings.map(({ name, ownerName }) => ({ name, bank: ownerName })),
    chosen: ask.form.get('mau') ?? '',
    mayPropose: mayAnywhere(principal, 'mapping.propose'),
    uploads: await selectUploads(db, asked),
  };
  return { status: problem ? 422 : 200, page: <StatementImportPage {...view} /> };
}

async function importThem(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  const { files } = ask;
  if (files.length === 0) {
    return form(deps, ask, { code: 'bad_file', detail: 'Chưa chọn tệp.' });
  }
  const by = byPrincipal(principal, ask.visitor.requestId);
  const name = (ask.form.get('mau') ?? '').slice(0, 64);
  const mapping = name === '' ? undefined : name;
  try {
    const id = await sendStatements(deps, { by, principal, files, mapping });
    return { goTo: `${path}/${id}` };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return form(deps, ask, error.problem);
  }
}

/** An upload belongs to its sender alone: it names files, and accounts that may be nobody's yet. */
async function showOne({ db, now }: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  const id = idIn(ask.params['id']);
  const asked = { officerId: principal.id, now: now(), limit: 1 };
  const [upload] = id === null ? [] : await selectUploads(db, { ...asked, id });
  if (!upload) return noSuch(ask);
  const run =
    upload.runId === null ? undefined : await selectRun(db, { id: upload.runId, now: now() });
  const view = {
    ...{ province: ask.province, who: principal, upload },
    progress: progressOf(db, upload.id),
    run: run ?? null,
    phase: run ? phaseOf(db, run.id) : null,
    mayPropose: mayAnywhere(principal, 'mapping.propose'),
  };
  return { page: <UploadPage {...view} /> };
}

function noSuch({ province, principal: who }: PageAsk): PageAnswer {
  const title = 'Không tìm thấy lần gửi';
  const text =
    'Lần gửi sao kê chỉ người gửi xem được, và được giữ 30 ngày. Sao kê đã nhận ở trang Sao kê.';
  return { status: 404, page: <MessagePage {...{ province, who, title, text }} /> };
}

// Statements on a page: by what their content says, or sheets through a confirmed mapping.
import { byPrincipal, mayAnywhere } from '../access/principal.js';
import { takeStatements } from '../api/statement-uploads.js';
import { inTransaction } from '../db.js';
import { mappingState } from '../mappings/mapping.js';
import { loadMappings } from '../mappings/mapping-store.js';
import { Refused, type Problem } from '../problem.js';
import { reconcile } from '../reconciliation/run-reconciliation.js';
import type { ImportedStatement } from '../statements/import-statements.js';
import { insiderOf, type PageAnswer, type PageAsk, type PageDeps } from './page-route.js';
import type { PageRoute } from './page-route.js';
import { StatementImportPage } from './pages/statement-import-page.js';

const path = '/sao-ke/nhap';

export const statementImportRoutes: readonly PageRoute[] = [
  { method: 'get', path, action: 'statement.upload', handle: (deps, ask) => form(deps, ask, {}) },
  { method: 'post', path, action: 'statement.upload', file: 'tep', handle: importThem },
];

interface Said {
  readonly statements?: readonly ImportedStatement[];
  readonly problem?: Problem;
}

async function form({ db }: PageDeps, ask: PageAsk, said: Said): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  const all = await loadMappings(db);
  const mappings = all.filter(
    (one) => one.owner.reads === 'statement' && mappingState(one) === 'confirmed',
  );
  const view = {
    ...{ province: ask.province, who: principal },
    mappings: mappings.map(({ name, ownerName }) => ({ name, bank: ownerName })),
    chosen: ask.form.get('mau') ?? '',
    mayPropose: mayAnywhere(principal, 'mapping.propose'),
    ...{ statements: said.statements ?? null, problem: said.problem ?? null },
  };
  return { status: said.problem ? 422 : 200, page: <StatementImportPage {...view} /> };
}

async function importThem(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  const { files } = ask;
  if (files.length === 0) {
    return form(deps, ask, { problem: { code: 'bad_file', detail: 'Chưa chọn tệp.' } });
  }
  const { db, now } = deps;
  const by = byPrincipal(principal, ask.visitor.requestId);
  const name = (ask.form.get('mau') ?? '').slice(0, 64);
  try {
    const { statements } = await inTransaction(db, (trx) =>
      takeStatements(
        { db: trx, by, principal, files },
        { now, mapping: name === '' ? undefined : name },
      ),
    );
    await reconcile({ db, now, by });
    return await form(deps, ask, { statements });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return form(deps, ask, { problem: error.problem });
  }
}

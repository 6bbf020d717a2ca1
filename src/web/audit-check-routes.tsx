// Whether the trail is as it was written: the check of `verify audit`, run by whoever reads the
// trail of the province.
import { may } from '../access/principal.js';
import { loadAnchors } from '../audit/anchor-audit.js';
import { anchorFile, readAnchorFile } from '../audit/anchor-file.js';
import { loadHead, type AuditHead } from '../audit/seal-audit.js';
import { verifyAudit, type AuditVerdict } from '../audit/verify-audit.js';
import type { Db } from '../db.js';
import { insiderOf, type PageAnswer, type PageAsk, type PageDeps } from './page-route.js';
import type { PageRoute } from './page-route.js';
import { AuditCheckPage, type AuditCheckSaid } from './pages/audit-check-page.js';
import { MessagePage } from './pages/message-page.js';

const path = '/quan-tri/nhat-ky/kiem-tra';

export const auditCheckRoutes: readonly PageRoute[] = [
  { method: 'get', path, action: 'audit.read', handle: (deps, ask) => show(deps, ask, {}) },
  { method: 'post', path, action: 'audit.read', handle: check },
];

async function show(deps: PageDeps, ask: PageAsk, said: AuditCheckSaid): Promise<PageAnswer> {
  const { principal: who } = insiderOf(ask);
  if (!may(who, 'audit.read', null)) return noSuch(ask);
  const head = await loadHead(deps.db);
  const [anchor] = await loadAnchors(deps.db, 'last');
  const view = {
    ...{ province: ask.province, who, said, at: deps.now() },
    head: head && { text: `${head.seq}:${head.chain}`, sealedAt: new Date(head.sealedAt) },
    anchorNo: anchor?.no ?? null,
  };
  return { status: said.error === undefined ? 200 : 422, page: <AuditCheckPage {...view} /> };
}

async function check(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  if (!may(insiderOf(ask).principal, 'audit.read', null)) return noSuch(ask);
  const typed = (ask.form.get('dau-chuoi') ?? '').trim();
  const printed = headTyped(typed);
  if (typed !== '' && printed === null) {
    const error = 'Đầu chuỗi đã in có dạng SỐ:CHUỖI, với 64 ký tự sau dấu hai chấm.';
    return show(deps, ask, { error, typed });
  }
  const file = await readAnchorFile(anchorFile(deps.config.dataDir));
  const verdict = await oneAtATime(deps.db, printed, () =>
    verifyAudit({ db: deps.db, secretKey: deps.config.secretKey }, { file, printed }),
  );
  return show(deps, ask, { verdict, hasFile: file !== null, typed });
}

function headTyped(text: string): AuditHead | null {
  const [, seq, chain] = /^([1-9]\d{0,18}):([0-9a-fA-F]{64})$/.exec(text) ?? [];
  return seq === undefined || chain === undefined ? null : { seq, chain: chain.toLowerCase() };
}

const running = new WeakMap<Db, Map<string, Promise<AuditVerdict>>>();

/** It reads the whole trail: whoever asks while the same check runs gets what that one finds. */
function oneAtATime(
  db: Db,
  printed: AuditHead | null,
  run: () => Promise<AuditVerdict>,
): Promise<AuditVerdict> {
  const checks = running.get(db) ?? new Map<string, Promise<AuditVerdict>>();
  running.set(db, checks);
  const key = printed ? `${printed.seq}:${printed.chain}` : '';
  const same = checks.get(key);
  if (same) return same;
  const check = run().finally(() => checks.delete(key));
  checks.set(key, check);
  return check;
}

function noSuch({ province, principal: who }: PageAsk): PageAnswer {
  const title = 'Không tìm thấy trang';
  const text = 'Kiểm tra chuỗi nhật ký thuộc phạm vi toàn tỉnh.';
  return { status: 404, page: <MessagePage {...{ province, who, title, text }} /> };
}

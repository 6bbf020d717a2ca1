// Officers by a file on a page: people who are new, each with a set-up link. Over the province only:
// a row that is refused tells of somebody who may be elsewhere.
import { importOfficers, type OfficersImported } from '../access/import-officers.js';
import { may } from '../access/principal.js';
import { Refused, type Problem } from '../problem.js';
import { peopleDepsOf } from './officer-asks.js';
import { handOutLinks, type HandedLink } from './officer-links.js';
import { insiderOf, type PageAnswer, type PageAsk, type PageDeps } from './page-route.js';
import type { PageRoute } from './page-route.js';
import { MessagePage } from './pages/message-page.js';
import { OfficerImportPage } from './pages/officer-import-page.js';

const path = '/quan-tri/can-bo/nhap';

export const officerImportRoutes: readonly PageRoute[] = [
  { method: 'get', path, action: 'officer.manage', handle: (_deps, ask) => form(ask, {}) },
  { method: 'post', path, action: 'officer.manage', file: 'tep', handle: take },
];

interface Said {
  readonly outcome?: OfficersImported;
  readonly links?: readonly HandedLink[];
  readonly problem?: Problem;
}

function form(ask: PageAsk, { outcome, links = [], problem }: Said): Promise<PageAnswer> {
  const { principal: who } = insiderOf(ask);
  if (!may(who, 'officer.manage', null)) return Promise.resolve(noSuch(ask));
  const view = { province: ask.province, who, links };
  const said = { outcome: outcome ?? null, problem: problem ?? null };
  const page = <OfficerImportPage {...{ ...view, ...said }} />;
  return Promise.resolve({ status: problem ? 422 : 200, page });
}

async function take(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { principal: asker } = insiderOf(ask);
  if (!may(asker, 'officer.manage', null)) return noSuch(ask);
  const [file] = ask.files;
  if (!file) return form(ask, { problem: { code: 'bad_file', detail: 'Chưa chọn tệp.' } });
  try {
    const outcome = await importOfficers(peopleDepsOf(deps, ask), {
      asker,
      skipBad: false,
      file: { name: file.name, bytes: file.bytes },
    });
    const links = await handOutLinks(deps, ask, outcome.invitations);
    return await form(ask, { outcome, links });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return form(ask, { problem: error.problem });
  }
}

function noSuch({ province, principal: who }: PageAsk): PageAnswer {
  const title = 'Không tìm thấy trang';
  const text = 'Nhập danh sách cán bộ thuộc phạm vi toàn tỉnh.';
  return { status: 404, page: <MessagePage {...{ province, who, title, text }} /> };
}

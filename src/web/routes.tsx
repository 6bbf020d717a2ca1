// Every page, as a list: the router, and the tests that walk them, read nothing else. Rendered on
// the server, no script needed.
import express, { type Request, Router } from 'express';
import { readerOf, recentReaderOf } from '../oversight/latest-reading.js';
import { accountActRoutes } from './account-act-routes.js';
import { accountRoutes } from './account-routes.js';
import { accountWorkRoutes } from './account-work-routes.js';
import { adminImportRoutes } from './admin-import-routes.js';
import { adminRoutes } from './admin-routes.js';
import { alertPageRoutes } from './alert-routes.js';
import { assetsFolder } from './assets.js';
import { auditPageRoutes } from './audit-routes.js';
import { calendarRoutes } from './calendar-routes.js';
import { campaignPageRoutes } from './campaign-routes.js';
import { coveragePageRoutes } from './coverage-routes.js';
import { discrepancyPageRoutes } from './discrepancy-routes.js';
import { eraseRoutes } from './erase-routes.js';
import { exportPageRoutes } from './export-routes.js';
import { figureRoutes } from './figure-routes.js';
import { linePageRoutes } from './line-routes.js';
import { gatewayPageRoutes } from './gateway-routes.js';
import { logInRoutes } from './log-in-routes.js';
import { proposalRoutes } from './proposal-routes.js';
import { paymentPageRoutes } from './payment-routes.js';
import { reportImportRoutes } from './report-import-routes.js';
import { reportPageRoutes } from './report-routes.js';
import { matchPageRoutes } from './match-routes.js';
import { monthPageRoutes } from './month-routes.js';
import { mappingPageRoutes } from './mapping-routes.js';
import { officerImportRoutes } from './officer-import-routes.js';
import { officerRoutes } from './officer-routes.js';
import { paperPageRoutes } from './paper-routes.js';
import type { PageDeps, PageRoute } from './page-route.js';
import { MessagePage } from './pages/message-page.js';
import { rulePageRoutes } from './rule-routes.js';
import { runPageRoutes } from './run-routes.js';
import { servePage } from './serve-page.js';
import { savedViewRoutes } from './saved-view-routes.js';
import { setUpRoutes } from './set-up-routes.js';
import { statementImportRoutes } from './statement-import-routes.js';
import { statementPageRoutes } from './statement-routes.js';
import { successionRoutes } from './succession-routes.js';
import { systemRoutes } from './system-routes.js';
import { tokenPageRoutes } from './token-routes.js';
import { unitAdminRoutes } from './unit-admin-routes.js';
import { unitAccountRoutes } from './unit-accounts-routes.js';
import { webhookPageRoutes } from './webhook-routes.js';

/** In the order in which they are tried. */
export const pageRoutes: readonly PageRoute[] = [
  ...figureRoutes,
  ...paymentPageRoutes,
  ...unitAccountRoutes,
  ...accountActRoutes,
  ...proposalRoutes,
  ...campaignPageRoutes,
  ...accountWorkRoutes,
  ...statementImportRoutes,
  ...matchPageRoutes,
  ...savedViewRoutes,
  ...discrepancyPageRoutes,
  ...rulePageRoutes,
  // before the statements, whose ids stand in the same place
  ...coveragePageRoutes,
  ...linePageRoutes,
  ...statementPageRoutes,
  ...paperPageRoutes,
  ...mappingPageRoutes,
  ...reportImportRoutes,
  ...reportPageRoutes,
  ...exportPageRoutes,
  ...monthPageRoutes,
  ...alertPageRoutes,
  ...adminRoutes,
  ...adminImportRoutes,
  // before the officers, whose ids stand in the same place
  ...officerImportRoutes,
  ...officerRoutes,
  ...tokenPageRoutes,
  ...auditPageRoutes,
  ...gatewayPageRoutes,
  ...unitAdminRoutes,
  ...systemRoutes,
  ...eraseRoutes,
  ...calendarRoutes,
  ...successionRoutes,
  ...runPageRoutes,
  ...webhookPageRoutes,
  ...logInRoutes,
  ...setUpRoutes,
  ...accountRoutes,
];

/** An address that is no page. It is none of the list: there is nothing behind it to be seen. */
const lostPage: PageRoute = {
  method: 'get',
  path: '/{*address}',
  action: 'public',
  handle: (_deps, { province, principal: who }) => {
    const title = 'Không tìm thấy trang';
    const text = 'Không có trang nào ở địa chỉ này. Hãy kiểm tra lại địa chỉ, hoặc về trang chủ.';
    return Promise.resolve({
      status: 404,
      page: <MessagePage {...{ province, who, title, text }} />,
    });
  },
};

/** Programs, and whoever mistypes an address of the API, get a problem document. */
function isForReading(request: Request): boolean {
  return !request.path.startsWith('/api/') && request.accepts(['json', 'html']) === 'html';
}

/** Routes of the pages and of the files they load. */
export function webRoutes(
  given: Omit<PageDeps, 'read' | 'readRecent'> & Partial<Pick<PageDeps, 'read'>>,
): Router {
  const router = Router();
  const read = given.read ?? readerOf(given);
  const page: PageDeps = { ...given, read, readRecent: recentReaderOf({ ...given, read }) };
  router.use('/assets', express.static(assetsFolder, { immutable: true, maxAge: '1y' }));
  // a file that is not there is no lost page
  router.use('/assets', (_request, _response, next) => {
    next('router');
  });
  for (const route of pageRoutes) router[route.method](route.path, servePage(page, route));
  const lost = servePage(page, lostPage);
  router.get(lostPage.path, (request, response, next) => {
    if (!isForReading(request)) {
      // it is counted as what it is: an address of no route
      request.route = undefined;
      next();
      return undefined;
    }
    return lost(request, response, next);
  });
  return router;
}

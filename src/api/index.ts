// Every route of the JSON API, in the order of the docs: adding a resource is one file and one line.
import { accountActRoutes } from './account-acts.js';
import { accountCoverageRoutes } from './account-coverage.js';
import { accountPaperRoutes } from './account-papers.js';
import { accountProposalRoutes } from './account-proposals.js';
import { accountSheetRoutes } from './account-sheet.js';
import { accountRoutes } from './accounts.js';
import { alertRoutes } from './alerts.js';
import { askedExportRoutes } from './asked-exports.js';
import { auditRoutes } from './audit.js';
import { campaignRoutes } from './campaign.js';
import { compareRoutes } from './campaign-compare.js';
import { discrepancyRoutes } from './discrepancies.js';
import { exportRoutes } from './exports.js';
import { flagRoutes } from './flags.js';
import { gatewayInboxRoutes } from './gateway-inbox.js';
import { gatewayRoutes } from './gateways.js';
import { lineRoutes } from './lines.js';
import { mappingRoutes } from './mappings.js';
import { matchRoutes } from './matches.js';
import { meRoutes } from './me.js';
import { officerActRoutes } from './officer-acts.js';
import { officerRoutes } from './officers.js';
import { orderRoutes } from './orders.js';
import { parkingRoutes } from './parkings.js';
import { paymentRoutes } from './payments.js';
import { platformChangeRoutes } from './platform-changes.js';
import { readinessRoutes } from './readiness.js';
import { reconciliationRoutes } from './reconciliations.js';
import { reportRoutes } from './reports.js';
import type { ApiRoute } from './route.js';
import { ruleRoutes } from './rules.js';
import { settlementRoutes } from './settlements.js';
import { paperStatementRoutes } from './paper-statements.js';
import { statementRoutes } from './statements.js';
import { tokenRoutes } from './tokens.js';
import { unitMonthRoutes } from './unit-months.js';
import { unitRoutes } from './units.js';
import { verificationRoutes } from './verifications.js';
import { webhookRoutes } from './webhooks.js';

export const apiRoutes: readonly ApiRoute[] = [
  ...meRoutes,
  ...unitRoutes,
  ...readinessRoutes,
  ...accountRoutes,
  ...accountProposalRoutes,
  ...accountPaperRoutes,
  ...accountActRoutes,
  ...accountCoverageRoutes,
  ...verificationRoutes,
  ...platformChangeRoutes,
  ...accountSheetRoutes,
  ...campaignRoutes,
  ...compareRoutes,
  ...orderRoutes,
  ...paymentRoutes,
  ...statementRoutes,
  ...paperStatementRoutes,
  ...lineRoutes,
  ...settlementRoutes,
  ...mappingRoutes,
  ...matchRoutes,
  ...parkingRoutes,
  ...ruleRoutes,
  ...discrepancyRoutes,
  ...flagRoutes,
  ...alertRoutes,
  ...exportRoutes,
  ...askedExportRoutes,
  ...reportRoutes,
  ...unitMonthRoutes,
  ...reconciliationRoutes,
  // before the accounts, whose names stand in the same place
  ...gatewayInboxRoutes,
  ...gatewayRoutes,
  ...webhookRoutes,
  ...officerRoutes,
  ...officerActRoutes,
  ...tokenRoutes,
  ...auditRoutes,
];

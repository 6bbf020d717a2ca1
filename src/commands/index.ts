// Every command of the command line, in the order in which `--help` lists them.
import {
  accountConfirmedCommand,
  accountToldCommand,
  accountUntoldCommand,
} from './account-words.js';
import { alertsSend } from './alerts.js';
import { auditAnchorCommand, auditEraseCommand } from './audit.js';
import { backupCommand } from './backup.js';
import type { Command } from './command.js';
import { demoCommand } from './demo.js';
import { exportCommand } from './export.js';
import { gatewayRedriveCommand } from './gateway-redrive.js';
import { gatewaySetCommand } from './gateway.js';
import { importAccountsCommand } from './import-accounts.js';
import { importOfficersCommand } from './import-officers.js';
import { importOrdersCommand } from './import-orders.js';
import { importPaymentsCommand } from './import-payments.js';
import { importSettlementCommand } from './import-settlement.js';
import { importStatementsCommand } from './import-statements.js';
import { importUnitsCommand } from './import-units.js';
import { inspectCommand } from './inspect.js';
import { migrateCommand } from './migrate.js';
import {
  officerGrantCommand,
  officerLinkCommand,
  officerResetCommand,
  officerRevokeCommand,
} from './officer-access.js';
import {
  officerAddCommand,
  officerChangeCommand,
  officerDisableCommand,
  officerEnableCommand,
  officerListCommand,
} from './officer.js';
import { reconcileCommand } from './reconcile.js';
import { restoreCommand } from './restore.js';
import { retentionRunCommand } from './retention.js';
import { serveCommand } from './serve.js';
import { tokenAddCommand, tokenListCommand, tokenRevokeCommand } from './token.js';
import { verifyAuditCommand, verifyBooksCommand } from './verify.js';

export const commands: readonly Command[] = [
  migrateCommand,
  importUnitsCommand,
  importAccountsCommand,
  importOfficersCommand,
  importOrdersCommand,
  importPaymentsCommand,
  importStatementsCommand,
  importSettlementCommand,
  inspectCommand,
  gatewaySetCommand,
  gatewayRedriveCommand,
  accountUntoldCommand,
  accountToldCommand,
  accountConfirmedCommand,
  officerAddCommand,
  officerListCommand,
  officerChangeCommand,
  officerDisableCommand,
  officerEnableCommand,
  officerGrantCommand,
  officerRevokeCommand,
  officerLinkCommand,
  officerResetCommand,
  tokenAddCommand,
  tokenListCommand,
  tokenRevokeCommand,
  reconcileCommand,
  alertsSend,
  exportCommand,
  verifyBooksCommand,
  verifyAuditCommand,
  auditAnchorCommand,
  auditEraseCommand,
  retentionRunCommand,
  backupCommand,
  restoreCommand,
  serveCommand,
  demoCommand,
];

// Every command of the command line, in the order in which `--help` lists them. A command waits for
// its own code alone: loading that of all of them takes longer than most of them work.
import type { Command } from './command.js';

type Load = () => Promise<readonly Command[]>;

/** By the first word of their names. */
const groups: ReadonlyMap<string, Load> = new Map<string, Load>([
  ['migrate', async () => [(await import('./migrate.js')).migrateCommand]],
  ['import', importCommands],
  ['inspect', async () => [(await import('./inspect.js')).inspectCommand]],
  ['gateway', gatewayCommands],
  ['account', accountCommands],
  ['officer', officerCommands],
  ['token', tokenCommands],
  ['reconcile', async () => [(await import('./reconcile.js')).reconcileCommand]],
  ['alerts', async () => [(await import('./alerts.js')).alertsSend]],
  ['export', async () => [(await import('./export.js')).exportCommand]],
  ['report', async () => [(await import('./report.js')).reportCommand]],
  ['verify', verifyCommands],
  ['audit', auditCommands],
  ['retention', async () => [(await import('./retention.js')).retentionRunCommand]],
  ['backup', async () => [(await import('./backup.js')).backupCommand]],
  ['restore', async () => [(await import('./restore.js')).restoreCommand]],
  ['serve', async () => [(await import('./serve.js')).serveCommand]],
  ['demo', async () => [(await import('./demo.js')).demoCommand]],
]);

/**
 * The commands that a command line may mean.
 * @param firstWord what was typed first; all commands where it is the first word of none (`--help`)
 */
export async function commandsFor(firstWord = ''): Promise<readonly Command[]> {
  const only = groups.get(firstWord);
  if (only) return only();
  const all = await Promise.all([...groups.values()].map((load) => load()));
  return all.flat();
}

async function importCommands(): Promise<readonly Command[]> {
  return [
    (await import('./import-units.js')).importUnitsCommand,
    (await import('./import-accounts.js')).importAccountsCommand,
    (await import('./import-officers.js')).importOfficersCommand,
    (await import('./import-orders.js')).importOrdersCommand,
    (await import('./import-payments.js')).importPaymentsCommand,
    (await import('./import-statements.js')).importStatementsCommand,
    (await import('./import-settlement.js')).importSettlementCommand,
  ];
}

async function gatewayCommands(): Promise<readonly Command[]> {
  return [
    (await import('./gateway.js')).gatewaySetCommand,
    (await import('./gateway-redrive.js')).gatewayRedriveCommand,
  ];
}

async function accountCommands(): Promise<readonly Command[]> {
  const words = await import('./account-words.js');
  return [words.accountUntoldCommand, words.accountToldCommand, words.accountConfirmedCommand];
}

async function officerCommands(): Promise<readonly Command[]> {
  const [officer, access] = [await import('./officer.js'), await import('./officer-access.js')];
  return [
    officer.officerAddCommand,
    officer.officerListCommand,
    officer.officerChangeCommand,
    officer.officerDisableCommand,
    officer.officerEnableCommand,
    access.officerGrantCommand,
    access.officerRevokeCommand,
    access.officerLinkCommand,
    access.officerResetCommand,
  ];
}

async function tokenCommands(): Promise<readonly Command[]> {
  const token = await import('./token.js');
  return [token.tokenAddCommand, token.tokenListCommand, token.tokenRevokeCommand];
}

async function verifyCommands(): Promise<readonly Command[]> {
  const verify = await import('./verify.js');
  return [verify.verifyBooksCommand, verify.verifyAuditCommand];
}

async function auditCommands(): Promise<readonly Command[]> {
  const audit = await import('./audit.js');
  return [audit.auditAnchorCommand, audit.auditEraseCommand];
}

// Writes a world as the contract's input files, so that a province can be loaded by commands
// alone, and beside them what must be found (`expected.ndjson`, which no command reads).
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { instantText } from '../../src/calendar.js';
import { plain } from './places.js';
import { renderStatement } from './files/render-statement.js';
import type { ReportRow, SecondAct, World, WorldPayment, WorldUnit } from './world.js';

/** Where the files of a written world are. */
export interface WrittenWorld {
  readonly units: string;
  readonly accounts: string;
  readonly orders: string;
  readonly payments: string;
  /** Profile by gateway name. */
  readonly profiles: Readonly<Record<string, string>>;
  /** Settlement reports by gateway name. */
  readonly settlements: Readonly<Record<string, string>>;
  readonly statements: string;
  readonly expected: string;
}

/** Writes every file below `dir`, which is made when it does not exist. */
export async function writeWorld(world: World, dir: string): Promise<WrittenWorld> {
  const paths = pathsIn(world, dir);
  await mkdir(paths.statements, { recursive: true });
  await mkdir(join(dir, 'gateways'), { recursive: true });
  await writeFile(paths.units, csv(unitRows(world)));
  await writeFile(paths.accounts, csv(accountRows(world)));
  await writeFile(paths.orders, csv(orderRows(world)));
  await writeFile(paths.payments, csv(paymentRows(world)));
  for (const gateway of world.gateways) {
    const profile = JSON.stringify(gateway.profile, null, 2);
    await writeFile(paths.profiles[gateway.name] ?? '', `${profile}\n`);
  }
  for (const [name, path] of Object.entries(paths.settlements)) {
    await writeReport(path, name, world.reports);
  }
  for (const file of world.statements) {
    await writeFile(join(paths.statements, file.name), await renderStatement(file));
  }
  await writeFile(paths.expected, expectedLines(world));
  await writeFile(join(dir, 'world.json'), `${JSON.stringify(aboutOf(world))}\n`);
  return paths;
}

/** Where the files of a second act are. */
export interface WrittenSecondAct {
  readonly statements: readonly string[];
  /** Settlement reports by gateway name. */
  readonly settlements: Readonly<Record<string, string>>;
}

/** Writes what comes in the second act below `dir`, apart from the first act's files. */
export async function writeSecondAct(act: SecondAct, dir: string): Promise<WrittenSecondAct> {
  await mkdir(dir, { recursive: true });
  const settlements: Record<string, string> = {};
  for (const name of new Set(act.reports.map((row) => row.gateway))) {
    settlements[name] = join(dir, `settlement-${name}.csv`);
    await writeReport(settlements[name], name, act.reports);
  }
  const statements: string[] = [];
  for (const file of act.statements) {
    const path = join(dir, file.name);
    await writeFile(path, await renderStatement(file));
    statements.push(path);
  }
  return { statements, settlements };
}

function writeReport(path: string, gateway: string, reports: readonly ReportRow[]): Promise<void> {
  const rows = reports.filter((row) => row.gateway === gateway);
  return writeFile(path, csv(rows.map(reportRow)));
}

function pathsIn(world: World, dir: string): WrittenWorld {
  const reported = new Set(world.reports.map((row) => row.gateway));
  const byName = (names: Iterable<string>, path: (name: string) => string) =>
    Object.fromEntries([...names].map((name) => [name, join(dir, path(name))]));
  return {
    units: join(dir, 'units.csv'),
    accounts: join(dir, 'accounts.csv'),
    orders: join(dir, 'orders.csv'),
    payments: join(dir, 'payments.csv'),
    profiles: byName(
      world.gateways.map((gateway) => gateway.name),
      (name) => `gateways/${name}.json`,
    ),
    settlements: byName(reported, (name) => `settlement-${name}.csv`),
    statements: join(dir, 'statements'),
    expected: join(dir, 'expected.ndjson'),
  };
}

type CsvRow = Readonly<Record<string, string>>;

function csv(rows: readonly CsvRow[]): string {
  return stringify([...rows], { header: true });
}

function unitRows({ units }: World): readonly CsvRow[] {
  return units.map((unit) => ({
    code: unit.code,
    name: unit.name,
    type: unit.type,
    province: '75',
    agencyCode: unit.agencyCode,
    email: mailOf(unit, ''),
    contactBusiness: mailOf(unit, 'ketoan.'),
    contactIt: mailOf(unit, 'cntt.'),
  }));
}

// `.example` can never be anybody's mail server.
function mailOf(unit: WorldUnit, part: string): string {
  const name = plain(unit.fullName)
    .toLowerCase()
    .replace(/[^a-z]+/g, '');
  return `${part}${name}.${unit.code}@dongnai.example`;
}

function accountRows({ accounts }: World): readonly CsvRow[] {
  return accounts.map((account) => ({
    unitCode: account.unitCode,
    bankBin: account.bankBin,
    accountNumber: account.number,
    accountName: account.holder,
    treasuryCode: account.treasuryCode,
    purpose: account.purpose === 'default' ? '' : account.purpose,
    validFrom: account.validFrom ?? '',
    validTo: account.validTo ?? '',
  }));
}

function orderRows({ payments }: World): readonly CsvRow[] {
  const orders = new Map<string, WorldPayment>();
  for (const payment of payments) {
    const known = orders.get(payment.merchantRef);
    if (payment.ordered && !(known && known.paidAt < payment.paidAt)) {
      orders.set(payment.merchantRef, payment);
    }
  }
  return [...orders.values()].map((payment) => ({
    gateway: payment.gateway,
    merchantRef: payment.merchantRef,
    dossierCode: payment.dossierCode ?? '',
    unitCode: payment.unitCode ?? '',
    amount: payment.amount.toString(),
    description: 'Lệ phí thủ tục hành chính',
    feeItems: payment.feeItems.map((item) => `${item.purpose}:${item.amount.toString()}`).join(';'),
    sourceSystem: 'PORTAL',
    createdAt: instantText(new Date(payment.paidAt.getTime() - 600_000)),
  }));
}

/** Payments as a portal exports them: an attempt without the gateway's number is not in it. */
function exported({ payments }: World): readonly WorldPayment[] {
  return payments.filter((payment) => payment.gatewayTxnId !== null);
}

function paymentRows(world: World): readonly CsvRow[] {
  return exported(world).map((payment) => ({
    gateway: payment.gateway,
    gatewayTxnId: payment.gatewayTxnId ?? '',
    merchantRef: payment.merchantRef,
    dossierCode: payment.dossierCode ?? '',
    unitCode: payment.ordered ? '' : (payment.unitCode ?? ''),
    amount: payment.amount.toString(),
    status: payment.status,
    paidAt: instantText(payment.paidAt),
    refundedAmount: payment.refund ? payment.refund.amount.toString() : '',
    refundedAt: payment.refund ? instantText(payment.refund.at) : '',
  }));
}

function reportRow({ batch, settledOn, payment, fee }: ReportRow): CsvRow {
  return {
    batch,
    settlementDate: settledOn,
    gatewayTxnId: payment.gatewayTxnId ?? '',
    merchantRef: payment.merchantRef,
    amount: payment.amount.toString(),
    fee: fee.toString(),
    netAmount: (payment.amount - fee).toString(),
    unitCode: payment.unitCode ?? '',
    kind: 'payment',
  };
}

function expectedLines(world: World): string {
  const kinds = new Map(world.gateways.map((gateway) => [gateway.name, gateway.kind]));
  const lines = exported(world).map((payment) =>
    JSON.stringify({
      gateway: kinds.get(payment.gateway),
      gatewayAccount: payment.gateway,
      gatewayTxnId: payment.gatewayTxnId,
      merchantRef: payment.merchantRef,
      unitCode: payment.unitCode,
      ...payment.expected,
    }),
  );
  return `${lines.join('\n')}\n`;
}

function aboutOf(world: World): Readonly<Record<string, unknown>> {
  return {
    seed: world.seed,
    asOf: instantText(world.span.asOf),
    payments: world.payments.length,
    statements: world.statements.length,
  };
}

// Beneficiary accounts: a unit's versions, and the take-over of a register. How a version changes
// stands in account-proposals.ts and account-acts.ts.
import { z } from 'zod';
import { sightOf } from '../access/principal.js';
import { importAccounts } from '../beneficiary-accounts/import-accounts.js';
import type { AccountVersion } from '../beneficiary-accounts/account.js';
import { loadAccountVersions } from '../beneficiary-accounts/account-store.js';
import { proposalStateOf, type ProposedAccount } from '../beneficiary-accounts/proposal.js';
import { listProposals } from '../beneficiary-accounts/proposal-store.js';
import { versionStatusAt, versionStatuses } from '../beneficiary-accounts/version-life.js';
import { instantText } from '../calendar.js';
import type { Db } from '../db.js';
import { accountRecords } from '../oversight/exports.js';
import { repostParked } from '../statements/import-statements.js';
import type { ProvinceReading } from '../reconciliation/reading.js';
import { numberKey, pageOf, pageSchema, paging } from './cursor.js';
import { importedShape, importOwnFiles } from './import-files.js';
import { apiRoute, type ApiRoute } from './route.js';
import { asOfMember, day, instant, unitParams } from './shapes.js';
import { foundOr404, holdToSight, readAsked } from './sight.js';

const accountShape = z.strictObject({
  id: z.string().nullable().describe('Of a version; null while it is only proposed.'),
  proposalId: z.string().nullable().describe('The proposal that brought it, or that it is.'),
  unitCode: z.string(),
  purpose: z.string(),
  kind: z.enum(['bank', 'treasury']),
  bankBin: z.string().nullable(),
  clearingCode: z.string().nullable(),
  accountNumber: z.string(),
  accountName: z.string(),
  branch: z.string().nullable(),
  treasuryCode: z.string().nullable(),
  budgetCode: z.string().nullable(),
  validFrom: day.nullable(),
  validTo: day.nullable(),
  activatesAt: instant.nullable().describe('Until then one person can stop the change.'),
  status: z.enum(versionStatuses),
  verified: z.boolean(),
  verifiedBy: z.enum(['code', 'credit']).nullable(),
  verifiedOn: day.nullable(),
});

const listAccounts = apiRoute({
  method: 'get',
  path: '/units/{code}/accounts',
  id: 'listAccounts',
  tag: 'accounts',
  summary: "A unit's account versions, by purpose and time, and declarations that wait",
  action: 'account.read',
  params: unitParams,
  query: z.strictObject({
    ...paging,
    ...asOfMember,
    status: z.enum(versionStatuses).optional(),
  }),
  answers: { 200: pageSchema(accountShape) },
  handle: async (deps, ask) => {
    const { params, principal, query, db } = ask;
    holdToSight(principal, 'account.read', params.code);
    const { whole } = await readAsked(deps, ask);
    foundOr404(whole.units.find(({ unitCode }) => unitCode === params.code));
    const shown = await shownAccounts(db, params.code, whole);
    const page = pageOf(
      shown.filter(({ status }) => query.status === undefined || status === query.status),
      {
        ...query,
        keyOf: ({ purpose, validFrom, id, proposalId }) => [
          purpose,
          // what only waits comes after what stands
          id === null ? '1' : '0',
          validFrom ?? '',
          numberKey(id ?? '0'),
          numberKey(proposalId ?? '0'),
        ],
      },
    );
    return { body: page };
  },
});

type Shown = z.output<typeof accountShape>;

/** Versions, those that were stopped too, and open declarations. */
async function shownAccounts(db: Db, unitCode: string, whole: ProvinceReading): Promise<Shown[]> {
  const versions = await loadAccountVersions(db, { units: [unitCode], withStopped: true });
  const records = accountRecords(versions, whole, {});
  const stand = versions.map((version, at): Shown => ({
    id: version.id,
    proposalId: version.decisionId,
    ...whatItIs(version),
    activatesAt: version.activatesAt && instantText(version.activatesAt),
    status: versionStatusAt(version, whole.asOf),
    verified: records[at]?.verified ?? false,
    verifiedBy: records[at]?.verifiedBy ?? null,
    verifiedOn: records[at]?.verifiedOn ?? null,
  }));
  const open = await listProposals(db, { units: [unitCode], openOnly: true, limit: 1000 });
  const wait = open.flatMap((proposal): Shown[] => {
    const { account, id, validFrom, purpose } = proposal;
    if (!account) return [];
    return [
      {
        id: null,
        proposalId: id,
        ...whatItIs({ ...account, unitCode, purpose, validFrom, validTo: null }),
        activatesAt: null,
        status: proposalStateOf(proposal),
        verified: false,
        verifiedBy: null,
        verifiedOn: null,
      },
    ];
  });
  return [...stand, ...wait];
}

function whatItIs(
  account: AccountVersion & Pick<ProposedAccount, 'clearingCode'>,
): Omit<
  Shown,
  'id' | 'proposalId' | 'activatesAt' | 'status' | 'verified' | 'verifiedBy' | 'verifiedOn'
> {
  return {
    unitCode: account.unitCode,
    purpose: account.purpose,
    kind: account.kind,
    bankBin: account.bankBin,
    clearingCode: account.clearingCode,
    accountNumber: account.accountNumber,
    accountName: account.accountName,
    branch: account.branch,
    treasuryCode: account.treasuryCode,
    budgetCode: account.budgetCode,
    validFrom: account.validFrom,
    validTo: account.validTo,
  };
}

const takeOver = apiRoute({
  method: 'post',
  path: '/accounts/take-over',
  id: 'takeOverAccounts',
  tag: 'accounts',
  summary:
    'Take over a register of accounts (CSV or XLSX): first versions only, every unit in scope; ' +
    'parked statements post and matching runs afterwards',
  action: 'account.import',
  files: ['file'],
  answers: { 201: importedShape },
  creates: true,
  handle: (deps, ask) => {
    const within = sightOf(ask.principal, 'account.import').units;
    return importOwnFiles(
      deps,
      ask,
      (verbDeps, file) => importAccounts(verbDeps, { file, skipBad: false, within }),
      repostParked,
    );
  },
});

export const accountRoutes: readonly ApiRoute[] = [listAccounts, takeOver];

// Beneficiary accounts: a unit's versions, and the take-over of a register. Account numbers of
// units are public information and shown whole.
import { z } from 'zod';
import { sightOf } from '../access/principal.js';
import { importAccounts } from '../beneficiary-accounts/import-accounts.js';
import { loadAccountVersions } from '../beneficiary-accounts/account-store.js';
import { accountRecords } from '../oversight/exports.js';
import { repostParked } from '../statements/import-statements.js';
import { pageOf, pageSchema, paging } from './cursor.js';
import { importedShape, importOwnFiles } from './import-files.js';
import { apiRoute, type ApiRoute } from './route.js';
import { asOfMember, day, unitParams } from './shapes.js';
import { foundOr404, holdToSight, readAsked } from './sight.js';

const accountShape = z.strictObject({
  unitCode: z.string(),
  bankBin: z.string().nullable(),
  accountNumber: z.string(),
  accountName: z.string(),
  purpose: z.string(),
  validFrom: day.nullable(),
  validTo: day.nullable(),
  status: z.enum(['vouched']),
  verified: z.boolean(),
  verifiedBy: z.enum(['code', 'credit']).nullable(),
  verifiedOn: day.nullable(),
});

const listAccounts = apiRoute({
  method: 'get',
  path: '/units/{code}/accounts',
  id: 'listAccounts',
  tag: 'accounts',
  summary: "A unit's account versions, by purpose and time",
  action: 'account.read',
  params: unitParams,
  query: z.strictObject({ ...paging, ...asOfMember }),
  answers: { 200: pageSchema(accountShape) },
  handle: async (deps, ask) => {
    const { params, principal, query, db } = ask;
    holdToSight(principal, 'account.read', params.code);
    const { whole } = await readAsked(deps, ask);
    foundOr404(whole.units.find(({ unitCode }) => unitCode === params.code));
    const records = accountRecords(await loadAccountVersions(db), whole, { unit: params.code });
    const page = pageOf(records, {
      ...query,
      keyOf: ({ purpose, validFrom }) => [purpose, validFrom ?? ''],
    });
    return { body: page };
  },
});

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

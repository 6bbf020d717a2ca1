// The sheet that a clerk fills in: the template, and its rows as proposals of whoever sends it.
import { z } from 'zod';
import { sightOf } from '../access/principal.js';
import { loadBankDirectory } from '../beneficiary-accounts/account-check-store.js';
import { proposalTemplate } from '../beneficiary-accounts/proposal-sheet.js';
import { proposeSheet } from '../beneficiary-accounts/propose-sheet.js';
import type { RowError } from '../tables/own-file.js';
import { loadUnits } from '../units/unit-store.js';
import { accountDeps } from './account-shape.js';
import { apiRoute, type ApiRoute } from './route.js';

const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const about = { tag: 'accounts', action: 'account.propose' } as const;

const template = apiRoute({
  ...about,
  method: 'get',
  path: '/accounts/template',
  id: 'getAccountTemplate',
  summary: 'An XLSX sheet to propose accounts with: a row for each unit in scope, cells as text',
  answers: { 200: null },
  produces: [xlsxType],
  handle: async (_deps, { db, principal }) => {
    const codes = [...sightOf(principal, 'account.propose').units];
    const { banks } = await loadBankDirectory(db);
    const bytes = await proposalTemplate({ units: await loadUnits(db, codes), banks });
    return { download: { type: xlsxType, name: 'khai-bao-tai-khoan.xlsx', bytes } };
  },
});

const flag = z.enum(['true', 'false']).default('false');

const place = z.strictObject({
  file: z.string(),
  line: z.int(),
  column: z.string().optional(),
  detail: z.string(),
});

const post = apiRoute({
  ...about,
  method: 'post',
  path: '/accounts/proposals-sheet',
  id: 'proposeAccountSheet',
  summary:
    'Proposes every account of a sheet (CSV or XLSX), as drafts or handed in at once; a wrong row ' +
    'leaves nothing, unless skipBad',
  files: ['file'],
  body: z.strictObject({
    submit: flag.describe('true: to the second person at once.'),
    skipBad: flag.describe('true: leaves wrong rows out and lists them.'),
  }),
  answers: {
    201: z.strictObject({
      proposed: z.array(z.strictObject({ line: z.int(), unitCode: z.string(), id: z.string() })),
      unchanged: z.int().describe('Rows whose open proposal says the same already.'),
      notFilled: z.int().describe('Units for which no account was filled in.'),
      skipped: z.array(place),
      warnings: z.array(z.string()),
    }),
  },
  creates: true,
  handle: async (deps, ask) => {
    const { principal: asker, body } = ask;
    const given = { asker, submit: body.submit === 'true', skipBad: body.skipBad === 'true' };
    const told: Told = { proposed: [], skipped: [], warnings: [], unchanged: 0, notFilled: 0 };
    for (const { name, bytes } of ask.files) {
      const file = { name, bytes };
      const outcome = await proposeSheet(accountDeps(deps, ask), { ...given, file });
      const made = outcome.proposed.map(({ line, proposal: { unitCode, id } }) => {
        return { line, unitCode, id };
      });
      told.proposed.push(...made);
      told.skipped.push(...outcome.skipped.map(placeOf));
      told.warnings.push(...outcome.warnings);
      told.unchanged += outcome.unchanged;
      told.notFilled += outcome.notFilled;
    }
    return { status: 201, body: told };
  },
});

function placeOf({ file, line, column, detail }: RowError): z.output<typeof place> {
  return { file, line, detail, ...(column === undefined ? {} : { column }) };
}

interface Told {
  proposed: { line: number; unitCode: string; id: string }[];
  skipped: z.output<typeof place>[];
  warnings: string[];
  unchanged: number;
  notFilled: number;
}

export const accountSheetRoutes: readonly ApiRoute[] = [template, post];

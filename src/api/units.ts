// Units: who is paid, whom to ask, what is flagged, how far statements reach, and whether the unit
// can take payments now.
import { z } from 'zod';
import { sightOf } from '../access/principal.js';
import { strandedSums } from '../oversight/stranded-sums.js';
import type { ProvinceReading, UnitReading } from '../reconciliation/reading.js';
import { importUnits } from '../units/import-units.js';
import { foldedName, type Unit } from '../units/unit.js';
import { loadUnits } from '../units/unit-store.js';
import { pageOf, pageSchema, paging } from './cursor.js';
import { flagAnswer, flagKinds, flagShape } from './flags.js';
import { importedShape, importOwnFiles } from './import-files.js';
import { apiRoute, type ApiDeps, type ApiRoute, type Ask } from './route.js';
import {
  answerShape,
  readinessOf,
  readinessShape,
  shortOf,
  strandedAnswer,
  strandedShape,
} from './readiness.js';
import { asOfMember, day, unitParams } from './shapes.js';
import { foundOr404, readAsked } from './sight.js';

const searchCharsMax = 100;

const unitShape = z.strictObject({
  code: z.string(),
  name: z.string(),
  type: z.string(),
  provinceCode: z.string().nullable(),
  parentCode: z.string().nullable(),
  flags: z.array(z.enum(flagKinds)),
  canTakePayments: answerShape,
});

const coveredAccountShape = z.strictObject({
  versionId: z.string(),
  account: z.string(),
  bankBin: z.string().nullable(),
  accountName: z.string(),
  purpose: z.string(),
  validFrom: day.nullable(),
  validTo: day.nullable(),
  verified: z.boolean(),
  verifiedBy: z.enum(['code', 'credit']).nullable(),
  verifiedOn: day.nullable(),
  proven: z.boolean(),
  covered: z.array(z.strictObject({ from: day, to: day })),
  coveredThrough: day.nullable(),
  noticeGaps: z
    .int()
    .nullable()
    .describe('Gaps in the running balance of bank feeds: so often a notice is missing.'),
});

const unitDetailShape = unitShape.extend({
  agencyCode: z.string().nullable(),
  focalPoints: z.strictObject({
    email: z.string().nullable(),
    phone: z.string().nullable(),
    business: z.string().nullable(),
    it: z.string().nullable(),
  }),
  flags: z.array(flagShape),
  canTakePayments: readinessShape,
  stranded: strandedShape.nullable().describe('Paid or announced, without an account to go to.'),
  accounts: z.array(coveredAccountShape),
});

const listUnits = apiRoute({
  method: 'get',
  path: '/units',
  id: 'listUnits',
  tag: 'units',
  summary: 'Units in scope with their flags, by code',
  action: 'unit.read',
  query: z.strictObject({
    ...paging,
    ...asOfMember,
    /** Part of the name, with or without marks, or the beginning of the code. */
    q: z.string().min(1).max(searchCharsMax).optional(),
    flag: z.enum(flagKinds).optional(),
  }),
  answers: { 200: pageSchema(unitShape) },
  handle: async (deps, ask) => {
    const { q, flag } = ask.query;
    const { seen, whole, known } = await unitsAsked(deps, ask);
    const wanted = seen.units
      .filter((unit) => flag === undefined || unit.flags.some((one) => one.flag === flag))
      .filter((unit) => q === undefined || isNamed(unit, q));
    const page = pageOf(wanted, { ...ask.query, keyOf: ({ unitCode }) => [unitCode] });
    const codes = page.items.map(({ unitCode }) => unitCode);
    const ready = await readinessOf(ask.db, codes, whole.asOf);
    const items = page.items.map((unit) => ({
      ...unitAnswer(unit, known.get(unit.unitCode)),
      canTakePayments: shortOf(ready(unit.unitCode)),
      flags: unit.flags.map(({ flag: kind }) => kind),
    }));
    return { body: { ...page, items } };
  },
});

const getUnit = apiRoute({
  method: 'get',
  path: '/units/{code}',
  id: 'getUnit',
  tag: 'units',
  summary: 'One unit: focal points, flags, accounts with statement coverage',
  action: 'unit.read',
  params: unitParams,
  query: z.strictObject(asOfMember),
  answers: { 200: unitDetailShape },
  handle: async (deps, ask) => {
    const { seen, whole, known } = await unitsAsked(deps, ask);
    const { code } = ask.params;
    const unit = foundOr404(seen.units.find(({ unitCode }) => unitCode === code));
    const about = known.get(code);
    const stranded = strandedSums(seen).get(code);
    const ready = await readinessOf(ask.db, [code], whole.asOf);
    const body = {
      ...unitAnswer(unit, about),
      canTakePayments: ready(code),
      stranded: stranded ? strandedAnswer(stranded) : null,
      agencyCode: about?.agencyCode ?? null,
      focalPoints: {
        email: about?.email ?? null,
        phone: about?.phone ?? null,
        business: about?.contactBusiness ?? null,
        it: about?.contactIt ?? null,
      },
      flags: unit.flags.map(flagAnswer),
      accounts: unit.accounts,
    };
    return { body };
  },
});

const postUnits = apiRoute({
  method: 'post',
  path: '/units',
  id: 'importUnits',
  tag: 'units',
  summary: 'Import a list of units (CSV or XLSX); every row must lie in the scope',
  action: 'unit.import',
  files: ['file'],
  answers: { 201: importedShape },
  creates: true,
  handle: (deps, ask) => {
    const within = {
      ...sightOf(ask.principal, 'unit.import'),
      province: deps.config.province,
    };
    return importOwnFiles(deps, ask, (verbDeps, file) =>
      importUnits(verbDeps, { file, skipBad: false, within }),
    );
  },
});

interface UnitsAsked {
  readonly seen: ProvinceReading;
  readonly whole: ProvinceReading;
  /** What the register knows of each unit, by code. */
  readonly known: ReadonlyMap<string, Unit>;
}

async function unitsAsked(
  deps: ApiDeps,
  ask: Pick<Ask, 'principal' | 'db'> & { readonly query: { readonly 'as-of'?: Date | undefined } },
): Promise<UnitsAsked> {
  const { seen, whole } = await readAsked(deps, ask);
  const codes = seen.units.map(({ unitCode }) => unitCode);
  const known = new Map((await loadUnits(ask.db, codes)).map((unit) => [unit.code, unit]));
  return { seen, whole, known };
}

function unitAnswer(unit: UnitReading, about: Unit | undefined) {
  return {
    code: unit.unitCode,
    name: unit.unitName,
    type: unit.type,
    provinceCode: about?.provinceCode ?? null,
    parentCode: about?.parentCode ?? null,
  };
}

function isNamed({ unitCode, unitName }: UnitReading, q: string): boolean {
  const part = foldedName(q);
  return unitCode.startsWith(q) || (part !== '' && foldedName(unitName).includes(part));
}

export const unitRoutes: readonly ApiRoute[] = [listUnits, getUnit, postUnits];

// How the API shows a unit's month: its figures, who proposed and signed it, and what parts it from today.
import { z } from 'zod';
import { may, type Principal } from '../access/principal.js';
import { whyNotSecond } from '../beneficiary-accounts/decider-store.js';
import { whyNotReasons, whyNotWords } from '../beneficiary-accounts/may-decide.js';
import { instantText } from '../calendar.js';
import type { Db } from '../db.js';
import type { Sums } from '../reports/open-money.js';
import type { ProposedMonth } from '../sign-off/month-store.js';
import { proposedStateOf } from '../sign-off/standing.js';
import {
  eachFigure,
  figureNames,
  type Figures,
  type MonthDifference,
} from '../sign-off/unit-month.js';
import { day, instant, money, settlement } from './shapes.js';

const sums = z.strictObject({ count: z.int(), amount: money });
const figuresShape = z.record(z.enum(figureNames), sums);
const person = z.strictObject({ id: z.string(), name: z.string() });
const head = z.strictObject({ seq: z.string(), chain: z.string() }).nullable();
const gap = z.strictObject({ account: z.string(), from: day, to: day });
const evidence = z.string().describe('SHA-256 of the list of all that the figures rest on.');

export const proposedMonthShape = z.strictObject({
  id: z.string(),
  unitCode: z.string(),
  month: z.string(),
  state: z.enum(['pending', 'signed', 'refused', 'withdrawn', 'reopened']),
  version: z.int().nullable().describe('Of what is signed: 1, 2, …'),
  figures: figuresShape,
  gaps: z.array(gap).describe('Days that no statement proved, signed as such.'),
  evidence,
  items: z.int().describe('Rows in that list.'),
  remark: z.string().nullable(),
  maker: person,
  madeAt: instant,
  chainHead: head.describe('Of the audit chain, in the snapshot of the figures.'),
  decision: z
    .strictObject({
      outcome: z.enum(['signed', 'refused', 'withdrawn']),
      checker: person.nullable(),
      reason: z.string().nullable(),
      decidedAt: instant,
      chainHead: head,
    })
    .nullable(),
  reopening: z.strictObject({ officer: person, reason: z.string(), at: instant }).nullable(),
});

export const proposedMonthDetailShape = proposedMonthShape.extend({
  maySign: z.boolean(),
  whyNot: z
    .strictObject({ code: z.enum(whyNotReasons), vi: z.string(), en: z.string() })
    .nullable()
    .describe('Why you are no second person to it.'),
});

export const differenceShape = z
  .strictObject({
    figures: z.array(
      z.strictObject({
        figure: z.enum(figureNames),
        signed: sums,
        now: sums,
        items: z.array(
          z.strictObject({
            paymentId: z.string(),
            reference: z.string(),
            was: settlement.nullable(),
            is: settlement.nullable(),
            by: sums,
          }),
        ),
      }),
    ),
    provenSince: z.array(gap).describe('Signed as not proven; a statement proves them now.'),
    unprovenSince: z.array(gap),
    reportedSince: z
      .array(
        z.strictObject({
          id: z.string(),
          batch: z.string(),
          settledOn: day,
          reference: z.string(),
          amount: money,
        }),
      )
      .describe("Rows of gateways' reports that came later, whether or not a figure changed."),
  })
  .nullable()
  .describe('What later evidence changed; nothing of what was signed changes.');

export const sheetShape = z.strictObject({
  figures: figuresShape,
  gaps: z.array(gap),
  evidence: evidence.describe('The digest to propose on.'),
  items: z.int(),
});

function shownSums({ count, amount }: Sums) {
  return { count, amount: amount.toString() };
}

export function shownFigures(figures: Figures) {
  return eachFigure((name) => shownSums(figures[name]));
}

export function shownMonth(month: ProposedMonth): z.output<typeof proposedMonthShape> {
  const { id, unitCode, maker, remark, gaps, chainHead, decision, reopening } = month;
  return {
    ...{
      id,
      unitCode,
      month: month.month,
      state: proposedStateOf(month),
      maker,
      remark,
      chainHead,
    },
    version: decision?.version ?? null,
    figures: shownFigures(month.figures),
    gaps: [...gaps],
    evidence: month.evidenceSha256,
    items: month.itemCount,
    madeAt: instantText(month.madeAt),
    decision: decision && {
      ...{ outcome: decision.outcome, checker: decision.checker, reason: decision.reason },
      ...{ decidedAt: instantText(decision.decidedAt), chainHead: decision.chainHead },
    },
    reopening: reopening && { ...reopening, at: instantText(reopening.at) },
  };
}

export async function detailedMonth(
  db: Db,
  month: ProposedMonth,
  { asker, at }: { readonly asker: Principal; readonly at: Date },
): Promise<z.output<typeof proposedMonthDetailShape>> {
  const isAsked = month.decision === null && may(asker, 'month.sign', month.unitCode);
  const code = isAsked ? await whyNotSecond(db, { asker, made: month, at }) : null;
  return {
    ...shownMonth(month),
    maySign: isAsked && code === null,
    whyNot: code && { code, ...whyNotWords[code] },
  };
}

export function shownDifference(difference: MonthDifference | null) {
  if (!difference) return null;
  return {
    figures: difference.figures.map(({ figure, signed, now, items }) => ({
      ...{ figure, signed: shownSums(signed), now: shownSums(now) },
      items: items.map((item) => ({ ...item, by: shownSums(item.by) })),
    })),
    provenSince: [...difference.provenSince],
    unprovenSince: [...difference.unprovenSince],
    reportedSince: difference.reportedSince.map((row) => ({
      ...row,
      amount: row.amount.toString(),
    })),
  };
}

// How the API takes and shows statements on paper.
import { z } from 'zod';
import type { Principal } from '../access/principal.js';
import { whyNotSecond } from '../beneficiary-accounts/decider-store.js';
import { whyNotReasons, whyNotWords } from '../beneficiary-accounts/may-decide.js';
import { instantText } from '../calendar.js';
import type { Db } from '../db.js';
import { moneyText } from '../money.js';
import { mayAttest, mayWithdraw } from '../statements/paper-sight.js';
import {
  paperLimits,
  paperStates,
  paperSums,
  type PaperLine,
} from '../statements/paper-statement.js';
import { loadPaperLines, type ListedPaper } from '../statements/paper-store.js';
import { typed } from './account-shape.js';
import { jsonText } from './json-text.js';
import { day, id, instant, money } from './shapes.js';

const person = z.strictObject({ id: z.string(), name: z.string() });
const optionalText = typed(paperLimits.textCharsMax).nullable().default(null);
const moneyIn = money.transform((text) => BigInt(text));

/** Text that may be empty, as narratives of a paper may be. */
const narrative = z.union([z.literal(''), typed(paperLimits.textCharsMax)]);

const lineIn = z
  .strictObject({
    valueDate: day,
    bookingDate: day.optional().describe('The day of entry; absent: the value date.'),
    amount: moneyIn.describe('Credits positive, debits negative.'),
    narrative,
    bankRef: optionalText,
    counterparty: optionalText.describe('Account or name of the payer.'),
  })
  .transform(({ valueDate, bookingDate = valueDate, ...line }): PaperLine => ({
    ...{ ...line, valueDate, bookingDate },
  }));

/** The lines as JSON in a text field of the form, beside the scan. */
const linesText = jsonText(z.array(lineIn), {
  charsMax: 64 * 1024,
  about:
    'JSON: [{valueDate, [bookingDate], amount, narrative, [bankRef], [counterparty]}], credits ' +
    'and debits one by one in the order of the paper; empty for a period without any.',
});

/** Text fields of the form. */
export const paperIn = z.strictObject({
  account: id.describe('A version of the account, as /units/{code}/accounts lists it.'),
  periodFrom: day,
  periodTo: day,
  openingBalance: moneyIn,
  closingBalance: moneyIn,
  lines: linesText,
  scanOf: id.optional().describe('Instead of a file: the paper whose scan it is typed from.'),
});

const members = {
  id: z.string(),
  unitCodes: z.array(z.string()),
  account: z.string(),
  state: z.enum(paperStates),
  periodFrom: day,
  periodTo: day,
  openingBalance: money,
  closingBalance: money,
  lineCount: z.int(),
  scanName: z.string(),
  maker: person,
  madeAt: instant,
  decision: z
    .strictObject({
      outcome: z.enum(['confirmed', 'refused', 'withdrawn']),
      checker: person.nullable().describe('Null where its maker withdrew it.'),
      reason: z.string().nullable(),
      statementId: z.string().nullable().describe('The statement that it became.'),
      decidedAt: instant,
    })
    .nullable(),
};

export const paperStatementShape = z.strictObject(members);

export const paperStatementDetailShape = z.strictObject({
  ...members,
  sumCredits: money,
  sumDebits: money,
  lines: z.array(
    z.strictObject({
      lineNo: z.int(),
      bookingDate: day,
      valueDate: day,
      amount: money,
      narrative: z.string(),
      bankRef: z.string().nullable(),
      counterparty: z.string().nullable(),
    }),
  ),
  mayDecide: z.boolean(),
  mayWithdraw: z.boolean().describe('Whether the asker typed it and it still waits.'),
  whyNot: z
    .strictObject({ code: z.enum(whyNotReasons), text: z.string() })
    .nullable()
    .describe('Why the asker, who could otherwise, may not be the second person.'),
});

export function shownPaperStatement(paper: ListedPaper) {
  const { id: paperId, unitCodes, account, periodFrom, periodTo, lineCount, scanName } = paper;
  const { maker, decision } = paper;
  return {
    ...{ id: paperId, unitCodes, account: account.number },
    state: decision?.outcome ?? 'pending',
    ...{ periodFrom, periodTo, lineCount, scanName, maker },
    openingBalance: moneyText(paper.openingBalance),
    closingBalance: moneyText(paper.closingBalance),
    madeAt: instantText(paper.madeAt),
    decision: decision && { ...decision, decidedAt: instantText(decision.decidedAt) },
  };
}

/** A paper in full, and whether this asker may decide about it. */
export async function detailedPaper(
  db: Db,
  paper: ListedPaper,
  { asker, at }: { readonly asker: Principal; readonly at: Date },
) {
  const lines = await loadPaperLines(db, paper.id);
  const sums = paperSums(lines);
  const asked = paper.decision === null && mayAttest(asker, paper);
  const whyNot = asked ? await whyNotSecond(db, { asker, made: paper, at }) : null;
  return {
    ...shownPaperStatement(paper),
    sumCredits: moneyText(sums.credits),
    sumDebits: moneyText(sums.debits),
    lines: lines.map(({ amount, ...line }, index) => ({
      ...{ lineNo: index + 1, ...line, amount: moneyText(amount) },
    })),
    mayDecide: asked && whyNot === null,
    mayWithdraw: mayWithdraw(asker, paper),
    whyNot: whyNot && { code: whyNot, ...whyNotWords[whyNot] },
  };
}

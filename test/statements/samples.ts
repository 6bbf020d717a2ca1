// Reads expected figures beside sample files and says where a reading differs from them.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readStatements } from '../../src/statements/banks/index.js';
import type { ParsedStatement } from '../../src/statements/bank-format.js';
import { sumsOf } from '../../src/statements/check-statement.js';
import { decimalText } from '../../src/statements/exact.js';

export interface ExpectedLine {
  readonly valueDate?: string | null;
  readonly bookingDate?: string | null;
  readonly amount: string;
  readonly bankReference?: string | null;
  readonly accountServicerReference?: string | null;
  readonly runningBalance?: string | null;
  readonly narrativeContains?: string | null;
}

export interface Expected {
  readonly file: string;
  readonly format: string;
  readonly statementIndex: number;
  readonly account?: string | null;
  readonly currency?: string | null;
  readonly statementId?: string | null;
  readonly periodFrom?: string;
  readonly periodTo?: string;
  readonly openingBalance?: string | null;
  readonly closingBalance?: string | null;
  readonly lineCount: number;
  /** camt: entries that are not merely announced. */
  readonly bookedLineCount?: number;
  readonly sumCredits?: string;
  readonly sumDebits?: string;
  readonly balanced?: boolean;
  readonly firstLines?: readonly ExpectedLine[];
  readonly dossierCodes?: readonly string[];
  readonly gatewayRefs?: readonly string[];
}

/** The entries of one expected.json. */
export function expectedOf(path: string): Expected[] {
  return JSON.parse(readFileSync(path, 'utf8')) as Expected[];
}

/** The statement an entry describes. */
export async function statementOf(expectedPath: string, expected: Expected) {
  const outcome = await readStatements(readFileSync(join(dirname(expectedPath), expected.file)));
  if (outcome.kind === 'refused') {
    throw new Error(`${expected.file}: ${outcome.refusal.code} ${outcome.refusal.detail}`);
  }
  const statement = outcome.statements[expected.statementIndex];
  if (!statement) throw new Error(`${expected.file}: no statement ${expected.statementIndex}`);
  return statement;
}

/** The figures of a reading, under the names and in the form of expected.json. */
export function figuresOf(statement: ParsedStatement, like: Expected): Partial<Expected> {
  const sums = sumsOf(statement.lines);
  const figures: Record<string, unknown> = {
    ...statement,
    lineCount: statement.lines.length,
    sumCredits: decimalText(sums.credits),
    sumDebits: decimalText(sums.debits),
    ...(like.balanced === undefined ? {} : { balanced: statement.state === 'balanced' }),
  };
  const compared = [
    ...['format', 'account', 'currency', 'statementId', 'periodFrom', 'periodTo'],
    ...['openingBalance', 'closingBalance', 'lineCount', 'sumCredits', 'sumDebits', 'balanced'],
  ];
  const wanted = compared.filter((name) => name in like);
  return Object.fromEntries(wanted.map((name) => [name, figures[name]]));
}

/** The same names of the expectation. */
export function wantedOf(statement: ParsedStatement, expected: Expected): Partial<Expected> {
  const names = Object.keys(figuresOf(statement, expected)) as (keyof Expected)[];
  return Object.fromEntries(names.map((name) => [name, expected[name]]));
}

/** What the first lines differ in; null in an expectation says nothing. */
export function lineDifferences(statement: ParsedStatement, expected: Expected): string[] {
  return (expected.firstLines ?? []).flatMap((wanted, index) => {
    const line = statement.lines[index];
    const where = `${expected.file} #${expected.statementIndex} line ${index + 1}`;
    if (!line) return [`${where}: missing`];
    const reference = wanted.bankReference ?? wanted.accountServicerReference;
    const pairs: [string, string | null | undefined, string | null][] = [
      ['amount', wanted.amount, line.amount],
      ['value date', wanted.valueDate?.slice(0, 10), line.valueDate],
      ['booking date', wanted.bookingDate?.slice(0, 10), line.bookingDate],
      ['bank reference', reference === '' ? null : reference, line.bankReference],
      ['running balance', wanted.runningBalance, line.runningBalance],
    ];
    const wrong = pairs
      .filter(([, want, got]) => want !== null && want !== undefined && want !== got)
      .map(([name, want, got]) => `${where}: ${name} ${String(got)}, expected ${String(want)}`);
    const word = wanted.narrativeContains;
    if (word && !line.narrative.includes(word)) wrong.push(`${where}: narrative lacks ${word}`);
    return wrong;
  });
}

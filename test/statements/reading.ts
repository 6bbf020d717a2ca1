// Reads one file of a test and gives its only statement, or the code of its refusal.
import { readStatements } from '../../src/statements/banks/index.js';
import type { ParsedStatement } from '../../src/statements/bank-format.js';

export async function readAll(file: string | Buffer): Promise<readonly ParsedStatement[]> {
  const outcome = await readStatements(Buffer.from(file));
  if (outcome.kind === 'refused') {
    throw new Error(`${outcome.refusal.code}: ${outcome.refusal.detail}`);
  }
  return outcome.statements;
}

export async function readOne(file: string | Buffer): Promise<ParsedStatement> {
  const [statement, ...more] = await readAll(file);
  if (!statement || more.length > 0) throw new Error('not exactly one statement');
  return statement;
}

/** `code` of a refusal, with `:line` where it names one. */
export async function refusalCode(file: string | Buffer): Promise<string> {
  const outcome = await readStatements(Buffer.from(file));
  if (outcome.kind === 'read') return 'read';
  const { code, line } = outcome.refusal;
  return line === null ? code : `${code}:${String(line)}`;
}

export const warningCodes = (statement: ParsedStatement): string[] =>
  statement.warnings.map((warning) => warning.code);

// `doisoat import statements PATH… [--mapping NAME]`
import { reconcile } from '../reconciliation/run-reconciliation.js';
import {
  importStatements,
  type ImportedStatement,
  type RefusedFile,
} from '../statements/import-statements.js';
import { statementMapping } from '../statements/file-mapping.js';
import { textOption } from './command.js';
import type { Command, CommandInput, Context, Report } from './command.js';
import { refusedText, statementFiles } from './statement-files.js';

export const importStatementsCommand: Command = {
  name: 'import statements',
  summary: 'bank statements (sao kê): files, folders or .zip; the format is found by content',
  args: ['<path...>'],
  options: [['--mapping <name>', 'the confirmed column mapping that reads sheets']],
  run: runImport,
};

async function runImport(context: Context, input: CommandInput): Promise<Report> {
  const { now, by } = context;
  const db = context.db();
  const name = textOption(input, 'mapping');
  const mapping = name === undefined ? undefined : await statementMapping(db, name);
  const unopened: RefusedFile[] = [];
  const files = statementFiles(input.args, unopened, context.progress);
  const outcome = await importStatements({ db, now, by }, files, mapping);
  const refused = [...unopened, ...outcome.refused];
  const { statements } = outcome;
  // Coverage changes what is overdue even where no line is new.
  if (statements.some(({ state }) => state !== 'duplicate')) await reconcile({ db, now, by });
  const text = [...statements.map(lineOf), ...refusedText(refused)].join('\n');
  return { json: { statements, refused }, text, failed: refused.length > 0 };
}

function lineOf(statement: ImportedStatement): string {
  const { file, statementIndex, format, state, lineCount } = statement;
  const counts = `${String(statement.new)} new, ${String(statement.known)} known`;
  const warnings = statement.warnings.map(({ code, detail }) => `\n  ${code}: ${detail}`).join('');
  return (
    `${file}#${String(statementIndex)} ${format} ${String(lineCount)} lines, ` +
    `${counts}: ${state}${warnings}`
  );
}

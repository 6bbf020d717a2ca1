// `doisoat inspect FILE…`: reads and checks statements only; needs no database.
import type { RefusedFile } from '../statements/import-statements.js';
import { inspected, type InspectedStatement } from '../statements/inspected-statement.js';
import { openParser } from '../statements/parse-file.js';
import { contentOf } from '../statements/statement-file.js';
import type { Command, CommandInput, Context, Report } from './command.js';
import { refusedText, statementFiles } from './statement-files.js';

export const inspectCommand: Command = {
  name: 'inspect',
  summary: 'read and check bank statements (sao kê) without storing anything',
  args: ['<path...>'],
  run: inspect,
};

async function inspect(context: Context, input: CommandInput): Promise<Report> {
  const refused: RefusedFile[] = [];
  const statements: InspectedStatement[] = [];
  const parser = openParser();
  try {
    for await (const file of statementFiles(input.args, refused, context.progress)) {
      const outcome = await parser.parse(contentOf(file));
      if (outcome.kind === 'refused') refused.push({ file: file.name, ...outcome.refusal });
      else
        statements.push(
          ...outcome.statements.map((each, index) => inspected(file.name, index, each)),
        );
    }
  } finally {
    await parser.close();
  }
  const text = [...statements.map(lineOf), ...refusedText(refused)].join('\n');
  return { json: { statements, refused }, text, failed: refused.length > 0 };
}

function lineOf(statement: InspectedStatement): string {
  const { file, statementIndex, format, account, currency, state, lineCount } = statement;
  const period = `${statement.periodFrom ?? '?'}..${statement.periodTo ?? '?'}`;
  const sums = `+${statement.sumCredits} -${statement.sumDebits} ${currency ?? ''}`;
  const warnings = statement.warnings.map(({ code, detail }) => `\n  ${code}: ${detail}`).join('');
  return (
    `${file}#${String(statementIndex)} ${format} ${account ?? '(no account)'} ${period} ` +
    `${String(lineCount)} lines ${sums} ${state}${warnings}`
  );
}

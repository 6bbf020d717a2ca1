// `doisoat retention run`
import { type Erased, keepRetention } from '../audit/retention.js';
import { asOfFlags, asOfOption, type Command, flagOption, wrongUsage } from './command.js';

export const retentionRunCommand: Command = {
  name: 'retention run',
  summary: 'erase what is past its time by law (thời hạn lưu trữ); the service does so each day',
  options: [asOfFlags, ['--dry-run', 'only count what would be erased']],
  run: async (context, input) => {
    const asOf = asOfOption(input, context.now);
    // what is erased does not come back: nothing is past its time before its time
    if (asOf > context.now()) throw wrongUsage('--as-of: must not lie in the future');
    const dryRun = flagOption(input, 'dryRun');
    const classes = await keepRetention({ db: context.db(), by: context.by }, { asOf, dryRun });
    return {
      json: { dryRun, classes },
      text: classes.map((one) => lineOf(one, dryRun)).join('\n'),
    };
  },
};

function lineOf({ class: name, count, before, law }: Erased, dryRun: boolean): string {
  const done = dryRun ? 'to erase' : 'erased';
  return `${name}: ${String(count)} ${done}, from before ${before} (${law})`;
}

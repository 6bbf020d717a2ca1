// `doisoat account untold | told | confirmed`: what a platform does not know yet of the register,
// and the day on which it was told or confirmed it.
import { z } from 'zod';
import { listPlatformChanges } from '../beneficiary-accounts/list-platform-changes.js';
import {
  platformChangeKinds,
  type PlatformWordKind,
} from '../beneficiary-accounts/platform-change.js';
import {
  importPlatformWords,
  recordPlatformWords,
  type GivenWord,
} from '../beneficiary-accounts/record-platform-words.js';
import { isLocalDate } from '../calendar.js';
import { fileFormats, platformChangeFile } from '../oversight/platform-change-file.js';
import { textOption, wrongUsage, type Command, type CommandInput } from './command.js';
import { writeWhole } from './export.js';
import { readOwnFileAt, reportOf } from './import-file.js';
import { optionAs, required } from './people.js';

const platformFlags = ['--platform <name>', 'the configured name of a gateway account'] as const;
const formatOf = z.enum(fileFormats, `one of ${fileFormats.join(', ')} is expected`);
const dayOf = z.string().refine(isLocalDate, 'a day as 2026-05-04 is expected');

export const accountUntoldCommand: Command = {
  name: 'account untold',
  summary: 'changes of accounts that a platform was not told of yet, as a file for it',
  readsOnly: true,
  options: [
    platformFlags,
    ['--format <format>', 'ndjson (default), csv or xlsx'],
    ['--out <file>', 'write to a file instead of stdout'],
  ],
  run: async (context, input) => {
    const platform = required('--platform', textOption(input, 'platform'));
    const format = optionAs(formatOf, '--format', textOption(input, 'format')) ?? 'ndjson';
    const out = textOption(input, 'out');
    if (context.json && out === undefined && format !== 'ndjson') {
      throw wrongUsage(`--json with --format ${format} needs --out FILE`);
    }
    const deps = { db: context.db(), now: context.now };
    const changes = await listPlatformChanges(deps, { platform, state: 'untold' });
    const chunks = await platformChangeFile(format, changes);
    if (out === undefined) {
      for (const chunk of chunks) await context.write(chunk);
      return undefined;
    }
    await writeWhole(out, chunks);
    const rows = changes.length;
    const text = `${String(rows)} changes not told to ${platform} written to ${out}`;
    return { json: { platform, format, out, rows }, text };
  },
};

const wordCommand = (word: PlatformWordKind, summary: string): Command => ({
  name: `account ${word}`,
  summary,
  args: ['[file]'],
  options: [
    platformFlags,
    ['--on <day>', 'the day, as 2026-05-04'],
    ['--changes <list>', 'instead of the file: 12:begins,15:ends'],
  ],
  run: async (context, input) => {
    const platform = required('--platform', textOption(input, 'platform'));
    const onDay = required('--on', optionAs(dayOf, '--on', textOption(input, 'on')));
    const deps = { db: context.db(), now: context.now, by: context.by };
    const words = { platform, word, onDay };
    const [path] = input.args;
    const listed = changesOf(input);
    if ((path === undefined) === (listed === undefined)) {
      throw wrongUsage('either a file or --changes is expected');
    }
    const rows = (listed ?? []).map((value, at) => ({ line: at + 1, value }));
    const outcome =
      path === undefined
        ? await recordPlatformWords(deps, { ...words, name: '--changes', rows })
        : await importPlatformWords(deps, { ...words, file: await readOwnFileAt(path) });
    for (const warning of outcome.warnings) context.note(warning);
    return reportOf(`${platform} ${word}`, outcome);
  },
});

export const accountToldCommand = wordCommand('told', 'a platform was told of these changes');
export const accountConfirmedCommand = wordCommand(
  'confirmed',
  'a platform confirmed these changes: from then on money in the old account is not its fault',
);

function changesOf(input: CommandInput): GivenWord[] | undefined {
  return textOption(input, 'changes')
    ?.split(',')
    .map((text) => {
      const [versionId = '', change = ''] = text.trim().split(':');
      const kind = platformChangeKinds.find((each) => each === change);
      if (!/^\d{1,18}$/.test(versionId) || !kind) {
        throw wrongUsage('--changes: a list as 12:begins,15:ends is expected');
      }
      return { versionId, change: kind };
    });
}

// `doisoat gateway redrive [ID…] [--state quarantined] [--gateway NAME]`
import { programVersion } from '../backup/program-version.js';
import { listNotices, noticeStates } from '../payments/notice-store.js';
import { redriveMax, redriveNotices, type Redriven } from '../payments/redrive-notices.js';
import { type Command, type CommandInput, textOption, wrongUsage } from './command.js';

export const gatewayRedriveCommand: Command = {
  name: 'gateway redrive',
  summary: 'read stored callbacks (thông báo đã lưu) again after a fix, the oldest first',
  args: ['[id...]'],
  options: [
    ['--state <state>', `${noticeStates.join(', ')} (default quarantined); instead of ids`],
    ['--gateway <name>', 'only of this gateway account or kind'],
  ],
  run: async ({ config, db, now, by }, input) => {
    const { secretKey } = config();
    const deps = { db: db(), now, by, secretKey, programVersion: programVersion() };
    const ids = input.args.length > 0 ? input.args : await idsOf(deps.db, input);
    if (ids.some((id) => !/^\d{1,18}$/.test(id))) throw wrongUsage('an id is a number');
    const redriven: Redriven[] = [];
    for (let at = 0; at < ids.length; at += redriveMax) {
      redriven.push(...(await redriveNotices(deps, ids.slice(at, at + redriveMax))));
    }
    const lines = redriven.map(({ noticeId, verdict }) => `${noticeId} ${verdict}`);
    return {
      json: { redriven },
      text: [...lines, `${String(redriven.length)} read again`].join('\n'),
      failed: redriven.some(({ verdict }) => verdict === 'failure' || verdict === 'unknown'),
    };
  },
};

async function idsOf(db: Parameters<typeof listNotices>[0], input: CommandInput) {
  const wanted = textOption(input, 'state') ?? 'quarantined';
  const state = noticeStates.find((one) => one === wanted);
  if (!state) throw wrongUsage(`--state: one of ${noticeStates.join(', ')}`);
  const gateway = textOption(input, 'gateway');
  const ids: string[] = [];
  for (let afterId: string | null = null; ; afterId = ids.at(-1) ?? null) {
    const filter = { state, gateway, afterId, oldestFirst: true, limit: redriveMax };
    const page = await listNotices(db, filter);
    ids.push(...page.map(({ id }) => id));
    if (page.length < redriveMax) return ids;
  }
}

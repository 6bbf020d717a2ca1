// `doisoat audit anchor` and `doisoat audit erase`
import { anchorAudit } from '../audit/anchor-audit.js';
import { anchorFile } from '../audit/anchor-file.js';
import { erasePersonal } from '../audit/erase-personal.js';
import { type Command, textOption, wrongUsage } from './command.js';

export const auditAnchorCommand: Command = {
  name: 'audit anchor',
  summary: 'seal and anchor the audit trail (nhật ký) now, and print its head',
  run: async (context) => {
    const config = context.config();
    const anchor = await anchorAudit({ db: context.db(), config });
    if (!anchor) return { json: { head: null, anchor: null }, text: 'nothing to anchor yet' };
    const head = `${anchor.seq}:${anchor.chain}`;
    const file = anchorFile(config.dataDir);
    return {
      json: { head, anchor, file },
      text: `head    ${head}\nanchor  ${anchor.no}, also in ${file}`,
    };
  },
};

export const auditEraseCommand: Command = {
  name: 'audit erase',
  summary: 'erase what the audit trail keeps about a person; the events stay',
  options: [
    ['--subject <kind:id>', 'whose: officer:7, unit:25432'],
    ['--why <text>', 'the request that it answers; is kept'],
  ],
  run: async (context, input) => {
    const [, kind, id] = /^([a-z_]+):(.+)$/.exec(textOption(input, 'subject') ?? '') ?? [];
    const why = textOption(input, 'why')?.trim() ?? '';
    if (kind === undefined || id === undefined) {
      throw wrongUsage('--subject KIND:ID is required, as officer:7');
    }
    if (why === '') throw wrongUsage('--why TEXT is required');
    const deps = { db: context.db(), by: context.by };
    const erased = await erasePersonal(deps, { subject: { kind, id }, why });
    return {
      json: { subject: { kind, id }, erased },
      text: `personal values of ${String(erased)} event(s) about ${kind} ${id} erased`,
    };
  },
};

// `doisoat audit anchor`
import { anchorAudit } from '../audit/anchor-audit.js';
import { anchorFile } from '../audit/anchor-file.js';
import type { Command } from './command.js';

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

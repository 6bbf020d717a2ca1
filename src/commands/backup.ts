// `doisoat backup FILE`
import { writeBackup } from '../backup/write-backup.js';
import type { Command } from './command.js';

export const backupCommand: Command = {
  name: 'backup',
  summary: 'write the whole province into one file, from one snapshot (sao lưu)',
  args: ['<file>'],
  run: async (context, { args }) => {
    const path = args[0] ?? '';
    const deps = {
      db: context.db(),
      config: context.config(),
      now: context.now,
      by: context.by,
    };
    const bar = context.progress('% of rows', 100);
    const show = (done: number, total: number) => {
      bar.update(Math.floor((100 * done) / total));
    };
    const written = await writeBackup(deps, path, show).finally(bar.stop);
    const { header, bytes, sha256 } = written;
    const rows = header.tables.reduce((sum, table) => sum + table.rows, 0);
    context.note(
      'SECRET_KEY is not inside. Keep it apart: without it the gateways’ secrets and the ' +
        'officers’ second factors in this backup cannot be opened.',
    );
    return {
      json: { file: path, bytes, sha256, rows, madeAt: header.madeAt, auditHead: header.auditHead },
      text: `${String(rows)} rows in ${path}, sha256 ${sha256}`,
    };
  },
};

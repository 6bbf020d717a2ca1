// `doisoat restore FILE`
import { setAnchorsAside } from '../audit/anchor-file.js';
import { restoreBackup } from '../backup/restore-backup.js';
import type { Command } from './command.js';

export const restoreCommand: Command = {
  name: 'restore',
  summary: 'put a backup into an empty province, whole or not at all (khôi phục)',
  args: ['<file>'],
  run: async (context, { args }) => {
    const path = args[0] ?? '';
    const bar = context.progress('% of rows', 100);
    const show = (done: number, total: number) => {
      bar.update(Math.floor((100 * done) / total));
    };
    const restored = await restoreBackup(
      { config: context.config(), by: context.by },
      path,
      show,
    ).finally(bar.stop);
    const { header, sha256, isKeyTheSame } = restored;
    if (!isKeyTheSame) {
      context.note(
        'SECRET_KEY is not the one of this backup: the gateways’ secrets and the officers’ second ' +
          'factors stay closed until the service runs with that key.',
      );
    }
    const aside = await setAnchorsAside(context.config().dataDir, context.now());
    if (aside !== null) {
      context.note(
        `Anchors made before the restore are kept in ${aside}: they may name later ones.`,
      );
    }
    const rows = header.tables.reduce((sum, table) => sum + table.rows, 0);
    return {
      json: { file: path, sha256, rows, madeAt: header.madeAt, sameSecretKey: isKeyTheSame },
      text: `${String(rows)} rows of ${header.madeAt} restored; audit and books hold`,
    };
  },
};

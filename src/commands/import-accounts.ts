// `doisoat import accounts FILE`
import { importAccounts } from '../beneficiary-accounts/import-accounts.js';
import { repostParked } from '../statements/import-statements.js';
import { importCommand } from './import-file.js';

export const importAccountsCommand = importCommand({
  what: 'accounts',
  summary: 'beneficiary accounts (tài khoản thụ hưởng) with their history, from CSV or XLSX',
  args: '<file>',
  run: importAccounts,
  // statements that came before their account was registered post by themselves now
  then: async (context) => {
    const posted = await repostParked({ db: context.db(), now: context.now, by: context.by });
    if (posted.length > 0) context.note(`${String(posted.length)} parked statement(s) read again`);
  },
});

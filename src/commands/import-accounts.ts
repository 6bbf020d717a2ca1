// `doisoat import accounts FILE`
import { importAccounts } from '../beneficiary-accounts/import-accounts.js';
import { importCommand } from './import-file.js';

export const importAccountsCommand = importCommand({
  what: 'accounts',
  summary: 'beneficiary accounts (tài khoản thụ hưởng) with their history, from CSV or XLSX',
  args: '<file>',
  run: importAccounts,
});

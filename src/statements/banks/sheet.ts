import type { BankFormat } from '../bank-format.js';
export const sheet: BankFormat = {
  name: 'sheet',
  recognises: () => true,
  read: async () => ({ kind: 'refused', refusal: { code: 'x', detail: 'x', line: null } }),
};

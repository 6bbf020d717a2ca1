// `doisoat verify books`
import { verifyBooks } from '../oversight/verify-books.js';
import type { Command } from './command.js';

export const verifyBooksCommand: Command = {
  name: 'verify books',
  summary: 'check that the stored books add up (kiểm tra sổ); names what does not',
  run: async (context) => {
    const { checks, accounts } = await verifyBooks({ db: context.db() });
    const failed = checks.some(({ broken }) => broken > 0);
    const lines = checks.map(({ name, broken, examples }) =>
      broken === 0
        ? `ok      ${name}`
        : `BROKEN  ${name}: ${String(broken)} (${examples.join(', ')})`,
    );
    const text = [...lines, `${String(accounts.length)} accounts with lines`].join('\n');
    return { json: { ok: !failed, checks, accounts }, text, failed };
  },
};

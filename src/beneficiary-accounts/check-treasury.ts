// What is asked of an account at the State Treasury: a class that may take what others pay, and codes
// that agree with the number.
import type { AccountCheck, AccountCheckContext, AccountProposal } from './account-check.js';
import {
  budgetCode,
  treasuryClassOf,
  treasuryOfficeCode,
  treasuryParts,
} from './treasury-account.js';

export function* checkTreasury(
  proposal: AccountProposal,
  { treasuryClasses }: AccountCheckContext,
): Iterable<AccountCheck> {
  if (proposal.treasuryCode !== null && treasuryOfficeCode(proposal.treasuryCode) === undefined) {
    yield {
      code: 'treasury_code_format',
      severity: 'refuse',
      field: 'treasuryCode',
      vi: 'Mã Kho bạc giao dịch gồm 4 chữ số. Đề nghị kiểm tra lại.',
      en: 'the code of a Treasury office has 4 digits',
    };
  }
  if (proposal.kind !== 'treasury') return;
  const parts = treasuryParts(proposal.accountNumber);
  if (parts === undefined) return;
  const { naturalAccount } = parts;
  const known = treasuryClassOf(naturalAccount, treasuryClasses);
  if (known === undefined) {
    yield {
      code: 'unknown_treasury_class',
      severity: 'warn',
      field: 'accountNumber',
      vi: `Chưa rõ tài khoản kế toán ${naturalAccount} thuộc loại nào. Đề nghị xác nhận với Kho bạc rằng tài khoản được nhận tiền do tổ chức, cá nhân nộp.`,
      en: `the class ${naturalAccount} is not on the list: ask the Treasury whether it may take payments`,
      compared: naturalAccount,
    };
  } else if (known.kind === 'estimate') {
    yield {
      code: 'estimate_account',
      severity: 'refuse',
      field: 'accountNumber',
      vi: `Tài khoản ${naturalAccount} là tài khoản dự toán; theo Thông tư 157/2025/TT-BTC, tài khoản dự toán không được nhận tiền do tổ chức, cá nhân khác nộp. Đề nghị ghi tài khoản tiền gửi, tài khoản phí, lệ phí chờ nộp ngân sách hoặc tài khoản thu ngân sách.`,
      en: `${naturalAccount} is an estimate account, which must not take what others pay (Circular 157/2025/TT-BTC)`,
      compared: known.name,
    };
  }
  yield* checkBudgetCode(proposal, parts.budgetCode);
}

function* checkBudgetCode(proposal: AccountProposal, inNumber: string): Iterable<AccountCheck> {
  const given = proposal.budgetCode === null ? undefined : budgetCode(proposal.budgetCode);
  if (given === inNumber) return;
  yield {
    code: 'budget_code_disagrees',
    severity: 'refuse',
    field: 'budgetCode',
    vi:
      proposal.budgetCode === null
        ? `Tài khoản Kho bạc cần có mã đơn vị quan hệ ngân sách (7 chữ số). Trong số tài khoản, mã này là ${inNumber}; đề nghị đối chiếu và ghi vào.`
        : `Mã đơn vị quan hệ ngân sách không trùng với 7 chữ số trong số tài khoản (${inNumber}). Đề nghị kiểm tra lại cả hai.`,
    en: `the budget-relation code must be the 7 digits inside the number, ${inNumber}`,
    compared: inNumber,
  };
}

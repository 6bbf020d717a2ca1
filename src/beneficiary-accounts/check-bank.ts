// Which bank a proposed account is at, and whether its BIN and its clearing code name the same one.
import type { AccountCheck, AccountCheckContext, AccountProposal } from './account-check.js';
import { clearingInstitution, resolveBank, type Bank, type BankDirectory } from './bank-names.js';

/** The bank that is meant: by BIN, code or name, else by the clearing code; undefined when open. */
export function bankOf(
  { kind, bankBin, clearingCode }: AccountProposal,
  directory: BankDirectory,
): Bank | undefined {
  const typed = bankBin ?? clearingCode;
  if (kind === 'treasury' || typed === null) return undefined;
  const answer = resolveBank(typed, directory);
  return answer.kind === 'bank' ? answer.bank : undefined;
}

export function* checkBank(
  proposal: AccountProposal,
  { directory }: AccountCheckContext,
): Iterable<AccountCheck> {
  if (proposal.kind === 'bank') yield* checkName(proposal, directory);
  if (proposal.clearingCode !== null) yield* checkClearing(proposal, directory);
}

function* checkName(
  { bankBin, clearingCode }: AccountProposal,
  directory: BankDirectory,
): Iterable<AccountCheck> {
  const field = bankBin === null && clearingCode !== null ? 'clearingCode' : 'bankBin';
  const answer = resolveBank(bankBin ?? clearingCode ?? '', directory);
  if (answer.kind === 'bank') return;
  if (answer.kind === 'ambiguous') {
    const compared = answer.banks.map(({ bin, shortName }) => `${shortName} (${bin})`).join(', ');
    yield {
      code: 'ambiguous_bank',
      severity: 'refuse',
      field,
      vi: `Tên hoặc mã này chỉ nhiều ngân hàng: ${compared}. Đề nghị ghi mã BIN (6 chữ số) của ngân hàng mở tài khoản.`,
      en: `means more than one bank: ${compared}; give the BIN`,
      compared,
    };
    return;
  }
  const hasNoBin = answer.kind === 'institution';
  yield {
    code: 'unknown_bank',
    severity: 'refuse',
    field,
    vi: hasNoBin
      ? `${answer.institution.name} không có mã BIN trong danh mục. Nếu là tài khoản tại Kho bạc, đề nghị chọn loại tài khoản Kho bạc Nhà nước; trường hợp khác, đề nghị báo cơ quan quản lý danh mục.`
      : 'Không có ngân hàng nào trong danh mục mang mã hoặc tên này. Đề nghị kiểm tra lại và ghi mã BIN (6 chữ số) của ngân hàng.',
    en: hasNoBin
      ? 'this institution has no BIN: an account at the Treasury is of the treasury kind'
      : 'no bank has this BIN, clearing code, short code or name',
  };
}

function* checkClearing(
  proposal: AccountProposal,
  directory: BankDirectory,
): Iterable<AccountCheck> {
  const digits = clearingInstitution(proposal.clearingCode ?? '');
  if (digits === undefined) {
    yield {
      code: 'unknown_bank',
      severity: 'refuse',
      field: 'clearingCode',
      vi: 'Mã ngân hàng trong thanh toán bù trừ gồm 8 chữ số. Đề nghị kiểm tra lại.',
      en: 'a clearing code has 8 digits',
    };
    return;
  }
  const meant = meantBy(digits, directory);
  if (meant === undefined) {
    yield {
      code: 'unknown_bank',
      severity: 'warn',
      field: 'clearingCode',
      vi: 'Chưa có trong danh mục tổ chức mang ba chữ số giữa của mã này. Đề nghị đối chiếu mã với giấy xác nhận của ngân hàng.',
      en: 'no institution is known by the middle three digits of this clearing code',
    };
    return;
  }
  if (!disagrees(proposal, digits, directory)) return;
  yield {
    code: 'bank_and_clearing_disagree',
    severity: 'refuse',
    field: 'clearingCode',
    vi: `Mã thanh toán bù trừ này là của ${meant}, không phải của nơi mở tài khoản đã ghi. Đề nghị kiểm tra lại cả hai mã.`,
    en: `this clearing code is that of ${meant}, not of the bank that is named`,
    compared: meant,
  };
}

function meantBy(digits: string, { banks, institutions }: BankDirectory): string | undefined {
  const institution = institutions.find(({ sbvCode }) => sbvCode === digits);
  return institution?.name ?? banks.find(({ sbvCode }) => sbvCode === digits)?.shortName;
}

// Brands and branches of foreign banks have no digits in the list: of them nothing can be said.
function disagrees(proposal: AccountProposal, digits: string, directory: BankDirectory): boolean {
  if (proposal.kind === 'treasury') {
    const meant = directory.institutions.find(({ sbvCode }) => sbvCode === digits);
    return meant?.kind !== 'treasury';
  }
  const sbvCode = bankOf(proposal, directory)?.sbvCode ?? digits;
  return sbvCode !== digits;
}

// The number of a proposed account: its form, its usual length, and whether somebody else has it. Of a
// number never more than its end is repeated.
import { formatDay, type LocalDate } from '../calendar.js';
import type {
  AccountCheck,
  AccountCheckContext,
  AccountProposal,
  StandingVersion,
} from './account-check.js';
import { bankNumber, numberKey, treasuryNumber } from './account-number.js';
import { bankOf } from './check-bank.js';

/** Vietcombank's numbers on 200,000 real statement lines; no bank publishes a rule. */
const knownLengths: Readonly<Record<string, readonly number[]>> = { '970436': [10, 13] };
const usualLengthMin = 8;
const usualLengthMax = 16;

/** The number in the form that is stored; undefined when it has not its kind's form. */
export function storedNumber({
  kind,
  accountNumber,
}: Pick<AccountProposal, 'kind' | 'accountNumber'>): string | undefined {
  return kind === 'bank' ? bankNumber(accountNumber) : treasuryNumber(accountNumber);
}

export function* checkNumber(
  proposal: AccountProposal,
  context: AccountCheckContext,
): Iterable<AccountCheck> {
  const number = storedNumber(proposal);
  if (number === undefined) {
    yield {
      code: 'number_format',
      severity: 'refuse',
      field: 'accountNumber',
      ...(proposal.kind === 'bank' ? wrongBankForm : wrongTreasuryForm),
    };
    return;
  }
  const bin = bankOf(proposal, context.directory)?.bin;
  if (proposal.kind === 'bank') yield* checkLength(number, bin);
  yield* checkElsewhere(proposal, number, context);
}

const wrongBankForm = {
  vi: 'Số tài khoản ngân hàng gồm 6 đến 19 chữ số hoặc chữ cái in hoa, không có dấu. Đề nghị ghi đúng như trên giấy xác nhận của ngân hàng.',
  en: 'a bank account number has 6 to 19 digits or capital letters',
};
const wrongTreasuryForm = {
  vi: 'Số tài khoản Kho bạc có dạng NNNN.N.NNNNNNN hoặc NNNN.N.NNNNNNN.NNNNN (tài khoản kế toán, cấp ngân sách, mã quan hệ ngân sách, mã chương trình). Đề nghị kiểm tra lại.',
  en: 'a treasury account number has the form NNNN.N.NNNNNNN or NNNN.N.NNNNNNN.NNNNN',
};

function* checkLength(number: string, bin: string | undefined): Iterable<AccountCheck> {
  const known = knownLengths[bin ?? ''];
  const isUsual = known
    ? known.includes(number.length)
    : number.length >= usualLengthMin && number.length <= usualLengthMax;
  if (isUsual) return;
  const count = String(number.length);
  yield {
    code: 'odd_number_length',
    severity: 'warn',
    field: 'accountNumber',
    vi: `Số tài khoản có ${count} ký tự, khác với độ dài thường gặp. Đề nghị đối chiếu lại từng chữ số với giấy xác nhận của ngân hàng.`,
    en: `has ${count} characters, which is unusual: compare it with the bank's paper`,
    ...(known ? { compared: known.join(', ') } : {}),
  };
}

/** A number is somebody's at one bank; without a known bank it may be a chance. */
function* checkElsewhere(
  proposal: AccountProposal,
  number: string,
  { directory, elsewhere, today }: AccountCheckContext,
): Iterable<AccountCheck> {
  const bin = proposal.kind === 'treasury' ? null : bankOf(proposal, directory)?.bin;
  const held = elsewhere.filter(
    (version) =>
      version.unitCode !== proposal.unitCode &&
      numberKey(version.accountNumber) === numberKey(number) &&
      version.bankBin === bin,
  );
  if (held.length === 0) return;
  const isHeldNow = held.some(({ validTo }) => validTo === null || validTo > today);
  const end = number.slice(-4);
  const until = isHeldNow ? '' : lastDay(held);
  yield {
    code: 'number_held_by_other_unit',
    severity: isHeldNow ? 'refuse' : 'warn',
    field: 'accountNumber',
    vi: isHeldNow
      ? `Số tài khoản (bốn số cuối ${end}) đang được khai báo cho một đơn vị khác. Đề nghị kiểm tra lại; nếu đúng là tài khoản của đơn vị, đề nghị cơ quan quản lý kết thúc khai báo kia trước.`
      : `Số tài khoản (bốn số cuối ${end}) từng được khai báo cho một đơn vị khác, đến trước ngày ${until}. Đề nghị xác nhận tài khoản nay thuộc đơn vị.`,
    en: isHeldNow
      ? `the number ending in ${end} is another unit's now`
      : `the number ending in ${end} was another unit's until before ${until}`,
  };
}

function lastDay(versions: readonly StandingVersion[]): string {
  const days = versions
    .map(({ validTo }) => validTo)
    .filter((day): day is LocalDate => day !== null);
  return formatDay(days.sort().at(-1) ?? '');
}

// From when a proposed account holds, beside the unit's other versions: the one in force ends where the
// new one begins, everything else must not be touched.
import { formatDay, type LocalDate } from '../calendar.js';
import type {
  AccountCheck,
  AccountCheckContext,
  AccountProposal,
  StandingVersion,
} from './account-check.js';
import { numberKey } from './account-number.js';
import { bankOf } from './check-bank.js';
import { storedNumber } from './check-number.js';
import { wordsOf } from './holder-words.js';

export function* checkValidity(
  proposal: AccountProposal,
  context: AccountCheckContext,
): Iterable<AccountCheck> {
  const { versions, today } = context;
  const { purpose, validFrom } = proposal;
  const own = versions.filter((version) => version.purpose === purpose);
  yield* checkSame(proposal, own, context);
  // what asks for no day holds as soon as it may, not before today
  yield* checkOverlap(validFrom ?? today, own);
  yield* checkGaps(proposal, versions);
  if (validFrom !== null && validFrom < today) {
    yield {
      code: 'valid_from_in_past',
      severity: 'warn',
      field: 'validFrom',
      vi: `Ngày hiệu lực ${formatDay(validFrom)} đã qua. Các khoản thanh toán từ ngày đó sẽ được đối chiếu lại theo tài khoản này; đề nghị xác nhận.`,
      en: `${validFrom} has passed: payments since then are read anew with this account`,
    };
  }
}

function* checkSame(
  proposal: AccountProposal,
  own: readonly StandingVersion[],
  { directory, today }: AccountCheckContext,
): Iterable<AccountCheck> {
  const present = own.find(
    ({ validFrom, validTo }) =>
      validTo === null && (validFrom === null || validFrom <= (proposal.validFrom ?? today)),
  );
  const number = storedNumber(proposal);
  if (!present || number === undefined) return;
  const bin = proposal.kind === 'treasury' ? null : bankOf(proposal, directory)?.bin;
  const isSame =
    present.kind === proposal.kind &&
    present.bankBin === bin &&
    numberKey(present.accountNumber) === numberKey(number) &&
    wordsOf(present.accountName).join(' ') === wordsOf(proposal.accountName).join(' ') &&
    present.branch === proposal.branch &&
    present.treasuryCode === proposal.treasuryCode &&
    present.budgetCode === proposal.budgetCode;
  if (!isSame) return;
  yield {
    code: 'same_as_present',
    severity: 'refuse',
    field: 'accountNumber',
    vi: 'Thông tin trùng hoàn toàn với tài khoản đang có hiệu lực, không có gì thay đổi nên không cần gửi duyệt.',
    en: 'is the account in force already: nothing would change',
  };
}

/** Versions that begin no earlier would share days with the new one, which has no end. */
function* checkOverlap(
  validFrom: LocalDate,
  own: readonly StandingVersion[],
): Iterable<AccountCheck> {
  const [first] = own
    .flatMap((version) => version.validFrom ?? [])
    .filter((from) => from >= validFrom)
    .sort();
  if (first === undefined) return;
  yield {
    code: 'overlaps_standing_version',
    severity: 'refuse',
    field: 'validFrom',
    vi: `Mục đích này đã có tài khoản khai báo từ ngày ${formatDay(first)}. Đề nghị chọn ngày hiệu lực sau ngày đó, hoặc kết thúc khai báo kia trước.`,
    en: `another version of this purpose begins on ${first}`,
    compared: first,
  };
}

/** Days on which a purpose of the unit would have no account: a payment then has nowhere to go. */
function* checkGaps(
  { purpose, validFrom }: AccountProposal,
  versions: readonly StandingVersion[],
): Iterable<AccountCheck> {
  const ends = new Map<string, LocalDate | null>();
  for (const version of versions) {
    const known = ends.get(version.purpose);
    if (known === null) continue;
    const isLater = known === undefined || version.validTo === null || version.validTo > known;
    if (isLater) ends.set(version.purpose, version.validTo);
  }
  for (const [name, end] of ends) {
    if (end === null || (name === purpose && (validFrom === null || validFrom <= end))) continue;
    const until = name === purpose && validFrom !== null ? validFrom : null;
    yield gap(name, end, until);
  }
  if (purpose === 'default' || ends.has('default')) return;
  yield {
    code: 'purpose_gap',
    severity: 'warn',
    field: 'purpose',
    vi: 'Đơn vị chưa có tài khoản mặc định; khoản thu ngoài mục đích này chưa có tài khoản nhận. Đề nghị khai báo thêm tài khoản mặc định.',
    en: 'the unit has no default account for what is paid for other purposes',
  };
}

function gap(purpose: string, end: LocalDate, until: LocalDate | null): AccountCheck {
  const named = purpose === 'default' ? 'mặc định' : `"${purpose}"`;
  return {
    code: 'purpose_gap',
    severity: 'warn',
    field: 'purpose',
    vi:
      until === null
        ? `Tài khoản cho mục đích ${named} hết hiệu lực từ ngày ${formatDay(end)} và chưa có tài khoản thay thế. Đề nghị khai báo tài khoản tiếp theo.`
        : `Từ ngày ${formatDay(end)} đến trước ngày ${formatDay(until)}, mục đích ${named} không có tài khoản. Đề nghị chọn ngày hiệu lực liền sau tài khoản trước.`,
    en:
      until === null
        ? `the account for ${purpose} ends on ${end} without a successor`
        : `from ${end} to before ${until} there is no account for ${purpose}`,
    compared: end,
  };
}

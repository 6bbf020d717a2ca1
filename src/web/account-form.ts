// The form on which an account is proposed, as it was typed: names as they stand on the page, days as
// people write them. What it means and whether it may stand, the verbs decide.
import { isLocalDate, type LocalDate } from '../calendar.js';
import type { Problem } from '../problem.js';
import { formatDay } from '../calendar.js';
import type { ProposedAccount } from '../beneficiary-accounts/proposal.js';
import type { ProposalText } from '../beneficiary-accounts/proposal-store.js';

/** Fields of the form, with the member of a proposal that each becomes. */
export const accountInputs = {
  'ngan-hang': 'bankBin',
  'so-tai-khoan': 'accountNumber',
  'ten-tai-khoan': 'accountName',
  'chi-nhanh': 'branch',
  'ma-bu-tru': 'clearingCode',
  'ma-kho-bac': 'treasuryCode',
  'ma-ngan-sach': 'budgetCode',
} as const satisfies Readonly<Record<string, keyof ProposedAccount>>;
export type AccountInput = keyof typeof accountInputs;

const others = ['loai', 'muc-dich', 'hieu-luc', 'ly-do'] as const;
export type FormInput = AccountInput | (typeof others)[number];

/** What was typed, by field; '' where nothing was. */
export type Typed = Readonly<Record<FormInput, string>>;

/** What is wrong, by field; '' holds what is about the whole. */
export type FormErrors = ReadonlyMap<FormInput | '', string>;

const inputs: readonly FormInput[] = [...(Object.keys(accountInputs) as AccountInput[]), ...others];

const charsMax: Readonly<Partial<Record<FormInput, number>>> = { 'ly-do': 1000, 'muc-dich': 64 };
const textCharsMax = 200;

export const nothingTyped: Typed = {
  ...(Object.fromEntries(inputs.map((input) => [input, ''])) as Record<FormInput, string>),
  loai: 'bank',
  'muc-dich': 'default',
};

/** Reads what was typed; blanks at the ends do not count. */
export function typedIn(form: ReadonlyMap<string, string>): Typed {
  const typed = inputs.map((input) => {
    const text = (form.get(input) ?? '').normalize('NFC').trim();
    return [input, text.slice(0, charsMax[input] ?? textCharsMax)] as const;
  });
  return Object.fromEntries(typed) as Record<FormInput, string>;
}

/** A proposal that stands, as the form shows it to be edited. */
export function typedFrom(proposal: ProposalText & { readonly purpose: string }): Typed {
  const { account, validFrom, reason, purpose } = proposal;
  const fields = Object.entries(accountInputs).map(([input, field]) => [
    input,
    account?.[field] ?? '',
  ]);
  return {
    ...nothingTyped,
    ...(Object.fromEntries(fields) as Record<AccountInput, string>),
    loai: account?.kind ?? 'bank',
    'muc-dich': purpose,
    'hieu-luc': validFrom === null ? '' : formatDay(validFrom),
    'ly-do': reason,
  };
}

export interface ReadForm {
  readonly account: ProposedAccount;
  readonly purpose: string;
  readonly validFrom: LocalDate | null;
  readonly reason: string;
}

/** What the form says, or what is wrong with it before anything else is looked at. */
export function readAccountForm(typed: Typed): ReadForm | FormErrors {
  const errors = new Map<FormInput | '', string>();
  const kind = typed.loai === 'treasury' ? 'treasury' : 'bank';
  for (const [input, text] of Object.entries(typed) as [FormInput, string][]) {
    if (/[\p{C}\p{Zl}\p{Zp}]/u.test(text)) errors.set(input, 'Có ký tự không dùng được.');
  }
  const required: FormInput[] = ['so-tai-khoan', 'ten-tai-khoan', 'ly-do'];
  if (kind === 'bank') required.push('ngan-hang');
  for (const input of required) {
    if (typed[input] === '') errors.set(input, 'Đây là trường bắt buộc.');
  }
  const validFrom = typed['hieu-luc'] === '' ? null : dayTyped(typed['hieu-luc']);
  if (validFrom === undefined) errors.set('hieu-luc', 'Ngày ghi theo dạng ngày/tháng/năm.');
  if (errors.size > 0 || validFrom === undefined) return errors;
  const orNull = (input: FormInput): string | null => (typed[input] === '' ? null : typed[input]);
  return {
    account: {
      kind,
      bankBin: kind === 'bank' ? orNull('ngan-hang') : null,
      clearingCode: kind === 'bank' ? orNull('ma-bu-tru') : null,
      accountNumber: typed['so-tai-khoan'],
      accountName: typed['ten-tai-khoan'],
      branch: orNull('chi-nhanh'),
      treasuryCode: kind === 'treasury' ? orNull('ma-kho-bac') : null,
      budgetCode: kind === 'treasury' ? orNull('ma-ngan-sach') : null,
    },
    purpose: typed['muc-dich'] === '' ? 'default' : typed['muc-dich'],
    validFrom,
    reason: typed['ly-do'],
  };
}

/** A day as people write it, `5/6/2026` or `05-06-2026`; undefined for what is none. */
export function dayTyped(text: string): LocalDate | undefined {
  const parts = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text.trim());
  if (!parts) return undefined;
  const [, day = '', month = '', year = ''] = parts;
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isLocalDate(date) ? date : undefined;
}

/** What a verb refused, at the fields that it names. */
export function errorsOf(problem: Problem): FormErrors {
  const errors = new Map<FormInput | '', string>();
  for (const { pointer = '', detail } of problem.errors ?? []) {
    const field = pointer.slice(1);
    const input = inputOf(field);
    errors.set(input ?? '', input === undefined ? detail : wordsOf(input, detail));
  }
  if (errors.size === 0) errors.set('', refusedWords[problem.code] ?? 'Chưa thực hiện được.');
  return errors;
}

function inputOf(field: string): FormInput | undefined {
  const [found] = Object.entries(accountInputs).find(([, member]) => member === field) ?? [];
  if (found !== undefined) return found as AccountInput;
  const own = {
    kind: 'loai',
    purpose: 'muc-dich',
    validFrom: 'hieu-luc',
    reason: 'ly-do',
  } as const;
  return Object.hasOwn(own, field) ? own[field as keyof typeof own] : undefined;
}

// verbs speak to programs; a bank is the one thing that they refuse before the checks
function wordsOf(input: FormInput, detail: string): string {
  if (input !== 'ngan-hang') return 'Chưa đạt kiểm tra, xem lý do bên dưới.';
  return detail.startsWith('More than one')
    ? 'Tên này ứng với nhiều ngân hàng. Đề nghị ghi mã BIN.'
    : 'Không tìm thấy ngân hàng này. Đề nghị chọn trong danh sách.';
}

/** What a page says of a refusal by its code. */
export const refusedWords: Readonly<Partial<Record<Problem['code'], string>>> = {
  conflict: 'Thông tin đã thay đổi hoặc đang có đề nghị khác chờ xử lý. Vui lòng tải lại trang.',
  stale_version: 'Thông tin đã thay đổi, vui lòng tải lại và xem lại trước khi quyết định.',
  forbidden: 'Bạn không thực hiện được việc này đối với đề nghị.',
  account_refused: 'Thông tin tài khoản chưa đạt kiểm tra.',
  too_large: 'Tệp lớn hơn 20 MB.',
  bad_file: 'Chỉ nhận tệp PDF, JPEG hoặc PNG.',
};

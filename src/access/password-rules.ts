// Which passwords are taken. Long enough and not to be guessed is all that is asked: no mix of
// characters, no yearly change. What circular letters and handbooks publish is refused, and so is
// what is made of the officer's own name, unit or address.
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';

/** Characters of a password. */
export const passwordCharsMin = 10;
export const passwordCharsMax = 128;

/** What an officer is known by: the first that a guesser tries. */
export interface AboutPerson {
  readonly name: string;
  readonly email: string | null;
  /** Names of the units of their grants, and of the province. */
  readonly units: readonly string[];
}

/**
 * Why a password is not taken, in the officer's words; null when it is fine.
 */
export function refusalOf(password: string, about: AboutPerson): string | null {
  const given = password.normalize('NFC');
  const length = [...given].length;
  if (length < passwordCharsMin) {
    return `Mật khẩu cần ít nhất ${String(passwordCharsMin)} ký tự. Một câu ngắn dễ nhớ là tốt nhất.`;
  }
  if (length > passwordCharsMax) {
    return `Mật khẩu dài nhất ${String(passwordCharsMax)} ký tự.`;
  }
  const ownWords = wordsAbout(about);
  if (isMadeOf(given, ownWords)) {
    return 'Mật khẩu chứa tên, địa chỉ thư hoặc tên đơn vị của bạn nên dễ bị đoán.';
  }
  if (isPublished(given)) {
    return 'Mật khẩu này theo mẫu đã được công bố hoặc dùng làm mật khẩu mặc định, ai cũng đoán được.';
  }
  const tried = folded(given).slice(0, estimatedCharsMax);
  const guesses = estimator().check(tried, [...publishedWords, ...ownWords]).guessesLog10;
  const isGuessed = isMadeOf(given, publishedWords) || isPersonNumber(given);
  if (guesses >= guessesLog10Min && !isGuessed) return null;
  return 'Mật khẩu quá dễ đoán (từ thông dụng, dãy số, ký tự lặp lại). Hãy dùng một câu ngắn gồm vài từ không liên quan.';
}

/** A hundred million guesses: at ten a quarter of an hour nobody gets there. */
const guessesLog10Min = 8;
/** Longer ones take the estimator longer than the log-in itself. */
const estimatedCharsMax = 48;

/** Words of published defaults in Vietnamese offices, without marks. */
const publishedWords = [
  ...['matkhau', 'dangnhap', 'quantri', 'canbo', 'congchuc', 'nguoidung', 'taikhoan', 'macdinh'],
  ...['hcc', 'hanhchinh', 'hanhchinhcong', 'dichvucong', 'tthc', 'motcua', 'ubnd', 'hdnd', 'uyban'],
  ...['thanhpho', 'tinh', 'xa', 'phuong', 'dacu', 'soktxh', 'sotuphap', 'sotaichinh', 'khobac'],
  ...['vnpt', 'viettel', 'mobifone', 'vinaphone', 'fpt', 'misa', 'igate', 'vnptigate', 'vneid'],
  ...['vietnam', 'hanoi', 'saigon', 'hochiminh', 'danang', 'dongnai', 'binhphuoc', 'bienhoa'],
  ...['anhyeuem', 'emyeuanh', 'yeuem', 'matkhaumoi', 'khongbiet', 'toiyeuvietnam', 'doisoat'],
  ...['vietcombank', 'bidv', 'agribank', 'vietinbank', 'ketoan', 'taichinh', 'thuquy'],
  ...['aa', 'ab', 'abc', 'abcd', 'admin', 'password', 'test', 'demo'],
];

/** Passwords that stand in published instructions, folded as `core` folds. */
const publishedPasswords = new Set([
  ...['ab123456', 'abc123456', 'abcd1234', 'a123456', 'aa123456', 'aa12345678', 'admin123'],
  ...['admin12345', 'admin123456', 'password1', 'password123', 'passw0rd', 'p@ssw0rd', 'welcome1'],
  ...['vnpt123', 'vnpt123456', 'hcc2026', 'dongnai2026', 'matkhau123', 'abc12345678', '123456aa'],
]);

/** `Ab@123456`, `Admin@123`, `Hcc@2026`, `Xa.Tanhung#12345`: words, a mark, and a number one counts. */
const wordMarkNumber =
  /^\p{L}{1,24}(?:[^\p{L}\d]{1,3}\p{L}{1,24})?[^\p{L}\d]{0,3}(\d{1,10})[^\p{L}\d]{0,3}$/u;

function isPublished(password: string): boolean {
  const plain = folded(password);
  if (publishedPasswords.has(plain.replace(/[^a-z0-9]/g, ''))) return true;
  const digits = wordMarkNumber.exec(plain)?.[1];
  return digits !== undefined && isCountedNumber(digits);
}

/** 1, 12, 123456, 1111, 2026, 202612, 121990, 654321: what people put behind a word. */
function isCountedNumber(digits: string): boolean {
  return digits.length <= 4 || isPattern(digits);
}

/** A year, one number repeated, or up or down by one. */
function isPattern(digits: string): boolean {
  return (
    /^(?:19|20)\d\d|(?:19|20)\d\d$/.test(digits) ||
    /^(\d{1,6})\1+$/.test(digits) ||
    '01234567890123456789'.includes(digits) ||
    '98765432109876543210'.includes(digits)
  );
}

/** No more than a telephone's or a citizen's number, with or without marks. */
function isPersonNumber(password: string): boolean {
  const citizenNumberDigits = 12;
  return !/\p{L}/u.test(password) && password.replace(/\D/g, '').length <= citizenNumberDigits;
}

/** Such words, and numbers one counts, are most of it: what is left would not stand on its own. */
function isMadeOf(password: string, words: readonly string[]): boolean {
  const plain = folded(password).replace(/[^a-z0-9]/g, '');
  const others = [...words]
    .sort((one, other) => other.length - one.length)
    .reduce((left, word) => left.replaceAll(word, ''), plain);
  const rest = others.replace(/\d{4,}/g, (digits) => (isPattern(digits) ? '' : digits));
  return others.length < plain.length && rest.length < 6;
}

function wordsAbout({ name, email, units }: AboutPerson): string[] {
  const [local = '', domain = ''] = (email ?? '').split('@');
  const texts = [name, ...units, local.replace(/[._+-]/g, ' '), domain.replace(/[.-]/g, ' ')];
  const words = texts.flatMap((text) => {
    const parts = folded(text)
      .split(/[^a-z0-9]+/)
      .filter(Boolean);
    return [parts.join(''), ...parts];
  });
  return [...new Set([...words, folded(local)])].filter((word) => word.length >= 3);
}

/** Lower case without Vietnamese marks. */
function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase();
}

let made: ZxcvbnFactory | undefined;

/**
 * Its dictionaries take some megabytes and 40 ms: made with the first password that is set. With
 * its own limit of 100 substitutions, letters drawn as signs hold the process up for 250 ms.
 */
function estimator(): ZxcvbnFactory {
  const l33tMaxSubstitutions = 20;
  return (made ??= new ZxcvbnFactory({
    dictionary,
    graphs: adjacencyGraphs,
    l33tMaxSubstitutions,
  }));
}

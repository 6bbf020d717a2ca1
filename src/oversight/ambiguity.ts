// A tie as a person decides it: how many payments and credits may be each other's, and which evidence
// would tell them apart. Pure, over what the reader may see.
import { addDays, formatDay, localDateOf, type LocalDate } from '../calendar.js';
import type { PaymentReading, ProvinceReading } from '../reconciliation/reading.js';
import type { MatchReading } from './export-matches.js';

export const decidingKinds = [
  'settlement_report',
  'payment_list',
  'statement',
  'bank_reference',
  'payer_paper',
] as const;

/** What would decide, and of what days it has to be. */
export interface Deciding {
  readonly kind: (typeof decidingKinds)[number];
  /** The gateway account's name, or the account, that it is of; null where it is of a payer. */
  readonly of: string | null;
  readonly from: LocalDate;
  readonly to: LocalDate;
  /** In one Vietnamese sentence. */
  readonly text: string;
}

export interface Ambiguity {
  readonly matchId: string;
  readonly payments: number;
  readonly credits: number;
  readonly text: string;
  readonly evidence: readonly Deciding[];
}

/** Null for a match with one answer. */
export function ambiguityOf(match: MatchReading, seen: ProvinceReading): Ambiguity | null {
  if (!match.ambiguous) return null;
  const lines = match.legs.flatMap(({ line }) => line ?? []);
  const ids = new Set(match.legs.flatMap(({ payment }) => payment?.paymentId ?? []));
  const payments = seen.payments.filter(({ paymentId }) => ids.has(paymentId));
  const count = match.legs.filter(({ payment }) => payment !== null).length;
  const tie = { match, payments, lines, seen, more: count - lines.length };
  return {
    ...{ matchId: match.id, payments: count, credits: lines.length },
    text:
      `${String(count)} giao dịch và ${String(lines.length)} khoản tiền có thể là của nhau; ` +
      'chưa chọn khoản nào.',
    evidence: [...ofGateways(tie), ...missingDays(tie), ...ofBanks(tie), ...ofPayers(tie)],
  };
}

interface Tie {
  readonly match: MatchReading;
  readonly payments: readonly PaymentReading[];
  readonly lines: readonly NonNullable<MatchReading['legs'][number]['line']>[];
  readonly seen: ProvinceReading;
  /** How many payments more than credits. */
  readonly more: number;
}

function ofGateways({ payments, more }: Tie): Deciding[] {
  const gateways = [...new Set(payments.map(({ gatewayAccount }) => gatewayAccount))];
  return gateways.flatMap((gateway) => {
    const own = payments.filter(({ gatewayAccount }) => gatewayAccount === gateway);
    const days = spanOf(own.map(({ paidAt }) => localDateOf(paidAt)));
    if (!days) return [];
    const report: Deciding = {
      ...{ kind: 'settlement_report', of: gateway, ...days },
      text: `Báo cáo quyết toán của ${gateway} cho giao dịch ${daysText(days)}: ghi giao dịch nào thuộc khoản tiền nào.`,
    };
    const list: Deciding = {
      ...{ kind: 'payment_list', of: gateway, ...days },
      text: `Danh sách giao dịch thành công của ${gateway} ${daysText(days)}: có thể còn giao dịch chưa nhận được thông báo.`,
    };
    return more < 0 ? [report, list] : [report];
  });
}

/** Where payments are left over their money may stand in a statement that is not here. */
function missingDays({ payments, lines, seen, more }: Tie): Deciding[] {
  const days = spanOf([
    ...payments.map(({ paidAt }) => localDateOf(paidAt)),
    ...lines.map(({ bookingDate }) => bookingDate),
  ]);
  if (more <= 0 || !days) return [];
  const codes = new Set(payments.map(({ unitCode }) => unitCode));
  const accounts = seen.units
    .filter(({ unitCode }) => codes.has(unitCode))
    .flatMap(({ accounts: own }) => own);
  return accounts.flatMap(({ account, covered }): Deciding[] => {
    const missing = daysOf(days).filter(
      (day) => !covered.some(({ from, to }) => from <= day && day <= to),
    );
    const gap = spanOf(missing);
    if (!gap) return [];
    const text = `Sao kê tài khoản ${account} còn thiếu ${daysText(gap)}: khoản tiền kia có thể ở đó.`;
    return [{ kind: 'statement', of: account, ...gap, text }];
  });
}

function ofBanks({ lines }: Tie): Deciding[] {
  return [...new Set(lines.map(({ account }) => account))].flatMap((account) => {
    const own = lines.filter((line) => line.account === account);
    const days = spanOf(own.map(({ bookingDate }) => bookingDate));
    if (!days) return [];
    const text = `Giấy báo Có hoặc tra soát của ngân hàng cho tài khoản ${account} ${daysText(days)}: nêu mã tham chiếu của lệnh chuyển.`;
    return [{ kind: 'bank_reference' as const, of: account, ...days, text }];
  });
}

/** A reference that came damaged stands whole on the payer's own paper. */
function ofPayers({ match, payments }: Tie): Deciding[] {
  const days = spanOf(payments.map(({ paidAt }) => localDateOf(paidAt)));
  if (match.rule !== 'damaged-reference' || !days) return [];
  const text = `Chứng từ của người nộp ${daysText(days)}: mã tham chiếu ghi đầy đủ.`;
  return [{ kind: 'payer_paper', of: null, ...days, text }];
}

type Span = Pick<Deciding, 'from' | 'to'>;

function spanOf(days: readonly LocalDate[]): Span | null {
  const sorted = [...days].sort();
  const [from] = sorted;
  const to = sorted.at(-1);
  return from === undefined || to === undefined ? null : { from, to };
}

/** More days than a tie ever spans are not looked at one by one. */
const daysMax = 62;

function daysOf({ from, to }: Span): LocalDate[] {
  const days: LocalDate[] = [];
  for (let day = from; day <= to && days.length < daysMax; day = addDays(day, 1)) days.push(day);
  return days;
}

function daysText({ from, to }: Span): string {
  return from === to ? `ngày ${formatDay(from)}` : `từ ${formatDay(from)} đến ${formatDay(to)}`;
}

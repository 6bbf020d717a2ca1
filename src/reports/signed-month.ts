// What the monthly record says of its signing: by whom, when, as which version, resting on what; that
// nobody has signed; or that what was signed is no longer what is true.
import { formatInstant } from '../calendar.js';
import { column } from './columns.js';
import type { Sums } from './open-money.js';
import { numbered } from './report-facts.js';
import type { ReportTable, SignedMonth, SignOff } from './report.js';

type Figures = Readonly<Record<string, Sums>>;

export function signOffOf(signed: SignedMonth | undefined, now: Figures): SignOff | null {
  if (!signed) return null;
  const { figures, ...signOff } = signed;
  return {
    ...signOff,
    isSame: Object.keys(now).every((name) => isEqual(figures[name], now[name])),
  };
}

function isEqual(one: Sums | undefined, other: Sums | undefined): boolean {
  return one?.count === other?.count && one?.amount === other?.amount;
}

const unsigned =
  'Chưa ký chốt: số liệu dưới đây chưa có người lập và người ký xác nhận trên hệ thống.';

/** Sentences above the tables. */
export function signOffSentences(signOff: SignOff | null): string[] {
  if (!signOff) return [unsigned];
  const { version, maker, madeAt, checker, signedAt, evidence, gaps, isSame } = signOff;
  const said =
    `Đã ký chốt phiên bản ${String(version)}: người lập ${maker} (${formatInstant(madeAt)}), ` +
    `người ký ${checker} (${formatInstant(signedAt)}). Mã băm SHA-256 của bằng chứng: ${evidence}.`;
  const missing =
    `Ký khi còn ${String(gaps)} khoảng ngày chưa có sao kê chứng minh; các ngày đó được ghi trong ` +
    'bản đã ký.';
  const differs =
    'Bằng chứng đến sau đã làm số liệu khác với bản đã ký: xem bảng so sánh. Bản đã ký giữ nguyên.';
  return [said, ...(gaps > 0 ? [missing] : []), ...(isSame ? [] : [differs])];
}

const rowWords = {
  opening: 'Chưa về đầu kỳ chuyển sang',
  paid: 'Thanh toán thành công trong kỳ',
  arrived: 'Đã về tài khoản thụ hưởng trong kỳ',
  refunded: 'Đã hoàn cho người nộp trong kỳ',
  closing: 'Chưa về cuối kỳ',
} as const;

/** What was signed beside what is true now; only where they differ. */
export function signedTable(signed: SignedMonth | undefined, now: Figures): ReportTable[] {
  if (!signed || signOffOf(signed, now)?.isSame === true) return [];
  const rows = Object.entries(rowWords).map(([name, item]) => {
    const [was, is] = [signed.figures[name], now[name]];
    const by = (is?.amount ?? 0n) - (was?.amount ?? 0n);
    return {
      ...{ item, wasCount: was?.count ?? 0, was: was?.amount ?? 0n },
      ...{ isCount: is?.count ?? 0, is: is?.amount ?? 0n, by },
    };
  });
  return [
    {
      key: 'signed',
      sheet: 'So với bản đã ký',
      across: false,
      title: `Số đã ký (phiên bản ${String(signed.version)}) và số hiện nay`,
      columns: [
        column('no', 'TT', 'count', 5),
        column('item', 'Chỉ tiêu', 'text', 26),
        column('wasCount', 'GD đã ký', 'count', 8),
        column('was', 'Số đã ký (đồng)', 'money', 13),
        column('isCount', 'GD hiện nay', 'count', 8),
        column('is', 'Số hiện nay (đồng)', 'money', 13),
        column('by', 'Chênh lệch (đồng)', 'money', 12),
      ],
      rows: numbered(rows),
      totals: null,
      empty: '',
    },
  ];
}

/** A cell of the table of units. */
export function signedCell(signed: SignedMonth | undefined, now: Figures): string {
  if (!signed) return 'Chưa ký';
  const version = `Đã ký, phiên bản ${String(signed.version)}`;
  return signOffOf(signed, now)?.isSame === true ? version : `${version}; nay có khác biệt`;
}

// (b) The Department's consolidated letter to the Ministry and the People's Committee. What it says
// in words it takes from the same payments that its annexes list.
import { formatDay, formatInstant } from '../calendar.js';
import { groupBy } from '../group-by.js';
import { sumMoney, type Money } from '../money.js';
import type { PaymentReading, SettlementValue } from '../reconciliation/reading.js';
import { settlementWords } from '../reconciliation/words.js';
import { accountTables } from './accounts.js';
import { formatFigure } from './figures.js';
import { missingTables } from './missing.js';
import { moneyInWords } from './money-words.js';
import * as open from './open-money.js';
import { confirmBy, periodTitle, remitBy } from './period.js';
import { coverageOf, type ReportFacts } from './report-facts.js';
import type { LetterFrame, ReportTable } from './report.js';

/** Annexes I to VI: the tables of the reports of the same names, what is drawn at the end. */
export function letterTables(facts: ReportFacts): readonly ReportTable[] {
  const missing = missingTables(facts);
  const accounts = accountTables(facts).slice(0, 1);
  return [...missing.slice(0, 3), ...accounts, ...missing.slice(3)];
}

export function letterFrame(facts: ReportFacts): LetterFrame {
  const { fullName } = facts.province;
  return {
    number: 'Số:           /STP-HCTP',
    subject:
      'V/v tổng hợp giao dịch thanh toán trực tuyến phí, lệ phí mà tiền chưa về tài khoản thụ ' +
      `hưởng ${periodTitle(facts.period)}`,
    to: ['Bộ Tư pháp', `Ủy ban nhân dân ${lowerFirst(fullName)}`],
    paragraphs: paragraphsOf(facts),
    recipients: [
      'Như trên',
      'Cục Công nghệ thông tin, Bộ Tư pháp (để phối hợp)',
      'UBND các xã, phường, đặc khu (để thực hiện)',
      'Lưu: VT',
    ],
  };
}

function paragraphsOf(facts: ReportFacts): readonly string[] {
  const { reading, period, asOf } = facts;
  return [
    'Thực hiện việc theo dõi, đối soát phí, lệ phí thanh toán trực tuyến khi giải quyết thủ tục ' +
      `hành chính, Sở Tư pháp báo cáo kết quả ${periodTitle(period)} trên địa bàn ` +
      `${lowerFirst(facts.province.fullName)} (số liệu đến ${instantWords(asOf)}) như sau:`,
    `1. Kết quả chung. ${collectedSentence(facts)}`,
    `2. Tiền chưa về tài khoản thụ hưởng. ${missingSentence(facts)}`,
    `3. Giao dịch chưa thể kết luận. ${unsureSentence(facts)} ${coverageSentence(reading)}`,
    `4. Tài khoản thụ hưởng. ${accountsSentence(facts)}`,
    `5. Nộp ngân sách và biên lai. ${remitSentence(facts)}`,
    `6. Kiến nghị. ${requests(facts)}`,
    'Sở Tư pháp kính báo cáo./.',
  ];
}

/** "12 giờ 00 phút ngày 20/05/2026": letters do not write a time as a clock does. */
function instantWords(instant: Date): string {
  const [day = '', time = ''] = formatInstant(instant).split(' ');
  return `${time.replace(':', ' giờ ')} phút ngày ${day}`;
}

function collectedSentence({ reading, period }: ReportFacts): string {
  const paid = open.paidIn(reading.payments, period);
  if (paid.length === 0) {
    return 'Trong kỳ không phát sinh giao dịch thanh toán trực tuyến thành công.';
  }
  const arrived = paid.filter(
    ({ settlement }) => settlement === 'arrived' || settlement === 'over',
  );
  const { count, amount } = open.sumsOf(paid);
  return (
    `Có ${formatFigure(count)} giao dịch thanh toán trực tuyến thành công với tổng số tiền ` +
    `${withWords(amount)}. Đã về đúng tài khoản thụ hưởng ${formatFigure(arrived.length)} giao ` +
    `dịch, tổng số tiền đã về ${formatFigure(sumMoney(paid.map(open.arrivedOf)))} đồng.` +
    restSentence(paid)
  );
}

/** What is neither there nor missing, so that the numbers of the letter add up. */
function restSentence(paid: readonly PaymentReading[]): string {
  const byValue = groupBy(paid, ({ settlement }) => settlement);
  const said = (['awaiting', 'refunded'] as const).flatMap((value) => {
    const group = byValue.get(value) ?? [];
    if (group.length === 0) return [];
    const amount = formatFigure(sumMoney(group.map((payment) => payment.amount)));
    const word = lowerFirst(settlementWords[value].vi);
    return [`${word}: ${formatFigure(group.length)} giao dịch, ${amount} đồng`];
  });
  return said.length === 0 ? '' : ` Ngoài ra, ${said.join('; ')}.`;
}

function missingSentence(facts: ReportFacts): string {
  const { reading, period } = facts;
  const paid = open.paidIn(reading.payments, period);
  const { payments, of } = ofValues(paid, open.missingValues);
  const before = ofValues(open.paidBefore(reading.payments, period), open.missingValues);
  const { count, amount } = open.sumsOf(before.payments, open.openOf);
  const earlier =
    count === 0
      ? ''
      : ` Ngoài ra còn ${formatFigure(count)} giao dịch của các kỳ trước ` +
        `${before.of}, số tiền ${formatFigure(amount)} đồng (Phụ lục II).`;
  const none = 'Không có giao dịch nào trong kỳ mà tiền được xác định là chưa về.';
  const drawn =
    payments.length + before.payments.length === 0
      ? ''
      : ' Thời gian chờ và phân bố theo đơn vị, theo tuần tại Phụ lục V và VI.';
  return `${payments.length === 0 ? none : causesSentence(paid, payments, of)}${earlier}${drawn}`;
}

function causesSentence(
  paid: readonly PaymentReading[],
  payments: readonly PaymentReading[],
  of: string,
): string {
  const byValue = groupBy(paid, ({ settlement }) => settlement);
  const causes = open.missingValues.flatMap((value) => {
    const group = byValue.get(value) ?? [];
    if (group.length === 0) return [];
    const { count, amount } = open.sumsOf(group, open.openOf);
    const word = lowerFirst(settlementWords[value].vi);
    return [`${word}: ${formatFigure(count)} giao dịch, ${formatFigure(amount)} đồng`];
  });
  return (
    `Có ${formatFigure(payments.length)} giao dịch ${of} mà tiền chưa ` +
    `về tài khoản thụ hưởng, tổng số tiền ${withWords(sumMoney(payments.map(open.openOf)))}; trong ` +
    `đó: ${causes.join('; ')}. Chi tiết theo từng đơn vị, nguyên nhân, giải trình và đề xuất tại ` +
    'Phụ lục I.'
  );
}

function unsureSentence({ reading, period }: ReportFacts): string {
  const own = open.paidIn(reading.payments, period);
  const all = [...open.paidBefore(reading.payments, period), ...own];
  const { payments, of } = ofValues(all, open.unsureValues);
  if (payments.length === 0) return 'Không có giao dịch nào chưa thể kết luận.';
  const ownCount = ofValues(own, open.unsureValues).payments.length;
  const earlier = payments.length - ownCount;
  // those of the month alone add up with the first paragraph
  const parted =
    earlier === 0
      ? ''
      : `, gồm ${formatFigure(ownCount)} giao dịch trong kỳ và ${formatFigure(earlier)} giao dịch ` +
        'của các kỳ trước';
  return (
    `Có ${formatFigure(payments.length)} giao dịch ${of}${parted}, số tiền ` +
    `${formatFigure(sumMoney(payments.map(open.openOf)))} đồng chưa đủ sao kê hoặc đang chờ người ` +
    'xác nhận; các giao dịch này không được tính là tiền chưa về (Phụ lục III).'
  );
}

function coverageSentence(reading: ReportFacts['reading']): string {
  const { through, units, unitsWithout } = coverageOf(reading);
  if (through === null) return 'Chưa có sao kê nào đã kiểm chứng.';
  const without =
    unitsWithout === 0 ? '' : `; ${formatFigure(unitsWithout)} đơn vị chưa có sao kê nào`;
  return (
    `Trong ${formatFigure(units)} đơn vị có tài khoản, sao kê đã kiểm chứng ít nhất đến hết ngày ` +
    `${formatDay(through)}${without}.`
  );
}

function accountsSentence(facts: ReportFacts): string {
  const [table] = accountTables(facts);
  const left = table?.rows.length ?? 0;
  if (left === 0) return 'Tất cả đơn vị đã hoàn thành khai báo, xác minh tài khoản thụ hưởng.';
  const undeclared = facts.campaign.filter(({ done }) => !done.declared).length;
  const unverified = facts.campaign.filter(({ done }) => done.approved && !done.verified).length;
  return (
    `Còn ${formatFigure(left)} trên ${formatFigure(facts.campaign.length)} đơn vị chưa hoàn thành ` +
    `các việc về tài khoản thụ hưởng và người phụ trách, trong đó ${formatFigure(undeclared)} đơn ` +
    `vị chưa khai báo, ${formatFigure(unverified)} đơn vị có tài khoản chưa được xác minh ` +
    '(Phụ lục IV).'
  );
}

function remitSentence({ reading, period }: ReportFacts): string {
  const paid = open.paidIn(reading.payments, period);
  const credited = paid.filter((payment) => open.arrivedOf(payment) > 0n);
  const remit = sumMoney(credited.map(({ arrivedAmount }) => arrivedAmount));
  const unreceipted = paid.filter(
    ({ settlement, receiptNumber }) => settlement !== 'refunded' && receiptNumber === null,
  );
  const remitted =
    remit === 0n
      ? 'Trong kỳ chưa có khoản nào được ngân hàng ghi Có phải nộp ngân sách'
      : `Số tiền ngân hàng đã ghi Có ${formatFigure(remit)} đồng phải được nộp vào tài khoản phí ` +
        `chờ nộp ngân sách tại Kho bạc Nhà nước chậm nhất ngày ${formatDay(remitBy(period))}`;
  const confirmed = `số dư tài khoản được xác nhận chậm nhất ngày ${formatDay(confirmBy(period))}`;
  const left = `Còn ${formatFigure(unreceipted.length)} giao dịch chưa có số biên lai.`;
  const all = paid.length === 0 ? '' : 'Các giao dịch trong kỳ đều đã có số biên lai.';
  return `${remitted}; ${confirmed}. ${unreceipted.length === 0 ? all : left}`.trim();
}

/** Only what there is a reason for: a request about an empty annex would be sent back. */
function requests(facts: ReportFacts): string {
  const { reading, period, province } = facts;
  const paid = ofValues(open.paidIn(reading.payments, period), open.missingValues);
  const before = ofValues(open.paidBefore(reading.payments, period), open.missingValues);
  const annexes = [
    ...(paid.payments.length > 0 ? ['I'] : []),
    ...(before.payments.length > 0 ? ['II'] : []),
  ].join(' và ');
  const known = [
    ...open.paidBefore(reading.payments, period),
    ...open.paidIn(reading.payments, period),
  ];
  const { through, unitsWithout } = coverageOf(reading);
  const lacksStatements =
    through === null ||
    unitsWithout > 0 ||
    known.some(({ settlement }) => settlement === 'unverifiable');
  const asked = [
    ...((accountTables(facts)[0]?.rows.length ?? 0) > 0
      ? ['khai báo, xác minh tài khoản thụ hưởng và cử người phụ trách (Phụ lục IV)']
      : []),
    ...(lacksStatements ? ['cung cấp sao kê của các ngày còn thiếu'] : []),
    ...(annexes === '' ? [] : [`giải trình các trường hợp tại Phụ lục ${annexes}`]),
  ];
  const ofMinistry =
    'Đề nghị Bộ Tư pháp chỉ đạo đơn vị quản lý nền tảng thanh toán và các cổng thanh toán tra ' +
    `soát, chuyển tiền của các giao dịch tại Phụ lục ${annexes} về đúng tài khoản thụ hưởng.`;
  const ofProvince =
    `Đề nghị Ủy ban nhân dân ${lowerFirst(province.fullName)} chỉ đạo UBND các xã, phường, đặc ` +
    `khu ${asked.join('; ')}.`;
  const said = [
    ...(annexes === '' ? [] : [ofMinistry]),
    ...(asked.length === 0 ? [] : [ofProvince]),
  ];
  return said.length === 0 ? 'Sở Tư pháp không có kiến nghị.' : said.join(' ');
}

function ofValues(paid: readonly PaymentReading[], values: readonly SettlementValue[]) {
  const payments = paid.filter(
    ({ settlement }) => settlement !== null && values.includes(settlement),
  );
  return { payments, of: whose(payments) };
}

/** Payments whose unit nobody knows are of no unit, and not of the others'. */
function whose(payments: readonly PaymentReading[]): string {
  const known = payments.flatMap(({ unitCode }) => unitCode ?? []);
  const units = new Set(known).size;
  const unknown = payments.length - known.length;
  if (units === 0) return 'chưa xác định đơn vị';
  const ofUnits = `của ${formatFigure(units)} đơn vị`;
  if (unknown === 0) return ofUnits;
  return `(${formatFigure(known.length)} giao dịch ${ofUnits}, ${formatFigure(unknown)} giao dịch chưa xác định đơn vị)`;
}

function withWords(amount: Money): string {
  return `${formatFigure(amount)} đồng (bằng chữ: ${lowerFirst(moneyInWords(amount))})`;
}

function lowerFirst(text: string): string {
  return `${text.charAt(0).toLocaleLowerCase('vi')}${text.slice(1)}`;
}

// From facts to a report: its title, who issues it, its tables and who signs. Pure.
import { formatDay, formatInstant } from '../calendar.js';
import { unitTitle } from '../units/unit.js';
import { accountTables } from './accounts.js';
import { formatFigure } from './figures.js';
import { gatewayTables } from './gateways.js';
import { letterFrame, letterTables } from './letter.js';
import { missingTables } from './missing.js';
import { monthTables } from './month.js';
import { periodTitle } from './period.js';
import { coverageOf, type ReportFacts } from './report-facts.js';
import type { Report, ReportKind, ReportTable, SignaturePlace, SignOff } from './report.js';
import { signOffOf, signOffSentences } from './signed-month.js';
import { movementOf, unitMonthTables } from './unit-month.js';

const tablesOf: Readonly<Record<ReportKind, (facts: ReportFacts) => readonly ReportTable[]>> = {
  missing: missingTables,
  letter: letterTables,
  accounts: accountTables,
  'unit-month': unitMonthTables,
  gateways: gatewayTables,
  month: monthTables,
};

/** What each report is called where one is chosen. */
export const reportTitles: Readonly<Record<ReportKind, string>> = {
  missing: 'Đơn vị có giao dịch thành công nhưng tiền chưa về',
  letter: 'Công văn tổng hợp gửi Bộ Tư pháp và Ủy ban nhân dân',
  accounts: 'Đơn vị chưa đủ tài khoản thụ hưởng, người phụ trách',
  'unit-month': 'Biên bản đối chiếu tháng của đơn vị',
  gateways: 'Thời gian tiền về, trễ hạn và phí của các cổng thanh toán',
  month: 'Tổng hợp tháng: đã thu, đã về, phải nộp, biên lai',
};

/** What stands above it. */
export const reportHeadings: Readonly<Record<ReportKind, string>> = {
  missing:
    'Danh sách đơn vị có giao dịch thanh toán trực tuyến thành công nhưng tiền chưa về tài khoản ' +
    'thụ hưởng',
  letter: 'Công văn tổng hợp giao dịch thanh toán trực tuyến mà tiền chưa về tài khoản thụ hưởng',
  accounts: 'Danh sách đơn vị chưa đủ tài khoản thụ hưởng và người phụ trách',
  'unit-month': 'Biên bản đối chiếu phí, lệ phí thanh toán trực tuyến',
  gateways: 'Báo cáo thời gian tiền về, trễ hạn và phí của các cổng thanh toán',
  month: 'Báo cáo tổng hợp phí, lệ phí thanh toán trực tuyến',
};

export function buildReport(kind: ReportKind, facts: ReportFacts): Report {
  const { period, asOf, province, unit } = facts;
  const reading = kind === 'unit-month' ? facts.closing : facts.reading;
  const coverage = coverageOf(reading);
  const unitCode = unit?.unitCode ?? null;
  const isUnits = unit !== null && kind === 'unit-month';
  const signOff = isUnits ? unitSignOff(facts, unit.unitCode) : null;
  // the superior body may be written short (Decree 30/2020/NĐ-CP, annex I)
  const superior = `UBND ${unbroken(province.fullName)}`;
  return {
    kind,
    title: `${reportHeadings[kind]} ${periodTitle(period)}`,
    ...{ period, asOf, readAt: reading.asOf, unitCode },
    about: unit ? `${unitTitle(unit)} (mã ${unit.unitCode})` : province.fullName,
    issuer: isUnits ? [superior, unitOffice(unit)] : [superior, 'Sở Tư pháp'],
    place: province.name,
    coverage,
    sentences: [
      ...sentencesOf(kind, reading.asOf, coverage),
      ...(isUnits ? signOffSentences(signOff) : []),
    ],
    tables: tablesOf[kind](facts),
    signatures: signaturesOf(kind, isUnits),
    chainHead: facts.chainHead,
    letter: kind === 'letter' ? letterFrame(facts) : null,
    signOff,
  };
}

function unitSignOff({ signed, opening, closing }: ReportFacts, unitCode: string): SignOff | null {
  return signOffOf(signed.get(unitCode), movementOf(opening.payments, closing.payments));
}

/** A commune writes as its People's Committee, any other unit as itself. */
function unitOffice(unit: NonNullable<ReportFacts['unit']>): string {
  const isCommune = ['phuong', 'xa', 'dac_khu'].includes(unit.type);
  return isCommune ? `Ủy ban nhân dân ${unbroken(unitTitle(unit))}` : unitTitle(unit);
}

/** A name stays on one line where it can. */
function unbroken(name: string): string {
  return name.replaceAll(' ', '\u00a0');
}

const counted: Readonly<Record<ReportKind, string>> = {
  missing:
    'Tính các giao dịch được thanh toán trong kỳ. Tiền được nói là chưa về chỉ khi sao kê đã kiểm ' +
    'chứng phủ đủ các ngày; phần chưa thể kết luận được nêu riêng.',
  letter: '',
  accounts: 'Tính theo sổ tài khoản thụ hưởng và phân quyền tại thời điểm đọc số liệu.',
  'unit-month':
    'Chưa về cuối kỳ = chưa về đầu kỳ + thanh toán trong kỳ − đã về trong kỳ − đã hoàn trong kỳ. ' +
    'Khoản về một phần tính phần đã về vào "đã về".',
  gateways:
    'Tính các giao dịch được thanh toán trong kỳ. Số ngày tiền về tính từ ngày thanh toán đến ngày ' +
    'ngân hàng ghi Có; về sau hạn là ghi Có sau ngày đến hạn đã thỏa thuận.',
  month:
    'Tính các giao dịch được thanh toán trong kỳ. Số phải nộp Kho bạc là số ngân hàng đã ghi Có cho ' +
    'các giao dịch đó.',
};

function sentencesOf(
  kind: ReportKind,
  readAt: Date,
  { through, units, unitsWithout }: Report['coverage'],
): readonly string[] {
  const without =
    unitsWithout === 0
      ? ''
      : ` ${formatFigure(unitsWithout)} trên ${formatFigure(units)} đơn vị chưa có sao kê nào.`;
  const covered =
    through === null
      ? 'Chưa có ngày nào được sao kê chứng minh.'
      : `Sao kê đã kiểm chứng ít nhất đến hết ngày ${formatDay(through)}; sau ngày đó chưa kết luận.${without}`;
  return [`Số liệu đến ${formatInstant(readAt)}. ${covered}`, counted[kind]].filter(
    (sentence) => sentence !== '',
  );
}

function signaturesOf(kind: ReportKind, isUnits: boolean): readonly SignaturePlace[] {
  const hint = '(Ký, ghi rõ họ tên)';
  if (kind === 'letter') return [{ title: 'GIÁM ĐỐC', hint: '', name: '' }];
  if (isUnits) {
    return [
      { title: 'NGƯỜI LẬP', hint, name: '' },
      { title: 'THỦ TRƯỞNG ĐƠN VỊ', hint: '(Ký, ghi rõ họ tên, đóng dấu)', name: '' },
    ];
  }
  return [
    { title: 'NGƯỜI LẬP BIỂU', hint, name: '' },
    { title: 'GIÁM ĐỐC', hint: '(Ký, ghi rõ họ tên, đóng dấu)', name: '' },
  ];
}

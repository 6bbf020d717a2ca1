// One unit's month: its figures, the days without proof, who proposed and signed it, what later evidence
// changed, and what may be done to it now.
import { whyNotWords } from '../../beneficiary-accounts/may-decide.js';
import { formatDay } from '../../calendar.js';
import { formatMoney } from '../../money.js';
import { periodTitle } from '../../reports/period.js';
import { reportFormats } from '../../reports/write-report.js';
import type { ProposedMonth } from '../../sign-off/month-store.js';
import {
  figureNames,
  figureWords,
  type Gap,
  type MonthDifference,
} from '../../sign-off/unit-month.js';
import { FormError } from '../components/field.js';
import { MonthDifferences } from '../components/month-differences.js';
import { MonthActs, type MonthActsProps } from '../components/month-forms.js';
import { MonthHistory } from '../components/month-history.js';
import { MonthStateChip } from '../components/month-state.js';
import { Layout } from '../layout.js';
import { formatMonth } from '../months.js';
import { addressOf, unitPath } from '../page-query.js';

export interface MonthPageProps extends MonthActsProps {
  readonly province: string;
  readonly title: string;
  readonly proposals: readonly ProposedMonth[];
  readonly difference: MonthDifference | null;
  readonly mayReport: boolean;
  readonly notice: string | null;
  readonly error: string | null;
}

export function MonthPage(props: MonthPageProps) {
  const { province, who, title, sheet, standing, difference, notice, error } = props;
  const { month } = sheet.period;
  const state = difference ? 'differs' : standing.state;
  return (
    <Layout {...{ province, who, title: `Chốt tháng ${formatMonth(month)}` }}>
      <nav class="trail" aria-label="Đường dẫn">
        <a href={addressOf('/chot-thang', { ky: month })}>Chốt tháng</a>
        <span aria-hidden="true"> › </span>
        <a href={unitPath(sheet.unitCode)}>{title}</a>
        <span aria-hidden="true"> › </span>
        <span>{formatMonth(month)}</span>
      </nav>
      <h1>
        {title}, {periodTitle(sheet.period)} <MonthStateChip state={state} />
      </h1>
      {notice !== null && (
        <p class="notice" role="status">
          {notice}
        </p>
      )}
      <FormError text={error} />
      <Figures {...props} />
      <Gaps gaps={sheet.gaps} />
      {difference && <MonthDifferences difference={difference} />}
      <MonthActs {...props} />
      <MonthHistory proposals={props.proposals} />
      <Files {...props} />
    </Layout>
  );
}

function Figures({ sheet, standing, whyNot }: MonthPageProps) {
  const kept = standing.signed ?? standing.waiting;
  return (
    <section aria-labelledby="so-lieu">
      <h2 id="so-lieu">Số liệu</h2>
      <div class="scroll">
        <table class="report-table">
          <thead>
            <tr>
              <th scope="col">Chỉ tiêu</th>
              {kept && (
                <th scope="col" class="number">
                  {standing.signed ? 'GD đã ký' : 'GD đề nghị'}
                </th>
              )}
              {kept && (
                <th scope="col" class="number">
                  {standing.signed ? 'Đã ký' : 'Đề nghị'}
                </th>
              )}
              <th scope="col" class="number">
                GD hiện nay
              </th>
              <th scope="col" class="number">
                Hiện nay
              </th>
            </tr>
          </thead>
          <tbody>
            {figureNames.map((name) => (
              <tr key={name}>
                <th scope="row">{figureWords[name]}</th>
                {kept && <td class="number">{String(kept.figures[name].count)}</td>}
                {kept && <td class="number">{formatMoney(kept.figures[name].amount)}</td>}
                <td class="number">{String(sheet.figures[name].count)}</td>
                <td class="number">{formatMoney(sheet.figures[name].amount)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="sub">
        Chưa về cuối kỳ = chưa về đầu kỳ + thanh toán trong kỳ − đã về trong kỳ − đã hoàn trong kỳ.
      </p>
      {whyNot && <p class="request">{whyNotWords[whyNot].vi}</p>}
    </section>
  );
}

function Gaps({ gaps }: { readonly gaps: readonly Gap[] }) {
  if (gaps.length === 0) return <p>Sao kê chứng minh mọi ngày của tháng.</p>;
  return (
    <section class="request" aria-label="Ngày chưa có sao kê">
      <p>Chưa có sao kê chứng minh:</p>
      <ul>
        {gaps.map(({ account, from, to }) => (
          <li key={`${account} ${from}`}>
            Tài khoản {account}:{' '}
            {from === to ? formatDay(from) : `${formatDay(from)} đến ${formatDay(to)}`}
          </li>
        ))}
      </ul>
    </section>
  );
}

const formatWords = { xlsx: 'Excel (XLSX)', docx: 'Word (DOCX)', pdf: 'PDF' } as const;

function Files({ sheet, mayReport }: MonthPageProps) {
  if (!mayReport) return null;
  const query = { period: sheet.period.month, unit: sheet.unitCode };
  return (
    <p class="report-files">
      Biên bản đối chiếu tháng:{' '}
      {reportFormats.map((format) => (
        <a
          key={format}
          href={addressOf('/api/v1/reports/unit-month', { ...query, format })}
          download
        >
          {formatWords[format]}
        </a>
      ))}
    </p>
  );
}

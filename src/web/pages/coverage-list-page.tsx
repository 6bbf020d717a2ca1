// All accounts in sight over one month: how many days their statements prove, the most wanting first.
import { formatDay, instantText, type LocalDate } from '../../calendar.js';
import { Chip } from '../components/tone.js';
import { Layout } from '../layout.js';
import { formatMonth, monthFrom } from '../months.js';
import { addressOf, coveragePath } from '../page-query.js';

/** One account in one month. */
export interface CoverageRow {
  readonly versionId: string;
  readonly unitTitle: string;
  readonly account: string;
  readonly bank: string;
  readonly coveredCount: number;
  readonly uncoveredCount: number;
  readonly coveredThrough: LocalDate | null;
}

export interface CoverageListPageProps {
  readonly province: string;
  readonly who: { readonly name: string };
  readonly asOf: Date;
  readonly asked: Date | undefined;
  readonly month: string;
  readonly rows: readonly CoverageRow[];
}

export function CoverageListPage(props: CoverageListPageProps) {
  const { province, who, asOf, asked, month, rows } = props;
  const kept = asked && instantText(asked);
  const hrefOf = (thang: string) => addressOf('/sao-ke/lich', { 'as-of': kept, thang });
  return (
    <Layout {...{ province, who, asOf, asked, title: 'Ngày có sao kê' }}>
      <nav class="trail" aria-label="Đường dẫn">
        <a href="/sao-ke">Sao kê</a>
        <span aria-hidden="true"> › </span>
        <span>Ngày có sao kê</span>
      </nav>
      <h1>Ngày có sao kê</h1>
      <nav class="months" aria-label="Tháng">
        <a rel="prev" href={hrefOf(monthFrom(month, -1))}>
          ‹ {formatMonth(monthFrom(month, -1))}
        </a>
        <strong>Tháng {formatMonth(month)}</strong>
        <a rel="next" href={hrefOf(monthFrom(month, 1))}>
          {formatMonth(monthFrom(month, 1))} ›
        </a>
      </nav>
      {rows.length === 0 ? (
        <p class="empty">Không có tài khoản nào có hiệu lực trong tháng này.</p>
      ) : (
        <div class="scroll">
          <table class="coverage-list">
            <thead>
              <tr>
                <th scope="col">Đơn vị</th>
                <th scope="col">Tài khoản</th>
                <th scope="col">Chưa chứng minh</th>
                <th scope="col">Có sao kê</th>
                <th scope="col">Có sao kê đến</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Row key={row.versionId} row={row} {...{ month, asked }} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Layout>
  );
}

function Row(props: {
  readonly row: CoverageRow;
  readonly month: string;
  readonly asked: Date | undefined;
}) {
  const { row, month, asked } = props;
  const { versionId, uncoveredCount, coveredThrough } = row;
  return (
    <tr>
      <td>{row.unitTitle}</td>
      <td>
        <a href={coveragePath(versionId, { asked, month })}>{row.account}</a>
        <span class="sub">{row.bank}</span>
      </td>
      <td>
        {uncoveredCount === 0 ? (
          <Chip tone="good" text="Đủ" />
        ) : (
          <Chip tone="doubt" text={`${String(uncoveredCount)} ngày`} />
        )}
      </td>
      <td>{row.coveredCount} ngày</td>
      <td>{coveredThrough === null ? 'Chưa có ngày nào' : formatDay(coveredThrough)}</td>
    </tr>
  );
}

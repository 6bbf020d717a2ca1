// One account's month: which days its statements prove, and of each other day why not and what to do.
import { formatDay, instantText } from '../../calendar.js';
import type { AccountDays } from '../../oversight/account-days.js';
import { uncoveredRanges, type ReasonRange } from '../../oversight/day-proof.js';
import { dayWords } from '../../oversight/day-proof-words.js';
import { MonthGrid, MonthLegend } from '../components/month-grid.js';
import { Layout } from '../layout.js';
import { formatMonth, monthFrom } from '../months.js';
import { addressOf, coveragePath, unitPath } from '../page-query.js';

export interface CoveragePageProps {
  readonly province: string;
  readonly who: { readonly name: string };
  readonly asOf: Date;
  readonly asked: Date | undefined;
  readonly month: string;
  readonly unitTitle: string;
  readonly bank: string;
  readonly view: AccountDays;
  /** Of a statement without balances: which export of this bank has them. */
  readonly provenBy: string | null;
}

export function CoveragePage(props: CoveragePageProps) {
  const { province, who, asOf, asked, month, unitTitle, view, bank } = props;
  const { account, days, unitCode } = view;
  const kept = asked && instantText(asked);
  const title = `Ngày có sao kê ${formatMonth(month)}`;
  return (
    <Layout {...{ province, who, asOf, asked, title }}>
      <nav class="trail" aria-label="Đường dẫn">
        <a href="/sao-ke">Sao kê</a>
        <span aria-hidden="true"> › </span>
        <a href={addressOf('/sao-ke/lich', { 'as-of': kept, thang: month })}>Ngày có sao kê</a>
        <span aria-hidden="true"> › </span>
        <a href={addressOf(unitPath(unitCode), { 'as-of': kept })}>{unitTitle}</a>
      </nav>
      <h1>
        Ngày có sao kê <span class="account">{account.account}</span>
      </h1>
      <p class="lead">
        {bank} · {account.accountName}
        {account.purpose !== 'default' && ` · Mục đích: ${account.purpose}`}
      </p>
      <Months {...props} />
      <p>{summaryOf(view)}</p>
      <MonthGrid days={days} label={`Các ngày của tháng ${formatMonth(month)}`} />
      <MonthLegend />
      <Reasons {...props} />
    </Layout>
  );
}

function Months({ month, asked, view }: CoveragePageProps) {
  const hrefOf = (count: number) =>
    coveragePath(view.account.versionId, { asked, month: monthFrom(month, count) });
  return (
    <nav class="months" aria-label="Tháng">
      <a rel="prev" href={hrefOf(-1)}>
        ‹ {formatMonth(monthFrom(month, -1))}
      </a>
      <strong>Tháng {formatMonth(month)}</strong>
      <a rel="next" href={hrefOf(1)}>
        {formatMonth(monthFrom(month, 1))} ›
      </a>
    </nav>
  );
}

function summaryOf({ days, account }: AccountDays): string {
  const count = (state: string) => String(days.filter((each) => each.state === state).length);
  const through =
    account.coveredThrough === null
      ? 'Chưa có ngày nào được sao kê chứng minh.'
      : `Ngày mới nhất được chứng minh: ${formatDay(account.coveredThrough)}.`;
  return `${count('covered')} ngày được sao kê chứng minh, ${count('uncovered')} ngày chưa. ${through}`;
}

function Reasons(props: CoveragePageProps) {
  const ranges = uncoveredRanges(props.view.days);
  return (
    <section aria-labelledby="chua">
      <h2 id="chua">Ngày chưa được chứng minh</h2>
      {ranges.length === 0 ? (
        <p class="empty">Không có ngày nào của tháng này.</p>
      ) : (
        <ul class="reasons">
          {ranges.map((range) => (
            <Reason key={range.from} range={range} provenBy={props.provenBy} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Reason({ range, provenBy }: { readonly range: ReasonRange; provenBy: string | null }) {
  const { from, to, reason, workingDays, statementIds } = range;
  const { why, todo } = dayWords[reason];
  const span = from === to ? formatDay(from) : `${formatDay(from)} – ${formatDay(to)}`;
  const better = reason === 'no_balances' && provenBy !== null ? `Cần tải lên: ${provenBy}.` : todo;
  return (
    <li>
      <p>
        <strong>{span}</strong> ({workingDays} ngày làm việc). {why}
      </p>
      {better !== null && <p class="request">{better}</p>}
      {statementIds.length > 0 && (
        <p>
          {statementIds.map((id) => (
            <a key={id} href={`/sao-ke/${id}`}>
              Xem sao kê số {id}
            </a>
          ))}
        </p>
      )}
    </li>
  );
}

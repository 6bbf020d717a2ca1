// Matches that wait for a person: each with its money, its payments and the reason.
import { formatDay } from '../../calendar.js';
import { formatMoney } from '../../money.js';
import type { MatchReading } from '../../oversight/export-matches.js';
import { ruleWording } from '../../reconciliation/words.js';
import { Chip } from '../components/tone.js';
import { formatCount } from '../count.js';
import { Layout } from '../layout.js';
import { addressOf } from '../page-query.js';

export interface MatchesPageProps {
  readonly province: string;
  readonly who: { readonly name: string };
  readonly matches: readonly MatchReading[];
  readonly count: number;
  /** The page after this one; null at the end. */
  readonly next: number | null;
}

export function MatchesPage({ province, who, matches, count, next }: MatchesPageProps) {
  return (
    <Layout {...{ province, who }} title="Đối soát">
      <h1>Chờ xác nhận</h1>
      <p class="lead">
        {count === 0
          ? 'Không có đề xuất nào chờ xác nhận.'
          : `${formatCount(count)} đề xuất chờ người xác nhận.`}{' '}
        <a href="/quy-tac">Quy tắc đối soát</a>
      </p>
      {matches.length > 0 && (
        <div class="scroll">
          <table class="matches">
            <thead>
              <tr>
                <th scope="col">Giao dịch</th>
                <th scope="col">Dòng sao kê</th>
                <th scope="col">Căn cứ</th>
                <th scope="col">Quyết định</th>
              </tr>
            </thead>
            <tbody>
              {matches.map((match) => (
                <Row key={match.id} match={match} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {next !== null && (
        <nav class="pager" aria-label="Trang">
          <a rel="next" href={addressOf('/doi-soat', { trang: String(next) })}>
            Trang sau ›
          </a>
        </nav>
      )}
    </Layout>
  );
}

const legsShown = 3;

function Row({ match }: { readonly match: MatchReading }) {
  const payments = match.legs.flatMap(({ payment, amount }) =>
    payment ? [{ payment, amount }] : [],
  );
  const lines = match.legs.flatMap(({ line }) => line ?? []);
  const failing = match.checks.filter(({ agrees }) => !agrees);
  return (
    <tr>
      <td>
        {payments.slice(0, legsShown).map(({ payment, amount }) => (
          <div key={payment.paymentId}>
            <span class="long">{payment.merchantRef ?? payment.gatewayTxnId ?? 'Đơn vị khác'}</span>{' '}
            <span class="money">{formatMoney(amount)}</span>
          </div>
        ))}
        {payments.length > legsShown && <p class="muted">và {payments.length - legsShown} nữa</p>}
      </td>
      <td>
        {lines.slice(0, legsShown).map((line) => (
          <div key={`${line.lineId ?? ''} ${line.bookingDate}`}>
            {formatDay(line.bookingDate)} · <span class="money">{formatMoney(line.amount)}</span>{' '}
            {line.bankRef !== null && <span class="muted">{line.bankRef}</span>}
          </div>
        ))}
        {lines.length > legsShown && <p class="muted">và {lines.length - legsShown} nữa</p>}
      </td>
      <td>
        {ruleWording(match.rule).vi}
        {failing.length > 0 && (
          <Chip tone="doubt" text={`${String(failing.length)} điểm chưa khớp`} />
        )}
      </td>
      <td>
        <a href={`/doi-soat/${match.id}`}>Xem và quyết định</a>
      </td>
    </tr>
  );
}

// Where the paid money stands: one bar of shares, and under it each place with count and amount.
import { formatMoney, type Money } from '../../money.js';
import { places, type Place, type Totals } from '../../oversight/rollup.js';
import { formatCount } from '../count.js';

const placeWords: Readonly<Record<Place, string>> = {
  arrived: 'Đã về tài khoản',
  missing: 'Quá hạn, thiếu hoặc bị trả lại',
  wrong_place: 'Về sai tài khoản',
  unproven: 'Chưa đủ sao kê',
  undecided: 'Chờ người xác nhận',
  no_destination: 'Chưa có tài khoản, đơn vị',
  awaiting: 'Chờ tiền về, chưa đến hạn',
  refunded: 'Đã hoàn người nộp',
};

const barUnits = 1000n;

export function TotalsBar({ totals }: { readonly totals: Totals }) {
  return (
    <section class="totals" aria-label="Tổng hợp giao dịch đã thanh toán">
      <ShareBar totals={totals} />
      <dl>
        <div class="paid">
          <dt>Đã thanh toán</dt>
          <dd>
            <strong>{formatMoney(totals.paid.amount)}</strong>
            <span>{formatCount(totals.paid.count)} giao dịch</span>
          </dd>
        </div>
        {places.map((place) => (
          <div class={totals.byPlace[place].count === 0 ? 'none' : ''} key={place}>
            <dt>
              <i class={`key ${place}`} aria-hidden="true" />
              {placeWords[place]}
            </dt>
            <dd>
              <strong>{formatMoney(totals.byPlace[place].amount)}</strong>
              <span>{formatCount(totals.byPlace[place].count)} giao dịch</span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function ShareBar({ totals }: { readonly totals: Totals }) {
  if (totals.paid.amount === 0n) return null;
  let drawn = 0;
  return (
    <svg class="shares" viewBox="0 0 1000 12" preserveAspectRatio="none" aria-hidden="true">
      {places.map((place) => {
        const width = shareOf(totals.byPlace[place].amount, totals.paid.amount);
        const from = drawn;
        drawn += width;
        return <rect class={place} key={place} x={from} y={0} width={width} height={12} />;
      })}
    </svg>
  );
}

function shareOf(part: Money, whole: Money): number {
  return Number((part * barUnits * 100n) / whole) / 100;
}

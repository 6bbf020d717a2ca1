// Where the paid money stands: one bar of shares, and under it each place with count and amount.
import { absMoney, formatMoney, type Money } from '../../money.js';
import { places, type Place, type Tally, type Totals } from '../../oversight/rollup.js';
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

/** @param props.dayBefore where it is to be said how the totals have moved within a day */
export function TotalsBar(props: { readonly totals: Totals; readonly dayBefore?: Totals }) {
  const { totals, dayBefore } = props;
  return (
    <section class="totals" aria-label="Tổng hợp giao dịch đã thanh toán">
      <ShareBar totals={totals} />
      <dl>
        <div class="paid">
          <dt>Đã thanh toán</dt>
          <Figures tally={totals.paid} before={dayBefore?.paid} />
        </div>
        {places.map((place) => (
          <div class={totals.byPlace[place].count === 0 ? 'none' : ''} key={place}>
            <dt>
              <i class={`key ${place}`} aria-hidden="true" />
              {placeWords[place]}
            </dt>
            <Figures tally={totals.byPlace[place]} before={dayBefore?.byPlace[place]} />
          </div>
        ))}
      </dl>
    </section>
  );
}

function Figures(props: { readonly tally: Tally; readonly before: Tally | undefined }) {
  const { tally, before } = props;
  return (
    <dd>
      <strong>{formatMoney(tally.amount)}</strong>
      <span>{formatCount(tally.count)} giao dịch</span>
      {before && <span class="moved">{movedWords(tally, before)}</span>}
    </dd>
  );
}

/** "tăng 1.250.000 đ, 2 giao dịch", "giảm 5.000 đ, tăng 1 giao dịch", "không đổi". */
export function movedWords(now: Tally, before: Tally): string {
  const amount = now.amount - before.amount;
  const count = now.count - before.count;
  const money = amount === 0n ? '' : `${wordOf(amount > 0n)} ${formatMoney(absMoney(amount))}`;
  const number = `${formatCount(Math.abs(count))} giao dịch`;
  if (count === 0) return money === '' ? 'không đổi' : money;
  const isTogether = money !== '' && amount > 0n === count > 0;
  return isTogether ? `${money}, ${number}` : joined(money, `${wordOf(count > 0)} ${number}`);
}

function wordOf(isMore: boolean): string {
  return isMore ? 'tăng' : 'giảm';
}

function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(', ');
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

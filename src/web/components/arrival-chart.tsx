// How fast money arrives: the curve, and the same figures as a table, what has no share in it named.
import { creditedBy, type ArrivalCurve } from '../../charts/arrival-curve.js';
import { drawArrival } from '../../charts/draw-arrival.js';
import { shareText } from '../../charts/shares.js';
import { formatDay } from '../../calendar.js';
import { formatMoney } from '../../money.js';
import type { Tally } from '../../oversight/rollup.js';
import { formatCount } from '../count.js';
import { Drawn } from './drawn.js';

export function ArrivalChart({ curve }: { readonly curve: ArrivalCurve }) {
  const drawing = drawArrival([{ name: 'Đã về', curve }]);
  return (
    <section class="chart" aria-labelledby="toc-do">
      <h2 id="toc-do">Tiền về nhanh đến đâu</h2>
      <p class="muted">
        Khoản thanh toán từ {formatDay(curve.from)} đến {formatDay(curve.to)}, đã đủ mười ngày làm
        việc để theo dõi.
      </p>
      {drawing ? (
        <Drawn id="toc-do-hinh" drawing={drawing} />
      ) : (
        <p class="empty">Chưa có khoản nào đã thanh toán đủ mười ngày làm việc.</p>
      )}
      {drawing && <CurveTable curve={curve} />}
      <LeftOut curve={curve} />
    </section>
  );
}

function CurveTable({ curve }: { readonly curve: ArrivalCurve }) {
  const credited = creditedBy(curve);
  const rest = [
    { name: 'Về muộn hơn', tally: curve.later },
    { name: 'Đã về, không rõ ngày', tally: curve.undated },
    { name: 'Đã rõ là chưa về', tally: curve.missing },
    { name: 'Chưa thể kết luận hoặc chưa đến hạn', tally: curve.unsure },
  ].filter(({ tally }) => tally.amount > 0n || tally.count > 0);
  return (
    <details>
      <summary>Số liệu của biểu đồ</summary>
      <table class="chart-figures">
        <thead>
          <tr>
            <th scope="col">Ngày làm việc thứ</th>
            <th scope="col" class="number">
              Giao dịch về
            </th>
            <th scope="col" class="number">
              Số tiền về
            </th>
            <th scope="col" class="number">
              Đã về tính đến hết ngày
            </th>
          </tr>
        </thead>
        <tbody>
          {curve.onDay.map((tally, day) => (
            <tr key={day}>
              <th scope="row">{day}</th>
              <Cells tally={tally} />
              <td class="number">{shareText(credited[day]?.amount ?? 0n, curve.paid.amount)}</td>
            </tr>
          ))}
          {rest.map(({ name, tally }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <Cells tally={tally} />
              <td class="number">–</td>
            </tr>
          ))}
          <tr class="sum">
            <th scope="row">Đã thanh toán</th>
            <Cells tally={curve.paid} />
            <td class="number">100&nbsp;%</td>
          </tr>
        </tbody>
      </table>
    </details>
  );
}

function Cells({ tally }: { readonly tally: Tally }) {
  return (
    <>
      <td class="number">{formatCount(tally.count)}</td>
      <td class="number">{formatMoney(tally.amount)}</td>
    </>
  );
}

function LeftOut({ curve }: { readonly curve: ArrivalCurve }) {
  const { young, older, refunded } = curve.leftOut;
  const told = [
    { text: 'thanh toán chưa đủ mười ngày làm việc', tally: young },
    { text: `thanh toán trước ngày ${formatDay(curve.from)}`, tally: older },
    { text: 'đã hoàn cho người nộp', tally: refunded },
  ]
    .filter(({ tally }) => tally.count > 0)
    .map(
      ({ text, tally }) =>
        `${formatCount(tally.count)} giao dịch ${text} (${formatMoney(tally.amount)})`,
    );
  return told.length === 0 ? null : <p class="muted">Không tính: {told.join('; ')}.</p>;
}

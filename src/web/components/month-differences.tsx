// What evidence that came later changed of a signed month, figure by figure, with the payments behind it.
import { formatDay } from '../../calendar.js';
import { formatMoney, sumMoney, type Money } from '../../money.js';
import type { SettlementValue } from '../../reconciliation/reading.js';
import { settlementWords } from '../../reconciliation/words.js';
import {
  figureWords,
  type FigureDifference,
  type Gap,
  type MonthDifference,
  type SeenReportRow,
} from '../../sign-off/unit-month.js';
import { formatCount } from '../count.js';
import { paymentPath } from '../page-query.js';

/** Of a figure on the page; the API names all. */
const itemsShown = 50;

export function MonthDifferences({ difference }: { readonly difference: MonthDifference }) {
  const { figures, provenSince, unprovenSince, reportedSince } = difference;
  return (
    <section aria-labelledby="khac-biet">
      <h2 id="khac-biet">Khác biệt phát sinh sau khi ký</h2>
      <p>Bản đã ký giữ nguyên. Dưới đây là những gì bằng chứng đến sau làm thay đổi.</p>
      {figures.map((one) => (
        <Figure key={one.figure} one={one} />
      ))}
      <Days title="Ký khi chưa có sao kê, nay đã có:" gaps={provenSince} />
      <Days title="Khi ký đã có sao kê, nay không còn được chứng minh:" gaps={unprovenSince} />
      <Reported rows={reportedSince} />
    </section>
  );
}

function Figure({ one }: { readonly one: FigureDifference }) {
  const { figure, signed, now, items } = one;
  return (
    <>
      <h3>
        {figureWords[figure]}: khi ký {formatMoney(signed.amount)}, nay {formatMoney(now.amount)}
      </h3>
      <div class="scroll" tabIndex={0} role="group" aria-label={figureWords[figure]}>
        <table class="report-table">
          <thead>
            <tr>
              <th scope="col">Giao dịch</th>
              <th scope="col">Khi ký</th>
              <th scope="col">Hiện nay</th>
              <th scope="col" class="number">
                Thay đổi
              </th>
            </tr>
          </thead>
          <tbody>
            {items.slice(0, itemsShown).map(({ paymentId, reference, was, is, by }) => (
              <tr key={paymentId}>
                <th scope="row">
                  <a href={paymentPath(paymentId, undefined)}>{reference || paymentId}</a>
                </th>
                <td>{worded(was)}</td>
                <td>{worded(is)}</td>
                <td class="number">{signedMoney(by.amount)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {items.length > itemsShown && (
        <p class="sub">và {String(items.length - itemsShown)} giao dịch khác</p>
      )}
    </>
  );
}

function Reported({ rows }: { readonly rows: readonly SeenReportRow[] }) {
  if (rows.length === 0) return null;
  return (
    <>
      <p>
        Dòng báo cáo quyết toán của cổng đến sau khi ký ({formatCount(rows.length)} dòng, tổng số
        tiền {formatMoney(sumMoney(rows.map(({ amount }) => amount)))}):
      </p>
      <ul>
        {rows.slice(0, itemsShown).map(({ id, batch, settledOn, reference, amount }) => (
          <li key={id}>
            Đợt {batch}, ngày {formatDay(settledOn)}: {reference === '' ? 'điều chỉnh' : reference},{' '}
            {signedMoney(amount)}
          </li>
        ))}
      </ul>
      {rows.length > itemsShown && (
        <p class="sub">và {formatCount(rows.length - itemsShown)} dòng khác</p>
      )}
    </>
  );
}

function worded(value: SettlementValue | null): string {
  return value === null ? 'chưa có' : settlementWords[value].vi;
}

function signedMoney(amount: Money): string {
  return amount > 0n ? `+${formatMoney(amount)}` : formatMoney(amount);
}

function Days({ title, gaps }: { readonly title: string; readonly gaps: readonly Gap[] }) {
  if (gaps.length === 0) return null;
  return (
    <>
      <p>{title}</p>
      <ul>
        {gaps.map(({ account, from, to }) => (
          <li key={`${account} ${from}`}>
            {account}: {formatDay(from)} đến {formatDay(to)}
          </li>
        ))}
      </ul>
    </>
  );
}

// How long open money has been waited for: bars, and the same figures as a table.
import { ageClassWords, openKindWords } from '../../charts/chart-words.js';
import { allOpen, openKinds, type Ageing, type OpenTallies } from '../../charts/ageing.js';
import { drawAgeing } from '../../charts/draw-ageing.js';
import { formatMoney } from '../../money.js';
import { formatCount } from '../count.js';
import { Drawn } from './drawn.js';

export function AgeingChart({ ageing }: { readonly ageing: Ageing }) {
  const drawing = drawAgeing(ageing);
  return (
    <section class="chart" aria-labelledby="tuoi-no">
      <h2 id="tuoi-no">Tiền chưa về đã chờ bao lâu</h2>
      <p class="muted">Theo số ngày làm việc kể từ hạn tiền về.</p>
      {drawing ? (
        <>
          <Drawn id="tuoi-no-hinh" drawing={drawing} />
          <details>
            <summary>Số liệu của biểu đồ</summary>
            <AgeingTable ageing={ageing} />
          </details>
        </>
      ) : (
        <p class="empty">Không có khoản nào chưa về.</p>
      )}
    </section>
  );
}

function AgeingTable({ ageing: { rows, totals } }: { readonly ageing: Ageing }) {
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label="Số liệu theo thời gian chờ">
      <table class="chart-figures">
        <thead>
          <tr>
            <th scope="col">Kể từ hạn</th>
            {openKinds.map((kind) => (
              <th scope="col" class="number" key={kind}>
                {openKindWords[kind]}
              </th>
            ))}
            <th scope="col" class="number">
              Cộng
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <AgeingRow key={row.ageClass} name={ageClassWords[row.ageClass]} tallies={row} />
          ))}
          <AgeingRow name="Tổng cộng" tallies={totals} isSum />
        </tbody>
      </table>
    </div>
  );
}

function AgeingRow(props: {
  readonly name: string;
  readonly tallies: OpenTallies;
  readonly isSum?: true;
}) {
  const { name, tallies, isSum } = props;
  return (
    <tr class={isSum ? 'sum' : ''}>
      <th scope="row">{name}</th>
      {[...openKinds.map((kind) => tallies[kind]), allOpen(tallies)].map(
        ({ count, amount }, at) => (
          <td class="number" key={at}>
            {formatMoney(amount)}
            <span class="sub">{formatCount(count)} giao dịch</span>
          </td>
        ),
      )}
    </tr>
  );
}

// Where money hangs, unit by week: each cell says how much and leads to its payments. Darker is more;
// what nobody can tell yet is said in words, so that no colour accuses anybody.
import { addDays, formatDay, instantText, type LocalDate } from '../../calendar.js';
import {
  daysOfCell,
  heatFrom,
  heatOf,
  type DaysOfCell,
  type HeatCell,
  type HeatTable,
} from '../../charts/heat-table.js';
import { formatMoney } from '../../money.js';
import type { Tally } from '../../oversight/rollup.js';
import { formatCount } from '../count.js';
import { addressOf, noUnit } from '../page-query.js';

export interface HeatChartProps {
  readonly heat: HeatTable;
  /** Titles of units by code. */
  readonly titles: ReadonlyMap<string, string>;
  /** What is not due yet and stands in no cell. */
  readonly awaiting: Tally;
  readonly asked: Date | undefined;
}

export function HeatChart({ heat, titles, awaiting, asked }: HeatChartProps) {
  const hrefOf = (unitCode: string | null | undefined, days: Partial<DaysOfCell>) =>
    addressOf('/giao-dich', {
      'as-of': asked && instantText(asked),
      'don-vi': unitCode === null ? noUnit : unitCode,
      ...{ tu: days.from, den: days.to, 'chua-ve': '1' },
    });
  const shown = shownColumns(heat);
  return (
    <section aria-labelledby="theo-tuan">
      <h2 id="theo-tuan">Tiền chưa về theo đơn vị và tuần thanh toán</h2>
      <p class="muted">
        Đã đến hạn mà chưa về hoặc chưa thể kết luận.
        {awaiting.count > 0 &&
          ` Không tính ${formatCount(awaiting.count)} giao dịch chưa đến hạn (${formatMoney(awaiting.amount)}).`}
      </p>
      {heat.rows.length === 0 ? (
        <p class="empty">Không có khoản nào đã đến hạn mà chưa về.</p>
      ) : (
        <div class="heat-box" tabIndex={0} role="group" aria-labelledby="theo-tuan">
          <table class="heat">
            <Head weeks={heat.weeks} shown={shown} />
            <tbody>
              {heat.rows.map(({ unitCode, cells, total }) => (
                <tr key={unitCode}>
                  <th scope="row">{titleOf(unitCode, titles)}</th>
                  <Cell cell={total} level={0} href={hrefOf(unitCode, {})} />
                  {shown.map((at) => (
                    <Cell
                      key={at}
                      cell={cells[at]}
                      level={cells[at]?.level ?? 0}
                      href={hrefOf(unitCode, daysOfCell(heat.weeks, at))}
                    />
                  ))}
                </tr>
              ))}
              <tr class="sum">
                <th scope="row">Tổng cộng</th>
                <Cell cell={heat.total} level={0} href={hrefOf(undefined, {})} />
                {shown.map((at) => (
                  <Cell
                    key={at}
                    cell={heat.sums[at]}
                    level={0}
                    href={hrefOf(undefined, daysOfCell(heat.weeks, at))}
                  />
                ))}
              </tr>
            </tbody>
          </table>
        </div>
      )}
      {heat.rows.length > 0 && <Legend />}
    </section>
  );
}

function Legend() {
  return (
    <ul class="heat-legend" aria-label="Độ đậm của ô">
      {heatFrom.map((from, at) => {
        const next = heatFrom[at + 1];
        const text = next === undefined ? `từ ${formatMoney(from)}` : `dưới ${formatMoney(next)}`;
        return (
          <li key={text}>
            <i class={`heat-${String(at + 1)}`} aria-hidden="true" /> {text}
          </li>
        );
      })}
    </ul>
  );
}

/** From the first week that has something, or what is older, to the last. */
function shownColumns({ sums }: HeatTable): number[] {
  const first = sums.findIndex((sum) => heatOf(sum).count > 0);
  return sums.map((_, at) => at).slice(Math.max(0, first));
}

function titleOf(unitCode: string | null, titles: ReadonlyMap<string, string>): string {
  return unitCode === null ? 'Chưa xác định đơn vị' : (titles.get(unitCode) ?? unitCode);
}

function Head(props: { readonly weeks: readonly LocalDate[]; readonly shown: readonly number[] }) {
  return (
    <thead>
      <tr>
        <th scope="col">Đơn vị</th>
        <th scope="col" class="number">
          Cộng
        </th>
        {props.shown.map((at) => {
          const monday = props.weeks[at - 1];
          return (
            <th scope="col" class="number" key={at}>
              {monday === undefined ? 'Trước đó' : weekWords(monday)}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

/** "11/05–17/05" */
function weekWords(monday: LocalDate): string {
  return `${formatDay(monday).slice(0, 5)}–${formatDay(addDays(monday, 6)).slice(0, 5)}`;
}

function Cell(props: {
  readonly cell: HeatCell | undefined;
  readonly level: number;
  readonly href: string;
}) {
  const { cell, level, href } = props;
  const all = cell && heatOf(cell);
  if (!cell || !all || all.count === 0) return <td class="number none">–</td>;
  const { unsure } = cell;
  return (
    <td class={`number heat-${String(level)}`}>
      <a href={href}>
        {formatMoney(all.amount)}
        <span class="sub">{formatCount(all.count)} giao dịch</span>
        {unsure.count > 0 && (
          <span class="sub unsure">
            {unsure.count === all.count
              ? 'chưa kết luận'
              : `${formatCount(unsure.count)} chưa kết luận`}
          </span>
        )}
      </a>
    </td>
  );
}

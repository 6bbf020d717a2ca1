// Units without flags: what was paid to them, what has come, how far their statements prove.
import { formatDay, type LocalDate } from '../../calendar.js';
import { formatMoney } from '../../money.js';
import { unitCoveredThrough } from '../../oversight/coverage.js';
import { totalsOf, type Totals } from '../../oversight/rollup.js';
import type { UnitReading } from '../../reconciliation/reading.js';
import { formatCount } from '../count.js';
import { UnitLink, type UnitRowProps } from './unit-link.js';

export function OthersTable(props: {
  readonly units: readonly UnitReading[];
  readonly totals: ReadonlyMap<string | null, Totals>;
  readonly hrefOf: (unit: UnitReading) => string;
  readonly day: LocalDate;
}) {
  return (
    <table class="other-units">
      <thead>
        <tr>
          <th scope="col">Đơn vị</th>
          <th scope="col" class="number">
            Giao dịch
          </th>
          <th scope="col" class="number">
            Đã thanh toán
          </th>
          <th scope="col" class="number">
            Đã về tài khoản
          </th>
          <th scope="col" class="number">
            Chờ tiền về
          </th>
          <th scope="col">Có sao kê đến ngày</th>
        </tr>
      </thead>
      <tbody>
        {props.units.map((unit) => (
          <OtherUnit
            key={unit.unitCode}
            {...{ unit, href: props.hrefOf(unit), day: props.day }}
            totals={props.totals.get(unit.unitCode) ?? totalsOf([])}
          />
        ))}
      </tbody>
    </table>
  );
}

function OtherUnit(props: UnitRowProps & { readonly totals: Totals; readonly day: LocalDate }) {
  const { unit, totals } = props;
  const through = unitCoveredThrough(unit, props.day);
  const nothing = unit.accounts.length === 0 ? 'Chưa có tài khoản' : 'Chưa có';
  return (
    <tr class={totals.paid.count === 0 ? 'quiet' : ''}>
      <th scope="row">
        <UnitLink unit={unit} href={props.href} />
      </th>
      <td class="number">{formatCount(totals.paid.count)}</td>
      <td class="number">{formatMoney(totals.paid.amount)}</td>
      <td class="number">{formatMoney(totals.byPlace.arrived.amount)}</td>
      <td class="number">{formatMoney(totals.byPlace.awaiting.amount)}</td>
      <td>{through ? formatDay(through) : nothing}</td>
    </tr>
  );
}

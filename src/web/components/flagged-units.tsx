// Units with flags: what is wrong, how many payments, how much money, since when, how far proven.
import { dueDayOf, formatDay, localDateOf } from '../../calendar.js';
import { formatMoney } from '../../money.js';
import type { FlagReading, UnitReading } from '../../reconciliation/reading.js';
import { bySeverity } from '../../reconciliation/words.js';
import { formatCount } from '../count.js';
import { flagPath } from '../page-query.js';
import { FlagChip } from './tone.js';
import { UnitLink, type UnitRowProps } from './unit-link.js';

export function FlaggedTable(props: {
  readonly units: readonly UnitReading[];
  readonly hrefOf: (unit: UnitReading) => string;
  readonly asked: Date | undefined;
}) {
  return (
    <table class="flagged">
      <thead>
        <tr>
          <th scope="col">Đơn vị</th>
          <th scope="col">Lý do</th>
          <th scope="col" class="number">
            Giao dịch
          </th>
          <th scope="col" class="number">
            Số tiền
          </th>
          <th scope="col">Từ ngày</th>
          <th scope="col">Hạn cũ nhất</th>
          <th scope="col">Có sao kê đến ngày</th>
        </tr>
      </thead>
      {props.units.map((unit) => (
        <FlaggedUnit
          key={unit.unitCode}
          {...{ unit, href: props.hrefOf(unit), asked: props.asked }}
        />
      ))}
    </table>
  );
}

function FlaggedUnit({ unit, href, asked }: UnitRowProps & { readonly asked: Date | undefined }) {
  return (
    <tbody>
      {[...unit.flags].sort(bySeverity).map((flag, at) => (
        <tr key={flag.flag}>
          {at === 0 && (
            <th scope="rowgroup" rowSpan={unit.flags.length}>
              <UnitLink unit={unit} href={href} />
            </th>
          )}
          <FlagCells {...{ flag, asked }} />
        </tr>
      ))}
    </tbody>
  );
}

function FlagCells(props: { readonly flag: FlagReading; readonly asked: Date | undefined }) {
  const { flag, asked } = props;
  const count = formatCount(flag.payments);
  return (
    <>
      <td>
        <FlagChip flag={flag.flag} />
      </td>
      <td class="number">
        {flag.payments === 0 ? '–' : <a href={flagPath(flag, asked)}>{count}</a>}
      </td>
      <td class="number strong">{formatMoney(flag.amount)}</td>
      <td>{formatDay(localDateOf(flag.since))}</td>
      <td>{flag.oldestDueAt ? formatDay(dueDayOf(flag.oldestDueAt)) : '–'}</td>
      <td>{flag.coveredThrough ? formatDay(flag.coveredThrough) : 'Chưa có'}</td>
    </>
  );
}

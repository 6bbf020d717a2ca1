// Open lines and payments that somebody put off: until when, whose they are then, and why.
import { formatDay } from '../../calendar.js';
import { formatMoney } from '../../money.js';
import type { ParkedItem } from '../../oversight/parked-items.js';
import type { Parking } from '../../reconciliation/review-item.js';
import { linePath, paymentPath } from '../page-query.js';

type Names = ReadonlyMap<string, string>;

export function ParkedTable(props: {
  readonly beside: readonly ParkedItem[];
  readonly names: Names;
}) {
  const { beside, names } = props;
  return (
    <section class="beside-review" aria-labelledby="de-lai-khac">
      <h2 id="de-lai-khac">Dòng sao kê và giao dịch để lại</h2>
      <div class="scroll" tabIndex={0} role="group" aria-labelledby="de-lai-khac">
        <table>
          <thead>
            <tr>
              <th scope="col">Khoản</th>
              <th scope="col">Số tiền</th>
              <th scope="col">Xem lại, vì sao để lại</th>
            </tr>
          </thead>
          <tbody>
            {beside.map(({ item, code, on, amount, parking }) => (
              <tr key={parking.eventId}>
                <td>
                  {item.kind === 'line' ? (
                    <a href={linePath(item.id)}>Dòng sao kê {code}</a>
                  ) : (
                    <a class="long" href={paymentPath(item.id, undefined)}>
                      Giao dịch {code}
                    </a>
                  )}
                  <span class="sub">{formatDay(on)}</span>
                </td>
                <td class="money">{formatMoney(amount)}</td>
                <td>
                  {parking.text}
                  <ParkedUntil {...{ parking, names }} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

export function ParkedUntil({
  parking,
  names,
}: {
  readonly parking: Parking;
  readonly names: Names;
}) {
  const day = formatDay(parking.untilOn);
  return (
    <span class="sub">
      {parking.isDue ? `Đến ngày xem lại ${day}` : `Để lại đến ${day}`},{' '}
      {names.get(parking.ownerId)}
    </span>
  );
}

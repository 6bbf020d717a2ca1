// Credits in a unit's accounts that no payment explains yet: where missing money may be hiding.
import { formatDay } from '../../calendar.js';
import { formatMoney } from '../../money.js';
import type { LineReading } from '../../reconciliation/reading.js';
import { lineStateWords } from '../../reconciliation/words.js';
import { Chip } from './tone.js';

export function CreditsTable({ lines }: { readonly lines: readonly LineReading[] }) {
  return (
    <table class="credits">
      <thead>
        <tr>
          <th scope="col">Ngày hạch toán</th>
          <th scope="col" class="number">
            Ghi Có
          </th>
          <th scope="col">Số bút toán</th>
          <th scope="col">Nội dung chuyển khoản</th>
          <th scope="col">Tình trạng</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.lineId}>
            <td>{formatDay(line.bookingDate)}</td>
            <td class="number strong">{formatMoney(line.amount)}</td>
            <td>{line.bankRef ?? '–'}</td>
            <td class="narrative">{line.narrative ?? '(không hiển thị)'}</td>
            <td>
              <Chip tone="doubt" text={lineStateWords[line.state].vi} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

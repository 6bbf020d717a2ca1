// When a unit's flags were raised, what each was about when first told, and when it was cleared.
import type { FlagInHistory } from '../../alerts/flag-history-store.js';
import { formatInstant } from '../../calendar.js';
import { formatMoney, parseMoney } from '../../money.js';
import { formatCount } from '../count.js';
import { FlagChip } from './tone.js';

export function FlagHistory({ history }: { readonly history: readonly FlagInHistory[] }) {
  return (
    <section aria-labelledby="lich-su">
      <h2 id="lich-su">Lịch sử cờ cảnh báo</h2>
      {history.length === 0 ? (
        <p class="empty">Đơn vị chưa từng có cờ cảnh báo.</p>
      ) : (
        <div class="scroll" tabIndex={0} role="group" aria-label="Lịch sử cờ">
          <table>
            <thead>
              <tr>
                <th scope="col">Cờ</th>
                <th scope="col">Khi báo lần đầu</th>
                <th scope="col">Từ</th>
                <th scope="col">Đến</th>
              </tr>
            </thead>
            <tbody>
              {history.map(({ flag, raisedAt, clearedAt, told }) => (
                <tr key={`${flag} ${raisedAt.toISOString()}`}>
                  <td>
                    <FlagChip flag={flag} />
                  </td>
                  <td>
                    {told && (
                      <>
                        {formatCount(told.payments)} giao dịch,{' '}
                        <span class="number">{formatMoney(parseMoney(told.amount) ?? 0n)}</span>
                      </>
                    )}
                  </td>
                  <td>{formatInstant(raisedAt)}</td>
                  <td>{clearedAt ? formatInstant(clearedAt) : 'đang có'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

// What a rule compared: what was to be, what was found, and whether they agree.
import { formatDay } from '../../calendar.js';
import { formatMoney } from '../../money.js';
import { checkWord } from '../match-words.js';
import { Chip } from './tone.js';

export interface ShownCheck {
  readonly name: string;
  /** Null where the reader may not see what was compared. */
  readonly expected: string | null;
  readonly found: string | null;
  readonly agrees: boolean;
}

export function MatchChecks({ checks }: { readonly checks: readonly ShownCheck[] }) {
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label="Các điểm so sánh">
      <table>
        <thead>
          <tr>
            <th scope="col">Điểm so sánh</th>
            <th scope="col">Cần có</th>
            <th scope="col">Thấy</th>
            <th scope="col">Kết quả</th>
          </tr>
        </thead>
        <tbody>
          {checks.map(({ name, expected, found, agrees }, at) => (
            <tr key={`${name} ${String(at)}`}>
              <td>{checkWord(name)}</td>
              <td class="long">{checkText(name, expected)}</td>
              <td class="long">{checkText(name, found)}</td>
              <td>
                <Chip tone={agrees ? 'good' : 'bad'} text={agrees ? 'Khớp' : 'Không khớp'} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What was compared, as officers write sums and days. */
export function checkText(name: string, value: string | null): string {
  if (value === null || value === '') return '–';
  if (name === 'amount')
    return value.replace(/(?<![\w.])-?\d+(?![\w.])/g, (sum) => formatMoney(BigInt(sum)));
  return value.replace(/(?<!\w)\d{4}-\d{2}-\d{2}(?!\w)/g, formatDay);
}

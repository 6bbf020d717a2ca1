// A unit's accounts and what their statements prove: as text, and as a strip of recent days.
import { addDays, formatDay, type LocalDate } from '../../calendar.js';
import { gapsOf, holdsOn, type DayRange } from '../../oversight/coverage.js';
import type { AccountCoverage } from '../../reconciliation/reading.js';
import { CoverageStrip } from './coverage-strip.js';
import { Chip } from './tone.js';

const windowDays = 35;
const rangeCountMax = 4;

export interface AccountsTableProps {
  readonly accounts: readonly AccountCoverage[];
  readonly banks: ReadonlyMap<string, string>;
  /** The day of the reading: statements can prove the days before it. */
  readonly day: LocalDate;
  /** Where an account's days are shown; null to who may not look at statements. */
  readonly hrefOf: ((account: AccountCoverage) => string) | null;
}

export function AccountsTable({ accounts, banks, day, hrefOf }: AccountsTableProps) {
  const window = { from: addDays(day, -windowDays), to: addDays(day, -1) };
  return (
    <table class="accounts">
      <thead>
        <tr>
          <th scope="col">Tài khoản</th>
          <th scope="col">Hiệu lực</th>
          <th scope="col">Có sao kê</th>
          <th scope="col">Chưa có sao kê từ {formatDay(window.from)}</th>
          <th scope="col">{windowDays} ngày gần nhất</th>
        </tr>
      </thead>
      <tbody>
        {accounts.map((account) => (
          <AccountRow
            key={`${account.account} ${account.purpose} ${account.validFrom ?? ''}`}
            bank={bankOf(account, banks)}
            href={hrefOf?.(account) ?? null}
            {...{ account, window, day }}
          />
        ))}
      </tbody>
    </table>
  );
}

function AccountRow(props: {
  readonly account: AccountCoverage;
  readonly bank: string;
  readonly href: string | null;
  readonly window: DayRange;
  readonly day: LocalDate;
}) {
  const { account, bank, href, window, day } = props;
  return (
    <tr>
      <th scope="row">
        <span class="account">{account.account}</span>
        <span class="sub">
          {bank} · {account.accountName}
        </span>
        {account.purpose !== 'default' && <span class="sub">Mục đích: {account.purpose}</span>}
        {account.verified ? (
          <Chip tone="good" text="Đã xác minh" />
        ) : (
          <Chip tone="doubt" text="Chưa xác minh" />
        )}
      </th>
      <td>
        {validityOf(account)}
        {!holdsOn(account, day) && <span class="sub">Không còn dùng</span>}
      </td>
      <td>
        <Ranges ranges={account.covered} none="Chưa có ngày nào" />
      </td>
      <td>
        <Ranges ranges={gapsOf(account, window)} none="Không thiếu ngày nào" />
      </td>
      <td>
        <CoverageStrip account={account} window={window} />
        {href !== null && (
          <a class="sub" href={href}>
            Xem từng ngày
          </a>
        )}
      </td>
    </tr>
  );
}

/** The latest ranges; how many earlier ones there are is said. */
function Ranges({ ranges, none }: { readonly ranges: readonly DayRange[]; readonly none: string }) {
  if (ranges.length === 0) return <span class="muted">{none}</span>;
  const shown = ranges.slice(-rangeCountMax);
  const earlier = ranges.length - shown.length;
  return (
    <ul class="ranges">
      {earlier > 0 && <li class="muted">và {earlier} khoảng trước đó</li>}
      {shown.map((range) => (
        <li key={range.from}>{rangeText(range)}</li>
      ))}
    </ul>
  );
}

function rangeText({ from, to }: DayRange): string {
  return from === to ? formatDay(from) : `${formatDay(from)} – ${formatDay(to)}`;
}

function validityOf({ validFrom, validTo }: AccountCoverage): string {
  if (validFrom === null && validTo === null) return 'Không giới hạn';
  const from = validFrom === null ? '' : `Từ ${formatDay(validFrom)}`;
  const to = validTo === null ? '' : `đến hết ${formatDay(addDays(validTo, -1))}`;
  return `${from} ${to}`.trim();
}

/** The bank's name, else its BIN. */
export function bankOf(
  account: Pick<AccountCoverage, 'bankBin'>,
  banks: ReadonlyMap<string, string>,
): string {
  if (account.bankBin === null) return 'Kho bạc Nhà nước';
  return banks.get(account.bankBin) ?? account.bankBin;
}

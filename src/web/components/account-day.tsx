// How an account stands on a day: its credits by what became of them, and whether the balances that the
// bank states come to the same as its lines.
import { formatDay } from '../../calendar.js';
import { formatMoney, type Money } from '../../money.js';
import type { DayBalance } from '../../oversight/day-balance.js';
import type { DayDifference } from '../../oversight/review-queue.js';
import { groupedNumber } from '../account-number.js';
import { Chip } from './tone.js';

export interface AccountDay {
  readonly difference: DayDifference;
  /** Null for whoever may not see statements. */
  readonly bank: {
    /** Whether statements whose balances follow each other prove the day. */
    readonly isProven: boolean;
    readonly balance: DayBalance | null;
  } | null;
}

export function AccountDayCard({ day }: { readonly day: AccountDay }) {
  const { difference, bank } = day;
  return (
    <section class="difference" aria-label="Chênh lệch trong ngày">
      <h2>
        Tài khoản {groupedNumber(difference.account)}, ngày {formatDay(difference.day)}
      </h2>
      <Sums
        rows={[
          ['Ghi Có trong ngày', difference.credited],
          ['Đã khớp', difference.matched],
          ['Chờ xác nhận', difference.proposed],
          ['Chưa khớp', difference.open],
        ]}
      />
      {bank && <Bank day={difference.day} bank={bank} />}
    </section>
  );
}

function Bank(props: { readonly day: string; readonly bank: NonNullable<AccountDay['bank']> }) {
  const { day, bank } = props;
  const { isProven, balance } = bank;
  if (!balance) {
    return (
      <p>
        <Chip tone="doubt" text="Chưa đủ sao kê" /> Chưa có sao kê cân số dư nào ghi ngày này: chưa
        so được số dư.
      </p>
    );
  }
  const { statementId, from, to, opening, moved, movedByDay, closing, difference } = balance;
  return (
    <>
      <p>
        <a href={`/sao-ke/${statementId}`}>
          {from === to
            ? `Sao kê ngày ${formatDay(day)}`
            : `Sao kê ${formatDay(from)} – ${formatDay(to)}`}
        </a>{' '}
        {difference === 0n ? (
          <Chip tone="good" text="Số dư khớp" />
        ) : (
          <Chip tone="bad" text={`Lệch ${formatMoney(difference)}`} />
        )}
      </p>
      <Sums
        rows={[
          ['Số dư đầu kỳ', opening],
          ['Phát sinh trong kỳ', moved],
          ['Số dư cuối kỳ', closing],
          ['Đầu kỳ + phát sinh − cuối kỳ', difference],
          ...(to === day ? [] : ([['Số dư tính đến hết ngày', opening + movedByDay]] as const)),
        ]}
      />
      {!isProven && (
        <p class="hint">Sao kê trước hoặc sau không nối số dư: ngày này chưa được chứng minh.</p>
      )}
    </>
  );
}

function Sums({ rows }: { readonly rows: readonly (readonly [string, Money])[] }) {
  return (
    <dl class="facts">
      {rows.map(([name, sum]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{formatMoney(sum)}</dd>
        </div>
      ))}
    </dl>
  );
}

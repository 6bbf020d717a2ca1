// The lines that come nearest to a payment, each with why it is not its money.
import { formatDay } from '../../calendar.js';
import { formatMoney } from '../../money.js';
import type { Rival } from '../../oversight/rivals.js';
import { linePath } from '../page-query.js';
import { MatchChecks } from './match-checks.js';

export function Rivals(props: {
  readonly rivals: readonly Rival[];
  readonly asked?: Date | undefined;
}) {
  const { rivals, asked } = props;
  if (rivals.length === 0) return null;
  return (
    <section aria-labelledby="gan-nhat">
      <h2 id="gan-nhat">Dòng sao kê gần nhất, và vì sao không phải</h2>
      <ul class="reasons">
        {rivals.map(({ line, checks, whyNot }) => (
          <li key={line.lineId}>
            <p>
              <a href={linePath(line.lineId, asked)}>{formatDay(line.bookingDate)}</a>{' '}
              <strong class="money">{formatMoney(line.amount)}</strong>{' '}
              <span class="muted">
                TK {line.account}
                {line.bankRef !== null && ` · số ${line.bankRef}`}
              </span>
            </p>
            <WhyNot checks={checks} whyNot={whyNot} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Why one that comes near is not it, with what was compared folded below. */
export function WhyNot({ checks, whyNot }: Pick<Rival, 'checks' | 'whyNot'>) {
  return (
    <>
      <p>{whyNot}</p>
      <details>
        <summary>Đã so sánh</summary>
        <MatchChecks checks={checks} />
      </details>
    </>
  );
}

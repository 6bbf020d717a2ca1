// The days of an account's statements as a strip: proven days filled, others hollow.
import { formatDay, type LocalDate } from '../../calendar.js';
import { daysOf, type DayRange, type DayState } from '../../oversight/coverage.js';
import type { AccountCoverage } from '../../reconciliation/reading.js';

const cellWidth = 9;
const cellHeight = 18;

const stateWords: Readonly<Record<DayState, string>> = {
  covered: 'có sao kê',
  uncovered: 'chưa có sao kê',
  outside: 'ngoài thời gian hiệu lực',
};

export function CoverageStrip(props: {
  readonly account: AccountCoverage;
  readonly window: DayRange;
}) {
  const days = daysOf(props.account, props.window);
  const covered = days.filter((each) => each.state === 'covered').length;
  const span = `từ ${formatDay(props.window.from)} đến ${formatDay(props.window.to)}`;
  const width = days.length * cellWidth;
  return (
    <figure class="strip">
      <svg
        role="img"
        aria-label={`Có sao kê ${String(covered)} trong ${String(days.length)} ngày ${span}`}
        viewBox={`0 0 ${String(width)} ${String(cellHeight)}`}
        width={width}
        height={cellHeight}
      >
        {days.map(({ day, state }, at) => (
          <Day key={day} day={day} state={state} at={at} />
        ))}
      </svg>
      <figcaption>
        <span>{formatDay(props.window.from)}</span>
        <span>{formatDay(props.window.to)}</span>
      </figcaption>
    </figure>
  );
}

function Day({ day, state, at }: { day: LocalDate; state: DayState; at: number }) {
  const height = state === 'covered' ? cellHeight - 1 : 7;
  return (
    <rect
      class={state}
      x={at * cellWidth + 0.5}
      y={cellHeight - height - 0.5}
      width={cellWidth - 2}
      height={height}
    >
      <title>{`${formatDay(day)}: ${stateWords[state]}`}</title>
    </rect>
  );
}

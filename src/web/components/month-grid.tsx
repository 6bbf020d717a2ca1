// A month of an account's days as a calendar, Monday first. Each day has a sign, a word and a
// border of its own beside its colour; days off are hatched and said.
import { formatDay, type LocalDate } from '../../calendar.js';
import type { DayProof } from '../../oversight/day-proof.js';
import { dayWords } from '../../oversight/day-proof-words.js';

const weekdays = ['T2', 'T3', 'T4', 'T5', 'T6', 'T7', 'CN'];
const weekdayNames = ['Thứ Hai', 'Thứ Ba', 'Thứ Tư', 'Thứ Năm', 'Thứ Sáu', 'Thứ Bảy', 'Chủ nhật'];

// drawn, since not every font has these signs
const signs: Readonly<Record<DayProof['state'], string>> = {
  covered: 'M3.5 8.5l3 3 6-7',
  uncovered: 'M4 4l8 8M12 4l-8 8',
  outside: 'M4 8h8',
  future: 'M8 7.5v1',
};

function Sign({ state }: Pick<DayProof, 'state'>) {
  return (
    <svg class="sign" viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
      <path d={signs[state]} />
    </svg>
  );
}

const kindWords: Readonly<Record<DayProof['kind'], string>> = {
  working: 'ngày làm việc',
  weekend: 'nghỉ cuối tuần',
  holiday: 'nghỉ lễ',
};

/** @param props.days every day of one month */
export function MonthGrid({ days, label }: { readonly days: readonly DayProof[]; label: string }) {
  const [first] = days;
  if (!first) return null;
  const before: (DayProof | null)[] = Array.from({ length: placeOf(first.day) }, () => null);
  const cells = [...before, ...days];
  const weeks = Array.from({ length: Math.ceil(cells.length / 7) }, (_, week) =>
    Array.from({ length: 7 }, (__, place) => cells[week * 7 + place] ?? null),
  );
  return (
    <table class="month" aria-label={label}>
      <thead>
        <tr>
          {weekdays.map((short, place) => (
            <th key={short} scope="col">
              <abbr title={weekdayNames[place]}>{short}</abbr>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week, row) => (
          <tr key={String(row)}>
            {week.map((day, place) =>
              day ? <Day key={day.day} proof={day} /> : <td key={String(place)} class="none" />,
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** 0 for Monday. */
function placeOf(day: LocalDate): number {
  return (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
}

function Day({ proof }: { readonly proof: DayProof }) {
  const { day, kind, state, reason } = proof;
  const words = reason === null ? null : dayWords[reason];
  const said = words?.why ?? 'Sao kê chứng minh ngày này.';
  return (
    <td
      class={kind === 'working' ? state : `${state} off`}
      title={`${formatDay(day)}, ${kindWords[kind]}. ${said}`}
    >
      <time dateTime={day} aria-label={formatDay(day)}>
        {day.slice(8)}
      </time>
      <Sign state={state} />
      <span class="word">{words?.short ?? 'Có sao kê'}</span>
      {kind === 'holiday' && <span class="kind">Nghỉ lễ</span>}
    </td>
  );
}

const legend = [
  ['covered', 'Sao kê chứng minh'],
  ['uncovered', 'Chưa chứng minh'],
  ['outside', 'Không là tài khoản của đơn vị'],
  ['future', 'Chưa kết thúc'],
] as const;

/** What the signs mean. */
export function MonthLegend() {
  return (
    <ul class="month-legend" aria-label="Chú giải">
      {legend.map(([state, words]) => (
        <li key={state}>
          <span class={state}>
            <Sign state={state} />
          </span>{' '}
          {words}
        </li>
      ))}
      <li>
        <span class="off" /> Ngày nghỉ
      </li>
    </ul>
  );
}

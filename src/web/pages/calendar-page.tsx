// The calendar of working days of a year, with where each day off comes from and who entered it; the
// form that enters a day, a swap or a correction.
import { formatDay, formatInstant, type LocalDate } from '../../calendar.js';
import type { CalendarDay, CalendarEntry, EnteredKind } from '../../calendar-store.js';
import { AdminTrail, Told } from '../components/admin-trail.js';
import { Field, FormError } from '../components/field.js';
import { Chip, type Tone } from '../components/tone.js';
import { Layout, type LayoutProps } from '../layout.js';
import { addressOf } from '../page-query.js';
import { askedByText } from '../run-words.js';

export interface CalendarPageProps {
  readonly province: string;
  readonly who: NonNullable<LayoutProps['who']>;
  readonly year: number;
  /** The official list of the year. */
  readonly listed: readonly CalendarDay[];
  /** Everything the province entered, of all years, the latest first. */
  readonly entries: readonly CalendarEntry[];
  readonly isEntered: boolean;
  readonly maySet: boolean;
  readonly error: string | null;
  readonly typed: ReadonlyMap<string, string>;
}

const path = '/quan-tri/lich';

const kindWords: Readonly<Record<EnteredKind, { readonly tone: Tone; readonly text: string }>> = {
  holiday: { tone: 'plain', text: 'Nghỉ lễ' },
  compensatory: { tone: 'plain', text: 'Nghỉ bù, nghỉ hoán đổi' },
  'make-up-working-day': { tone: 'wait', text: 'Làm bù (hạn tiền về không tính)' },
  working: { tone: 'good', text: 'Không nghỉ: ngày thường' },
};

export function CalendarPage(props: CalendarPageProps) {
  const { province, who, year, error, isEntered, maySet } = props;
  const told = isEntered
    ? 'Đã ghi. Hạn tiền về ở mọi trang tính theo lịch mới; đang đối chiếu lại.'
    : null;
  return (
    <Layout {...{ province, who }} title="Lịch làm việc">
      <AdminTrail here="Lịch làm việc" />
      <h1>Lịch làm việc năm {year}</h1>
      <p class="lead">
        Hạn tiền về, phiên quyết toán và thư cảnh báo tính theo lịch này. Thứ Bảy, Chủ nhật luôn là
        ngày nghỉ, kể cả khi làm bù: không đơn vị nào bị coi là chậm quá sớm.
      </p>
      <Told text={told} />
      <FormError text={error} />
      <nav class="filter" aria-label="Năm">
        {[year - 1, year, year + 1].map((one) => (
          <a
            key={one}
            href={addressOf(path, { nam: String(one) })}
            aria-current={one === year ? 'page' : undefined}
          >
            {one}
          </a>
        ))}
      </nav>
      <Days {...props} />
      {maySet && <EnterForm {...props} />}
      <History {...props} />
    </Layout>
  );
}

const weekdays = ['Chủ nhật', 'Thứ Hai', 'Thứ Ba', 'Thứ Tư', 'Thứ Năm', 'Thứ Sáu', 'Thứ Bảy'];

const weekday = (day: LocalDate): string =>
  weekdays[new Date(`${day}T00:00:00Z`).getUTCDay()] ?? '';

interface Shown extends CalendarDay {
  readonly entry: CalendarEntry | null;
  /** Whether it differs from the official list. */
  readonly isOther: boolean;
}

/** The list with the latest entry of each day in its place. */
function standing({ year, listed, entries }: CalendarPageProps): Shown[] {
  const latest = new Map<LocalDate, CalendarEntry>();
  for (const entry of entries) {
    if (entry.day.startsWith(String(year)) && !latest.has(entry.day)) latest.set(entry.day, entry);
  }
  const official = listed
    .filter(({ day }) => !latest.has(day))
    .map((day): Shown => ({ ...day, entry: null, isOther: false }));
  const entered = [...latest.values()].map((entry): Shown => {
    const one = listed.find(({ day }) => day === entry.day);
    return { ...entry, entry, isOther: one?.kind !== entry.kind };
  });
  return [...official, ...entered].sort((one, other) => (one.day < other.day ? -1 : 1));
}

/** The list names its sources in English, for whoever keeps it. */
const sourceText = (source: string): string =>
  source
    .replace(/^computed from .*/, 'tính theo Bộ luật Lao động và âm lịch, chưa có thông báo')
    .replace('date pair from memory', 'ngày đổi chưa đối chiếu văn bản')
    .replace(' (cited in TB-type payroll data)', '')
    .replace('Labour Code', 'Bộ luật Lao động')
    .replace('Res. ', 'Nghị quyết ')
    .replace('Art. ', 'Điều ');

function Days(props: CalendarPageProps) {
  const days = standing(props);
  if (days.length === 0) {
    return <p class="empty">Chưa có ngày nghỉ nào của năm này ngoài thứ Bảy, Chủ nhật.</p>;
  }
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Ngày nghỉ và ngày làm bù">
      <table>
        <thead>
          <tr>
            <th scope="col">Ngày</th>
            <th scope="col">Loại</th>
            <th scope="col">Tên</th>
            <th scope="col">Căn cứ</th>
            <th scope="col">Nguồn</th>
          </tr>
        </thead>
        <tbody>
          {days.map(({ day, kind, name, pair, source, entry, isOther }) => (
            <tr key={day}>
              <th scope="row">
                {formatDay(day)}
                <span class="sub">{weekday(day)}</span>
              </th>
              <td>
                <Chip {...kindWords[kind]} />
                {pair !== null && <span class="sub">đổi với {formatDay(pair)}</span>}
              </td>
              <td class="long">{name}</td>
              <td class="long">{entry === null ? sourceText(source) : source}</td>
              <td>
                {entry === null ? 'Danh sách chung' : 'Tỉnh ghi'}
                {isOther && <span class="sub">khác danh sách chung</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function EnterForm({ entries, typed, error }: CalendarPageProps) {
  const text = (id: string, label: string, hint?: string, isOptional = false) => (
    <Field
      id={id}
      label={label}
      {...(hint === undefined ? {} : { hint })}
      autocomplete="off"
      maxLength={id.startsWith('ngay') ? 10 : 500}
      value={typed.get(id) ?? ''}
      isOptional={isOptional}
    />
  );
  return (
    <details class="card edit wide-card" open={error !== null}>
      <summary>Ghi một ngày, hoặc sửa ngày đã ghi</summary>
      <p>
        Chỉ có hiệu lực trong tỉnh này. Sửa là ghi lại ngày ấy: lần ghi sau cùng có hiệu lực, các
        lần trước vẫn còn trong lịch sử. Ghi một ngày đã qua làm đổi cả hạn tiền về của ngày ấy.
      </p>
      <form method="post" action={path} class="admin-form">
        <input type="hidden" name="phien-ban" value={entries[0]?.id ?? ''} />
        <div class="field">
          <label for="loai">Loại ngày</label>
          <select id="loai" name="loai">
            {Object.entries(kindWords).map(([kind, words]) => (
              <option key={kind} value={kind} selected={typed.get('loai') === kind}>
                {words.text}
              </option>
            ))}
          </select>
        </div>
        {text('ngay', 'Ngày', 'Ngày/tháng/năm, ví dụ 02/09/2026.')}
        {text('ngay-doi', 'Ngày đổi', 'Của nghỉ hoán đổi: ngày làm bù, được ghi cùng lúc.', true)}
        {text('ten', 'Tên', 'Ví dụ: Nghỉ hoán đổi dịp Quốc khánh.')}
        {text('can-cu', 'Căn cứ', 'Quyết định, thông báo nào, số, ngày.')}
        <button class="primary" type="submit">
          Ghi
        </button>
      </form>
    </details>
  );
}

function History({ entries }: CalendarPageProps) {
  if (entries.length === 0) return null;
  const seen = new Set<LocalDate>();
  const rows = entries.map((entry) => {
    const isCorrected = seen.has(entry.day);
    seen.add(entry.day);
    return { entry, isCorrected };
  });
  return (
    <section aria-labelledby="lich-su">
      <h2 id="lich-su">Các lần ghi của tỉnh</h2>
      <div class="scroll" tabIndex={0} role="region" aria-labelledby="lich-su">
        <table>
          <thead>
            <tr>
              <th scope="col">Ghi lúc</th>
              <th scope="col">Ngày</th>
              <th scope="col">Ghi là</th>
              <th scope="col">Căn cứ</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ entry, isCorrected }) => (
              <tr key={entry.id}>
                <th scope="row">
                  {formatInstant(entry.recordedAt)}
                  <span class="sub">{askedByText(entry.recordedBy)}</span>
                </th>
                <td>{formatDay(entry.day)}</td>
                <td class="long">
                  {kindWords[entry.kind].text}: {entry.name}
                  {isCorrected && <span class="sub">đã có lần ghi sau thay thế</span>}
                </td>
                <td class="long">{entry.source}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

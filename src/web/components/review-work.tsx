// Notes about something under review and its being put off: how it stands, the two forms, what was
// said before.
import { formatDay, formatInstant } from '../../calendar.js';
import { officerIdOf } from '../../oversight/discrepancy-work.js';
import type { ReviewEvent } from '../../reconciliation/review-item.js';
import { reviewedPath, type ReviewWork } from '../review-work.js';
import { FormError } from './field.js';
import { Chip } from './tone.js';

export interface ReviewWorkProps {
  readonly work: ReviewWork;
  /** What was typed before the page came back. */
  readonly form?: ReadonlyMap<string, string>;
  /** The review as it goes on after putting off, and after a note; absent on a page of its own. */
  readonly on?: { readonly parked: string; readonly noted: string };
}

export function ReviewWorkPart(props: ReviewWorkProps) {
  const { subject, events } = props.work;
  if (!subject.mayAct && events.length === 0) return null;
  return (
    <section class="review-work" aria-label="Ghi chú và để lại">
      <Parked {...props} />
      {subject.mayAct && (
        <div class="review-forms">
          {subject.isOpen && <ParkForm {...props} />}
          <NoteForm {...props} />
        </div>
      )}
      <History {...props} />
    </section>
  );
}

/** What was done just now, or why it was not. */
export function ReviewNotice(props: {
  readonly notice: string | null;
  readonly error: string | null;
}) {
  return (
    <>
      {props.notice !== null && (
        <p class="notice" role="status">
          {props.notice}
        </p>
      )}
      <FormError text={props.error} />
    </>
  );
}

const nobody: ReadonlyMap<string, string> = new Map();

/** Until when and whose; whoever may puts it back on the list. */
function Parked({ work, on }: ReviewWorkProps) {
  const { parking, names, subject } = work;
  if (!parking) return null;
  return (
    <div class="parked">
      <p>
        {parking.isDue ? (
          <Chip tone="wait" text="Đến ngày xem lại" />
        ) : (
          <Chip tone="plain" text="Đang để lại" />
        )}{' '}
        đến ngày <strong>{formatDay(parking.untilOn)}</strong>, {names.get(parking.ownerId)} xem
        lại: {parking.text}
      </p>
      {subject.mayAct && (
        <form method="post" action={`${reviewedPath(subject)}/de-lai`}>
          {on && <input type="hidden" name="tiep" value={on.noted} />}
          <input type="hidden" name="phien-ban" value={parking.eventId} />
          <button type="submit" name="viec" value="bo">
            Thôi để lại
          </button>
        </form>
      )}
    </div>
  );
}

function ParkForm({ work, form = nobody, on }: ReviewWorkProps) {
  const { subject, parking, officers, me, offered } = work;
  const owner = form.get('can-bo') ?? parking?.ownerId ?? me;
  return (
    <details class="card" open={form.has('den-ngay')}>
      <summary>Để lại đến ngày khác</summary>
      <form class="decide" method="post" action={`${reviewedPath(subject)}/de-lai`}>
        {on && <input type="hidden" name="tiep" value={on.parked} />}
        <input type="hidden" name="phien-ban" value={parking?.eventId ?? ''} />
        <label for="den-ngay">Xem lại ngày (ngày/tháng/năm)</label>
        <input
          id="den-ngay"
          name="den-ngay"
          inputMode="numeric"
          autocomplete="off"
          required
          maxLength={10}
          value={form.get('den-ngay') ?? formatDay(offered)}
          data-key="p"
        />
        <label for="can-bo">Người xem lại</label>
        <select id="can-bo" name="can-bo">
          {officers.map(({ id, name }) => (
            <option key={id} value={id} selected={id === owner}>
              {name}
              {id === me && ' (tôi)'}
            </option>
          ))}
        </select>
        <label for="vi-sao">Vì sao để lại, đang chờ gì</label>
        <input
          id="vi-sao"
          name="vi-sao"
          required
          maxLength={1000}
          autocomplete="off"
          value={form.get('vi-sao') ?? ''}
        />
        <button type="submit">Để lại</button>
      </form>
    </details>
  );
}

function NoteForm({ work, form = nobody, on }: ReviewWorkProps) {
  return (
    <details class="card" open={form.has('ghi-chu')}>
      <summary>Ghi chú</summary>
      <form class="decide" method="post" action={`${reviewedPath(work.subject)}/ghi-chu`}>
        {on && <input type="hidden" name="tiep" value={on.noted} />}
        <label for="ghi-chu">Nội dung ghi chú</label>
        <input
          id="ghi-chu"
          name="ghi-chu"
          required
          maxLength={1000}
          autocomplete="off"
          value={form.get('ghi-chu') ?? ''}
          data-key="n"
        />
        <button type="submit">Lưu ghi chú</button>
      </form>
    </details>
  );
}

const shownMax = 10;

function History({ work }: ReviewWorkProps) {
  const { events, names } = work;
  if (events.length === 0) return null;
  return (
    <>
      <h2>Ghi chú, để lại</h2>
      <ul class="plain said">
        {events.slice(0, shownMax).map((event) => (
          <li key={event.id}>
            <span class="muted">
              {formatInstant(event.at)}, {names.get(officerIdOf(event.by) ?? '') ?? 'Phần mềm khác'}
            </span>
            <p>{sentence(event, names)}</p>
          </li>
        ))}
      </ul>
      {events.length > shownMax && (
        <p class="muted">và {events.length - shownMax} ghi chú cũ hơn</p>
      )}
    </>
  );
}

function sentence(event: ReviewEvent, names: ReadonlyMap<string, string>): string {
  const { act, text, untilOn, ownerId } = event;
  if (act === 'unparked') return 'Thôi để lại.';
  if (act === 'noted' || untilOn === null) return text ?? '';
  return `Để lại đến ngày ${formatDay(untilOn)}, ${names.get(ownerId ?? '') ?? ''} xem lại: ${text ?? ''}`;
}

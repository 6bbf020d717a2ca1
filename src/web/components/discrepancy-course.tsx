// What a discrepancy is made of and what became of it: members, the course of things, files.
import { formatDay, formatInstant } from '../../calendar.js';
import type { DiscrepancyAct, DiscrepancyEvent } from '../../discrepancies/standing.js';
import { actWords, resolutionWords } from '../../discrepancies/words.js';
import type { WorkedDiscrepancy } from '../../discrepancies/worked-discrepancy.js';
import { formatMoney } from '../../money.js';
import { officerIdOf, type DiscrepancyCourse } from '../../oversight/discrepancy-work.js';
import type { LineReading, PaymentReading } from '../../reconciliation/reading.js';
import { settlementWords } from '../../reconciliation/words.js';
import { formatCount } from '../count.js';
import { discrepancyPath } from '../page-query.js';
import { PaymentCodes } from './payment-codes.js';
import { SettlementChip } from './tone.js';

const shownMax = 50;

export function MembersOf(props: {
  readonly one: WorkedDiscrepancy;
  readonly payments: readonly PaymentReading[];
  readonly lines: readonly LineReading[];
  readonly seesStatements: boolean;
  readonly asked: Date | undefined;
}) {
  const { one, payments, lines, seesStatements, asked } = props;
  const left = one.members - Math.min(payments.length + lines.length, shownMax);
  if (one.members === 0) return null;
  return (
    <section aria-labelledby="thanh-phan">
      <h2 id="thanh-phan">Các khoản sai lệch ({formatCount(one.members)})</h2>
      <table class="found-payments">
        <thead>
          <tr>
            <th scope="col">Giao dịch, dòng sao kê</th>
            <th scope="col" class="number">
              Số tiền
            </th>
            <th scope="col">Ngày giờ</th>
            <th scope="col">Tiền đang ở đâu</th>
          </tr>
        </thead>
        <tbody>
          {payments.slice(0, shownMax).map((payment) => (
            <PaymentRow key={payment.paymentId} {...{ payment, asked }} />
          ))}
          {lines.slice(0, Math.max(0, shownMax - payments.length)).map((line) => (
            <LineRow key={line.lineId} {...{ line, seesStatements }} />
          ))}
        </tbody>
      </table>
      {left > 0 && <p class="muted">Và {formatCount(left)} khoản khác không liệt kê ở đây.</p>}
    </section>
  );
}

function PaymentRow(props: { readonly payment: PaymentReading; readonly asked: Date | undefined }) {
  const { payment, asked } = props;
  return (
    <tr>
      <PaymentCodes {...{ payment, asked }} />
      <td class="number strong">{formatMoney(payment.amount)}</td>
      <td>{formatInstant(payment.paidAt)}</td>
      <td>
        <SettlementChip payment={payment} />
      </td>
    </tr>
  );
}

function LineRow(props: { readonly line: LineReading; readonly seesStatements: boolean }) {
  const { line, seesStatements } = props;
  const title = `Dòng sao kê ${line.bankRef ?? String(line.lineNo)}`;
  return (
    <tr>
      <th scope="row">
        {seesStatements ? <a href={`/sao-ke/${line.statement}`}>{title}</a> : title}
        <span class="sub">TK {line.account}</span>
      </th>
      <td class="number strong">{formatMoney(line.amount)}</td>
      <td>{formatDay(line.bookingDate)}</td>
      <td>Đã ghi Có</td>
    </tr>
  );
}

interface Entry {
  readonly at: Date;
  readonly text: string;
  readonly by: string | null;
  readonly said: string | null;
}

/** What happened, in order: opened and closed, members that left, what people did. */
export function CourseOf(props: {
  readonly one: WorkedDiscrepancy;
  readonly course: DiscrepancyCourse;
}) {
  const { course } = props;
  const entries = [...staysOf(course), ...leftOf(course), ...actsOf(course)].sort(
    (one, other) => one.at.getTime() - other.at.getTime(),
  );
  return (
    <section aria-labelledby="dien-bien">
      <h2 id="dien-bien">Diễn biến</h2>
      {entries.length === 0 && <p class="empty">Chưa có diễn biến nào được ghi.</p>}
      <ol class="timeline">
        {entries.map(({ at, text, by, said }, place) => (
          <li key={`${at.toISOString()} ${String(place)}`}>
            <time dateTime={at.toISOString()}>{formatInstant(at)}</time>
            <span>
              <strong>{text}</strong>
              {by !== null && <span class="muted"> · {by}</span>}
              {said !== null && <span class="said long">{said}</span>}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function staysOf({ stays }: DiscrepancyCourse): Entry[] {
  return stays.flatMap(({ openedAt, closedAt }, place): Entry[] => [
    {
      at: openedAt,
      text: place === 0 ? 'Hệ thống phát hiện sai lệch' : 'Sai lệch tái diễn',
      ...{ by: null, said: null },
    },
    ...(closedAt === null
      ? []
      : [{ at: closedAt, text: 'Tự đóng: không còn khoản nào sai lệch', by: null, said: null }]),
  ]);
}

/** Members that left, those of one run together: how many, and when their money had come. */
function leftOf({ members }: DiscrepancyCourse): Entry[] {
  const runs = new Map<number, (typeof members)[number][]>();
  for (const member of members) {
    const at = member.leftAt?.getTime();
    if (at !== undefined) runs.set(at, [...(runs.get(at) ?? []), member]);
  }
  return [...runs].map(([at, left]) => {
    const days = left.flatMap(({ arrivedOn }) => arrivedOn ?? []).sort();
    const [first, last] = [days[0], days.at(-1)];
    const others = [...new Set(left.flatMap(({ leftAs }) => leftAs ?? []))]
      .filter((value) => value !== 'arrived')
      .map((value) => settlementWords[value].vi.toLowerCase());
    const arrived =
      first === undefined || last === undefined
        ? []
        : [
            `${formatCount(days.length)} khoản tiền đã về ngày ${formatDay(first)}` +
              (first === last ? '' : ` đến ${formatDay(last)}`),
          ];
    const said = [...arrived, ...others].join('; ');
    return {
      at: new Date(at),
      text: `${formatCount(left.length)} khoản không còn sai lệch`,
      ...{ by: null, said: said === '' ? null : said },
    };
  });
}

function actsOf({ events, names }: DiscrepancyCourse): Entry[] {
  return events.map((event) => {
    const officer = officerIdOf(event.by);
    return {
      at: event.at,
      text: actText(event, names),
      by: officer === null ? 'qua khóa truy cập máy' : (names.get(officer) ?? null),
      said: saidIn(event),
    };
  });
}

const plain: readonly DiscrepancyAct[] = ['commented', 'attached', 'explained'];

function actText(event: DiscrepancyEvent, names: ReadonlyMap<string, string>): string {
  const word = actWords[event.act];
  if (plain.includes(event.act)) return word;
  if (event.act === 'assigned') {
    const { assigneeId } = event;
    return assigneeId === null ? 'Thôi giao' : `${word}: ${names.get(assigneeId) ?? ''}`;
  }
  return event.resolution === null ? word : `${word}: ${resolutionWords[event.resolution]}`;
}

function saidIn(event: DiscrepancyEvent): string | null {
  const { text, ticket, untilOn, proposal, proposalOn } = event;
  const parts = [
    ticket !== null &&
      `Số phiếu ${ticket}, đến ngày ${untilOn === null ? '' : formatDay(untilOn)}.`,
    text,
    proposal !== null &&
      `Đề xuất: ${proposal} (trước ngày ${proposalOn === null ? '' : formatDay(proposalOn)}).`,
  ].filter((part): part is string => typeof part === 'string');
  return parts.length === 0 ? null : parts.join(' ');
}

export function FilesOf(props: {
  readonly one: WorkedDiscrepancy;
  readonly course: DiscrepancyCourse;
  readonly possible: readonly DiscrepancyAct[];
}) {
  const { one, course, possible } = props;
  const mayAttach = possible.includes('attached');
  if (course.files.length === 0 && !mayAttach) return null;
  return (
    <section aria-labelledby="tep-kem">
      <h2 id="tep-kem">Tệp đính kèm</h2>
      {course.files.length === 0 && <p class="empty">Chưa có tệp nào.</p>}
      <ul class="papers">
        {course.files.map(({ id, name }) => (
          <li key={id}>
            <a
              href={`/api/v1/discrepancies/${encodeURIComponent(one.id)}/files/${id}`}
              download={name}
            >
              {name}
            </a>
          </li>
        ))}
      </ul>
      {mayAttach && (
        <form
          method="post"
          action={`${discrepancyPath(one.id)}/tep`}
          encType="multipart/form-data"
          class="attach"
        >
          <label for="tep">Đính kèm tệp (PDF, JPEG, PNG, tối đa 20 MB)</label>
          <input type="file" id="tep" name="tep" accept=".pdf,.jpg,.jpeg,.png" />
          <button type="submit">Tải lên</button>
        </form>
      )}
    </section>
  );
}

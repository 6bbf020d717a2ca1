// Files that were asked for: a form for more, and the list with how far each is.
import { formatDay, formatInstant } from '../../calendar.js';
import type { AskedExport, ExportContent } from '../../exports/asked-export.js';
import type { ExportKind } from '../../oversight/export-columns.js';
import { exportFormats } from '../../oversight/export-formats.js';
import { problemKinds, type ProblemCode } from '../../problem.js';
import { reportTitles } from '../../reports/build-report.js';
import { followScriptUrl } from '../assets.js';
import { Field, FormError } from '../components/field.js';
import { formatCount } from '../count.js';
import { formatWords } from '../export-words.js';
import { Layout } from '../layout.js';
import { formatMonth } from '../months.js';

export interface ExportsPageProps {
  readonly province: string;
  readonly who: { readonly name: string };
  readonly asked: readonly AskedExport[];
  readonly kinds: readonly ExportKind[];
  readonly units: readonly { readonly code: string; readonly title: string }[];
  readonly unitNames: ReadonlyMap<string, string>;
  readonly today: string;
  readonly error: string | null;
  readonly typed: (name: string) => string;
}

export function ExportsPage(props: ExportsPageProps) {
  const { province, who, asked, error } = props;
  const isUnderWay = asked.some(({ endedAt }) => endedAt === null);
  return (
    <Layout {...{ province, who }} title="Tệp đã yêu cầu">
      <p class="sub">
        <a href="/bao-cao">Báo cáo</a>
      </p>
      <h1>Tệp đã yêu cầu</h1>
      <p class="lead">
        Tệp được lập ở nền: bạn có thể đóng trang này và quay lại sau. Mọi số liệu trong một tệp
        được đọc tại cùng một thời điểm. Chỉ bạn tải được tệp của mình.
      </p>
      <FormError text={error} />
      <div id="dang-lam" data-follow={isUnderWay ? '' : undefined}>
        <List {...props} />
        {isUnderWay && (
          <p>
            <a href="/bao-cao/tep">Xem lại tiến độ</a>
          </p>
        )}
      </div>
      <More {...props} />
      {isUnderWay && <script type="module" src={followScriptUrl} />}
    </Layout>
  );
}

const kindWords: Readonly<Record<ExportKind, string>> = {
  payments: 'Giao dịch',
  lines: 'Dòng sao kê',
  matches: 'Khớp',
  discrepancies: 'Sai lệch',
  flags: 'Cờ cảnh báo',
  accounts: 'Tài khoản thụ hưởng',
};

function List({ asked, unitNames, today }: ExportsPageProps) {
  if (asked.length === 0) return <p class="empty">Chưa yêu cầu tệp nào.</p>;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Tệp đã yêu cầu">
      <table>
        <thead>
          <tr>
            <th scope="col">Nội dung</th>
            <th scope="col">Tình trạng, tệp</th>
            <th scope="col">Số liệu đến</th>
            <th scope="col">Yêu cầu lúc</th>
          </tr>
        </thead>
        <tbody>
          {asked.map((one) => (
            <tr key={one.id}>
              <td>{titleOf(one.content, unitNames)}</td>
              <td>
                <State asked={one} />
                <Result asked={one} today={today} />
              </td>
              <td>{formatInstant(one.asOf)}</td>
              <td>{formatInstant(one.askedAt)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function titleOf(content: ExportContent, unitNames: ReadonlyMap<string, string>): string {
  const unit = content.of === 'export' ? content.filter.unit : content.unit;
  const parts =
    content.of === 'report'
      ? [reportTitles[content.kind], `kỳ ${formatMonth(content.period)}`]
      : [kindWords[content.kind], daysOf(content.filter)];
  const about = unit === undefined ? [] : [unitNames.get(unit) ?? unit];
  return [...parts.filter((part) => part !== ''), ...about, formatWords[content.format]].join(', ');
}

function daysOf({
  from,
  to,
}: {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}) {
  const parts = [from && `từ ${formatDay(from)}`, to && `đến ${formatDay(to)}`];
  return parts.filter(Boolean).join(' ');
}

const phaseWords = {
  waiting: 'Đang chờ đến lượt',
  reading: 'Đang đọc số liệu',
  writing: 'Đang ghi tệp',
} as const;

function State({ asked }: { readonly asked: AskedExport }) {
  const { state, phase, percent, failedBecause } = asked;
  if (state === 'done') return null;
  if (state === 'cancelled') return <>Đã hủy</>;
  if (state === 'failed') return <>Không lập được: {becauseOf(failedBecause)}</>;
  return (
    <>
      {phaseWords[phase]}
      <br />
      <progress max={100} value={percent} aria-label={`Đã làm ${String(percent)}%`} />{' '}
      {String(percent)}%
    </>
  );
}

function becauseOf(code: string | null): string {
  const isKnown = (known: string): known is ProblemCode => known in problemKinds;
  if (code === 'too_large') {
    return 'tệp quá lớn; hãy chọn khoảng ngày ngắn hơn, một đơn vị, hoặc dạng CSV';
  }
  return isKnown(code ?? '')
    ? problemKinds[(code ?? 'internal') as ProblemCode].title
    : 'lỗi hệ thống';
}

function Result({ asked, today }: { readonly asked: AskedExport; readonly today: string }) {
  const { id, file, keptUntil, endedAt, state } = asked;
  if (endedAt === null) {
    return (
      <form method="post" action={`/bao-cao/tep/${id}/huy`}>
        <button type="submit">Hủy</button>
      </form>
    );
  }
  if (state !== 'done' || !file || keptUntil === null) return null;
  if (today > keptUntil) return <>Đã hết hạn giữ</>;
  const rows = file.rowCount === null ? '' : `${formatCount(file.rowCount)} dòng, `;
  const through =
    file.coveredThrough === null ? '' : `; có sao kê đến ngày ${formatDay(file.coveredThrough)}`;
  return (
    <>
      <a href={`/api/v1/exports/${id}/file`} download>
        {file.name}
      </a>
      <br />
      <span class="muted">
        {`${rows}${sizeOf(file.byteCount)}${through}; giữ đến hết ngày ${formatDay(keptUntil)}`}
      </span>
    </>
  );
}

function sizeOf(bytes: number): string {
  const kilobytes = Math.max(1, Math.round(bytes / 1024));
  return kilobytes < 1024
    ? `${formatCount(kilobytes)} KB`
    : `${(kilobytes / 1024).toFixed(1).replace('.', ',')} MB`;
}

function More({ kinds, units, typed }: ExportsPageProps) {
  return (
    <section>
      <h2>Xuất dữ liệu</h2>
      <p>
        Báo cáo của một tháng thì chọn ở trang <a href="/bao-cao">Báo cáo</a>.
      </p>
      <form class="ask-export" method="post" action="/bao-cao/tep">
        <Pick id="du-lieu" label="Dữ liệu" chosen={typed('du-lieu')}>
          {kinds.map((kind) => [kind, kindWords[kind]] as const)}
        </Pick>
        <Pick id="dang" label="Dạng tệp" chosen={typed('dang') === '' ? 'xlsx' : typed('dang')}>
          {exportFormats.map((format) => [format, formatWords[format]] as const)}
        </Pick>
        <Pick id="don-vi" label="Đơn vị" chosen={typed('don-vi')}>
          {[
            ['', 'Tất cả đơn vị'] as const,
            ...units.map(({ code, title }) => [code, `${title} (${code})`] as const),
          ]}
        </Pick>
        <Field {...dayField} id="tu" label="Từ ngày" value={typed('tu')} />
        <Field {...dayField} id="den" label="Đến hết ngày" value={typed('den')} />
        <button class="primary" type="submit">
          Yêu cầu tệp
        </button>
      </form>
      <p class="muted">
        Ngày là ngày thanh toán của giao dịch, ngày hạch toán của dòng sao kê và của khớp; để trống
        là lấy tất cả.
      </p>
    </section>
  );
}

const dayField = { autocomplete: 'off', maxLength: 10, isOptional: true } as const;

function Pick(props: {
  readonly id: string;
  readonly label: string;
  readonly chosen: string;
  readonly children: readonly (readonly [value: string, words: string])[];
}) {
  const { id, label, chosen, children } = props;
  return (
    <div class="pick">
      <label for={id}>{label}</label>
      <select id={id} name={id}>
        {children.map(([value, words]) => (
          <option key={value} value={value} selected={value === chosen}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}

// A month's report on the screen: which one, which month, which unit; its figures; its files.
import { formatInstant, instantText } from '../../calendar.js';
import { reportTitles } from '../../reports/build-report.js';
import { formatCell, isFigure } from '../../reports/figures.js';
import type { Report, ReportKind, ReportRow, ReportTable } from '../../reports/report.js';
import { reportFormats } from '../../reports/write-report.js';
import { unitTitle } from '../../units/unit.js';
import { Drawn } from '../components/drawn.js';
import { formatWords } from '../export-words.js';
import { Layout } from '../layout.js';
import { formatMonth } from '../months.js';
import { addressOf } from '../page-query.js';

interface Chosen {
  readonly kind: ReportKind | undefined;
  readonly month: string;
  readonly unitCode: string | undefined;
}

export interface ReportPageProps {
  readonly province: string;
  readonly who: { readonly name: string };
  readonly kinds: readonly ReportKind[];
  readonly units: readonly {
    readonly unitCode: string;
    readonly unitName: string;
    readonly type: string;
  }[];
  readonly asked: Date | undefined;
  readonly chosen: Chosen;
  /** Null while none is chosen. */
  readonly report: Report | null;
}

export function ReportPage(props: ReportPageProps) {
  const { province, who, asked, report, chosen } = props;
  const readAt = report ? { asOf: report.asOf } : {};
  return (
    <Layout {...{ province, who, asked, ...readAt, title: 'Báo cáo' }}>
      <h1>Báo cáo</h1>
      <p class="sub">
        <a href="/chot-thang">Chốt tháng của các đơn vị</a> ·{' '}
        <a href="/bao-cao/tep">Tệp đã yêu cầu, xuất dữ liệu</a>
      </p>
      <Choice {...props} />
      {report && (
        <>
          <Files {...{ report, asked, chosen }} />
          <Shown report={report} />
        </>
      )}
    </Layout>
  );
}

function Choice({ kinds, units, asked, chosen }: ReportPageProps) {
  return (
    <form class="find report-choice" method="get" action="/bao-cao">
      {asked && <input type="hidden" name="as-of" value={instantText(asked)} />}
      <p>
        <label for="loai">Báo cáo</label>
        <select id="loai" name="loai">
          {kinds.map((kind) => (
            <option key={kind} value={kind} selected={kind === chosen.kind}>
              {reportTitles[kind]}
            </option>
          ))}
        </select>
      </p>
      <p>
        <label for="ky">Kỳ (tháng/năm)</label>
        <input
          id="ky"
          name="ky"
          inputMode="numeric"
          autocomplete="off"
          value={formatMonth(chosen.month)}
          required
        />
      </p>
      <p>
        <label for="don-vi">Đơn vị</label>
        <select id="don-vi" name="don-vi">
          <option value="">Tất cả đơn vị</option>
          {units.map((unit) => (
            <option
              key={unit.unitCode}
              value={unit.unitCode}
              selected={unit.unitCode === chosen.unitCode}
            >
              {`${unitTitle(unit)} (${unit.unitCode})`}
            </option>
          ))}
        </select>
      </p>
      <button class="primary" type="submit">
        Lập báo cáo
      </button>
    </form>
  );
}

function Files(props: {
  readonly report: Report;
  readonly asked: Date | undefined;
  readonly chosen: Chosen;
}) {
  const { report, asked, chosen } = props;
  const hrefOf = (format: string) =>
    addressOf(`/api/v1/reports/${report.kind}`, {
      period: report.period.month,
      unit: chosen.unitCode,
      'as-of': asked && instantText(asked),
      format,
    });
  return (
    <>
      <p class="report-files">
        Tải về ngay:{' '}
        {reportFormats.map((format) => (
          <a key={format} href={hrefOf(format)} download>
            {formatWords[format]}
          </a>
        ))}
      </p>
      <Unhurried {...props} />
    </>
  );
}

/** The same file made while nobody waits, for provinces where it takes long. */
function Unhurried({ report, asked, chosen }: Parameters<typeof Files>[0]) {
  const fields = {
    loai: report.kind,
    ky: formatMonth(report.period.month),
    'don-vi': chosen.unitCode ?? '',
    'as-of': asked ? instantText(asked) : '',
  };
  return (
    <form class="report-files" method="post" action="/bao-cao/tep">
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      Lập ở nền, tải sau:{' '}
      {reportFormats.map((format) => (
        <button key={format} type="submit" name="dang" value={format}>
          {formatWords[format]}
        </button>
      ))}
    </form>
  );
}

function Shown({ report }: { readonly report: Report }) {
  const { letter, chainHead } = report;
  return (
    <article class="report">
      <h2>{report.title}</h2>
      <p class="sub">
        {report.about} · Số liệu đến {formatInstant(report.readAt)}
      </p>
      {letter && (
        <section class="letter">
          <p>{letter.subject}</p>
          <p>Kính gửi: {letter.to.join('; ')}.</p>
          {letter.paragraphs.map((paragraph) => (
            <p key={paragraph}>{paragraph}</p>
          ))}
        </section>
      )}
      {report.sentences.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {report.tables.map((table) => (
        <TableOf key={table.key} table={table} />
      ))}
      {chainHead && (
        <p class="sub">
          Đầu chuỗi nhật ký: {chainHead.seq} · <span class="code">{chainHead.chain}</span>
        </p>
      )}
    </article>
  );
}

function TableOf({ table }: { readonly table: ReportTable }) {
  const { key: name, title, columns, rows, totals, empty, drawing, shades } = table;
  return (
    <section>
      <h3>{title}</h3>
      {drawing && <Drawn id={`hinh-${name}`} drawing={drawing} />}
      {rows.length === 0 ? (
        <p class="empty">{empty}</p>
      ) : (
        // by keyboard it is scrolled once it has the focus
        <div class="scroll" tabIndex={0} role="region" aria-label={title}>
          <table class="report-table">
            <thead>
              <tr>
                {columns.map(({ key, title: heading, type }) => (
                  <th key={key} scope="col" class={isFigure(type) ? 'number' : ''}>
                    {heading}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row, at) => (
                <Row key={at} {...{ row, columns }} shades={shades?.[at] ?? {}} />
              ))}
            </tbody>
            {totals && (
              <tfoot class="strong">
                <Row {...{ row: totals, columns }} />
              </tfoot>
            )}
          </table>
        </div>
      )}
    </section>
  );
}

function Row(props: {
  readonly row: ReportRow;
  readonly columns: ReportTable['columns'];
  readonly shades?: Readonly<Record<string, number>>;
}) {
  return (
    <tr>
      {props.columns.map(({ key, type }) => (
        <td key={key} class={classOf(type, props.shades?.[key] ?? 0)}>
          {formatCell(type, props.row[key])}
        </td>
      ))}
    </tr>
  );
}

function classOf(type: ReportTable['columns'][number]['type'], level: number): string {
  return [isFigure(type) ? 'number' : '', level > 0 ? `heat-${String(level)}` : '']
    .filter((name) => name !== '')
    .join(' ');
}

// Every unit's last months side by side: which are signed, which wait, which differ since.
import type { ComparedMonth } from '../../sign-off/compare-month.js';
import { versionOf } from '../../sign-off/standing.js';
import type { MonthState } from '../../sign-off/unit-month.js';
import { MonthStateChip } from '../components/month-state.js';
import { Layout } from '../layout.js';
import { formatMonth, monthFrom } from '../months.js';
import { addressOf, monthPath } from '../page-query.js';

export interface MonthsRow {
  readonly unitCode: string;
  readonly title: string;
  /** In the order of the columns. */
  readonly months: readonly ComparedMonth[];
}

export interface MonthsPageProps {
  readonly province: string;
  readonly who: { readonly name: string };
  /** Oldest first. */
  readonly months: readonly string[];
  readonly thisMonth: string;
  readonly rows: readonly MonthsRow[];
}

export function MonthsPage({ province, who, months, thisMonth, rows }: MonthsPageProps) {
  const last = months.at(-1) ?? thisMonth;
  const hrefOf = (month: string) => addressOf('/chot-thang', { ky: month });
  return (
    <Layout {...{ province, who, title: 'Chốt tháng' }}>
      <nav class="trail" aria-label="Đường dẫn">
        <a href="/bao-cao">Báo cáo</a>
        <span aria-hidden="true"> › </span>
        <span>Chốt tháng</span>
      </nav>
      <h1>Chốt tháng của các đơn vị</h1>
      <nav class="months" aria-label="Tháng">
        <a rel="prev" href={hrefOf(monthFrom(last, -1))}>
          ‹ {formatMonth(monthFrom(last, -1))}
        </a>
        <strong>đến tháng {formatMonth(last)}</strong>
        {last < thisMonth && (
          <a rel="next" href={hrefOf(monthFrom(last, 1))}>
            {formatMonth(monthFrom(last, 1))} ›
          </a>
        )}
      </nav>
      <Counts rows={rows} month={last} />
      {rows.length === 0 ? (
        <p class="empty">Không có đơn vị nào trong phạm vi của bạn.</p>
      ) : (
        <div class="scroll">
          <table class="sign-off">
            <thead>
              <tr>
                <th scope="col">Đơn vị</th>
                {months.map((month) => (
                  <th key={month} scope="col">
                    {formatMonth(month)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.unitCode}>
                  <th scope="row">
                    {row.title} <span class="sub">{row.unitCode}</span>
                  </th>
                  {row.months.map((one, at) => (
                    <td key={months[at]}>
                      <State one={one} month={months[at] ?? last} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Layout>
  );
}

function State({ one, month }: { readonly one: ComparedMonth; readonly month: string }) {
  const { signed } = one.standing;
  return (
    <a class="state" href={monthPath(one.unitCode, month)}>
      <MonthStateChip state={one.state} />
      {signed && versionOf(signed) > 1 && (
        <span class="sub">phiên bản {String(versionOf(signed))}</span>
      )}
    </a>
  );
}

function Counts({ rows, month }: { readonly rows: readonly MonthsRow[]; readonly month: string }) {
  const states = rows.flatMap(({ months }) => months.at(-1)?.state ?? []);
  const count = (...wanted: MonthState[]) => states.filter((one) => wanted.includes(one)).length;
  return (
    <p class="lead">
      Tháng {formatMonth(month)}: đã ký {String(count('signed', 'differs'))} trên{' '}
      {String(states.length)} đơn vị, trong đó {String(count('differs'))} có khác biệt phát sinh
      sau; chờ ký {String(count('proposed'))}; đã mở lại {String(count('reopened'))}.
    </p>
  );
}

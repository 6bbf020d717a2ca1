// Reconciliation runs, the latest first, and the button that starts one.
import { formatInstant } from '../../calendar.js';
import type { ReconciliationRun } from '../../reconciliation/run-store.js';
import { AdminTrail } from '../components/admin-trail.js';
import { Chip } from '../components/tone.js';
import { formatCount } from '../count.js';
import { Layout, type LayoutProps } from '../layout.js';
import { askedByText, runStateWords } from '../run-words.js';

export interface RunsPageProps {
  readonly province: string;
  readonly who: NonNullable<LayoutProps['who']>;
  readonly runs: readonly ReconciliationRun[];
  readonly next: string | null;
  readonly mayRun: boolean;
}

const path = '/quan-tri/doi-chieu';

export function RunsPage({ province, who, runs, next, mayRun }: RunsPageProps) {
  return (
    <Layout {...{ province, who }} title="Phiên đối chiếu">
      <AdminTrail here="Phiên đối chiếu" />
      <h1>Phiên đối chiếu</h1>
      <p class="lead">
        Hệ thống tự đối chiếu sau mỗi lần nhập và lúc 07:00 mỗi ngày làm việc. Chạy thêm không làm
        sai gì: chạy lại với cùng dữ liệu cho cùng kết quả, quyết định của người được giữ nguyên.
      </p>
      {mayRun && (
        <form method="post" action={path}>
          <button class="primary" type="submit">
            Đối chiếu ngay
          </button>
        </form>
      )}
      {mayRun && (
        <p class="note">
          <a href="/quan-tri/chay-thu">Chạy thử với quy tắc khác, không ghi gì</a>
        </p>
      )}
      {runs.length === 0 ? <p class="empty">Chưa có phiên nào.</p> : <Runs runs={runs} />}
      {next !== null && (
        <nav class="pager" aria-label="Trang">
          <a rel="next" href={next}>
            Cũ hơn ›
          </a>
        </nav>
      )}
    </Layout>
  );
}

const counted = (count: number | null): string => (count === null ? '–' : formatCount(count));

function Runs({ runs }: { readonly runs: readonly ReconciliationRun[] }) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Các phiên đối chiếu">
      <table>
        <thead>
          <tr>
            <th scope="col">Bắt đầu</th>
            <th scope="col">Người yêu cầu</th>
            <th scope="col">Tình trạng</th>
            <th scope="col">Khớp mới</th>
            <th scope="col">Hết khớp</th>
            <th scope="col">Đã xác nhận</th>
            <th scope="col">Chờ xác nhận</th>
          </tr>
        </thead>
        <tbody>
          {runs.map(({ id, startedAt, askedBy, state, added, ended, confirmed, proposed }) => (
            <tr key={id}>
              <th scope="row">
                <a href={`${path}/${id}`}>{formatInstant(startedAt)}</a>
                <span class="sub">phiên {id}</span>
              </th>
              <td>{askedByText(askedBy)}</td>
              <td>
                <Chip {...runStateWords[state]} />
              </td>
              <td>{counted(added)}</td>
              <td>{counted(ended)}</td>
              <td>{counted(confirmed)}</td>
              <td>{counted(proposed)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

// One event of the audit trail with all that it holds, before beside after.
import type { AuditEvent } from '../../audit/audit-store.js';
import type { AuditValue } from '../../audit/canonical.js';
import { formatInstant } from '../../calendar.js';
import { detailRows } from '../audit-details.js';
import { actionText, actorText, fieldText, subjectText } from '../audit-words.js';
import { AboutList, type AboutRow } from '../components/about-list.js';
import { AdminTrail } from '../components/admin-trail.js';
import { Layout, type LayoutProps } from '../layout.js';

export interface AuditEventPageProps {
  readonly province: string;
  readonly who: NonNullable<LayoutProps['who']>;
  readonly event: AuditEvent;
  readonly officers: ReadonlyMap<string, string>;
  readonly unitNames: ReadonlyMap<string, string>;
  readonly personal: AuditValue;
  /** There is something personal that is not for this reader. */
  readonly isMasked: boolean;
}

export function AuditEventPage(props: AuditEventPageProps) {
  const { province, who, event, personal, isMasked } = props;
  const title = actionText(event.action);
  return (
    <Layout {...{ province, who }} title={title}>
      <AdminTrail via={[{ href: '/quan-tri/nhat-ky', title: 'Nhật ký' }]} here={title} />
      <h1>{title}</h1>
      <About {...props} />
      <h2>Nội dung</h2>
      <Details before={event.before} after={event.after} />
      {event.personalState !== null && <h2>Thông tin cá nhân</h2>}
      {event.personalState === 'erased' && <p class="empty">Đã xóa theo thời hạn lưu trữ.</p>}
      {isMasked && <p class="empty">Chỉ người có quyền trên toàn tỉnh xem được.</p>}
      {personal !== null && (
        <>
          <p class="muted">Việc xem này đã được ghi vào nhật ký.</p>
          <Details before={null} after={personal} />
        </>
      )}
    </Layout>
  );
}

function About({ event, officers, unitNames }: AuditEventPageProps) {
  const { unitCode, subjectKind, subjectId, why, seq, action, requestId } = event;
  const rows: readonly AboutRow[] = [
    ['Lúc', formatInstant(event.at)],
    ['Ai', actorText(event, officers)],
    ['Đối tượng', `${subjectText(subjectKind)} ${subjectId ?? ''}`],
    ['Đơn vị', unitCode === null ? 'Không thuộc đơn vị nào' : unitTitle(unitCode, unitNames)],
    ...(why === null ? [] : [['Lý do', why] as const]),
    ['Thứ tự trong chuỗi', seq ?? 'Chưa niêm, sẽ niêm trong vài giây'],
    ['Tên kỹ thuật', `${action}${requestId === null ? '' : ` · ${requestId}`}`],
  ];
  return <AboutList rows={rows} />;
}

function unitTitle(code: string, names: ReadonlyMap<string, string>): string {
  const name = names.get(code);
  return name === undefined ? code : `${name} (${code})`;
}

function Details({ before, after }: { readonly before: AuditValue; readonly after: AuditValue }) {
  const rows = detailRows(before, after);
  if (rows.length === 0) return <p class="empty">Sự kiện này không kèm nội dung.</p>;
  const hasBefore = rows.some((row) => row.before !== null);
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Nội dung sự kiện">
      <table>
        <thead>
          <tr>
            <th scope="col">Mục</th>
            {hasBefore && <th scope="col">Trước</th>}
            <th scope="col">{hasBefore ? 'Sau' : 'Giá trị'}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.path.join(' ')}>
              <th scope="row">{fieldText(row.path)}</th>
              {hasBefore && <td class="long">{row.before ?? '–'}</td>}
              <td class="long">{row.after ?? '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

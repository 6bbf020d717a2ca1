// The form that takes a list of officers, and the links of those who are new.
import { officerRoles } from '../../access/officer.js';
import type { Problem } from '../../problem.js';
import type { ImportOutcome } from '../../tables/import-outcome.js';
import { AdminTrail } from '../components/admin-trail.js';
import { HandedLinks } from '../components/handed-links.js';
import { ImportRefusal } from '../components/import-refusal.js';
import { formatCount } from '../count.js';
import { Layout, type LayoutProps } from '../layout.js';
import type { HandedLink } from '../officer-links.js';
import { roleWords } from '../role-words.js';

export interface OfficerImportPageProps {
  readonly province: string;
  readonly who: NonNullable<LayoutProps['who']>;
  readonly outcome: ImportOutcome | null;
  readonly links: readonly HandedLink[];
  readonly problem: Problem | null;
}

export function OfficerImportPage(props: OfficerImportPageProps) {
  const { province, who, outcome, links, problem } = props;
  const via = [{ href: '/quan-tri/can-bo', title: 'Cán bộ và quyền' }];
  return (
    <Layout {...{ province, who }} title="Nhập cán bộ từ tệp">
      <AdminTrail via={via} here="Nhập từ tệp" />
      <h1>Nhập cán bộ từ tệp</h1>
      {problem && <ImportRefusal problem={problem} />}
      {outcome && (
        <p class="notice" role="status">
          Đã giao {formatCount(outcome.imported)} vai trò cho {formatCount(links.length)} cán bộ
          mới; {formatCount(outcome.unchanged)} dòng đã có từ trước.
        </p>
      )}
      <HandedLinks links={links} />
      <form
        method="post"
        action="/quan-tri/can-bo/nhap"
        encType="multipart/form-data"
        class="send-file"
      >
        <div class="pick">
          <label for="tep">Danh sách (CSV, XLSX)</label>
          <input type="file" id="tep" name="tep" />
        </div>
        <button class="primary" type="submit">
          Nhập
        </button>
      </form>
      <p>
        Mỗi dòng là một vai trò của một người. Cột bắt buộc:{' '}
        <span class="code">email, name, role</span>; có thể có{' '}
        <span class="code">citizenId, unit</span> (trống là toàn tỉnh). Người đã có không bị đổi bởi
        tệp: giao thêm vai trò ở hồ sơ của họ.
      </p>
      <ul class="grants">
        {officerRoles.map((role) => (
          <li key={role}>
            <span class="code">{role}</span> {roleWords[role]}
          </li>
        ))}
      </ul>
    </Layout>
  );
}

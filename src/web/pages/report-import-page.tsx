// The form that takes a settlement report, and what became of the one that was sent.
import type { Problem } from '../../problem.js';
import type { ImportOutcome } from '../../tables/import-outcome.js';
import { ImportRefusal } from '../components/import-refusal.js';
import { formatCount } from '../count.js';
import { Layout } from '../layout.js';

export interface ReportImportPageProps {
  readonly province: string;
  readonly who: { readonly name: string };
  readonly gateways: readonly string[];
  readonly mappings: readonly { readonly name: string; readonly gateway: string }[];
  readonly chosen: { readonly gateway: string; readonly mapping: string };
  readonly outcome: ImportOutcome | null;
  readonly problem: Problem | null;
}

export function ReportImportPage(props: ReportImportPageProps) {
  const { province, who, gateways, mappings, chosen, outcome, problem } = props;
  return (
    <Layout {...{ province, who }} title="Nhập báo cáo quyết toán">
      <h1>Nhập báo cáo quyết toán</h1>
      <p class="lead">
        Báo cáo của cổng thanh toán, theo mẫu của hệ thống hoặc theo{' '}
        <a href="/mau-cot">mẫu cột đã xác nhận</a>. Cả tệp được nhận, hoặc không dòng nào.
      </p>
      {problem && <ImportRefusal problem={problem} />}
      {outcome && (
        <p class="notice" role="status">
          Đã nhận {formatCount(outcome.imported)} dòng mới; {formatCount(outcome.unchanged)} dòng đã
          có từ trước.
        </p>
      )}
      <form method="post" action="/quyet-toan/nhap" encType="multipart/form-data" class="send-file">
        <div class="pick">
          <label for="cong">Cổng thanh toán</label>
          <select id="cong" name="cong">
            {gateways.map((name) => (
              <option key={name} value={name} selected={name === chosen.gateway}>
                {name}
              </option>
            ))}
          </select>
        </div>
        <div class="pick">
          <label for="mau">Mẫu cột</label>
          <select id="mau" name="mau">
            <option value="">Mẫu của hệ thống</option>
            {mappings.map(({ name, gateway }) => (
              <option key={name} value={name} selected={name === chosen.mapping}>
                {name} ({gateway})
              </option>
            ))}
          </select>
        </div>
        <div class="pick">
          <label for="tep">Báo cáo (CSV, XLSX)</label>
          <input type="file" id="tep" name="tep" />
        </div>
        <button class="primary" type="submit">
          Nhập
        </button>
      </form>
    </Layout>
  );
}

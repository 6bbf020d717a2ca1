// The form that takes a list of our own shape, with the columns it may have, and what became of one.
import type { Problem } from '../../problem.js';
import type { ImportOutcome } from '../../tables/import-outcome.js';
import { AdminTrail } from '../components/admin-trail.js';
import { ImportRefusal } from '../components/import-refusal.js';
import { formatCount } from '../count.js';
import { Layout, type LayoutProps } from '../layout.js';
import type { ListKind } from '../list-kinds.js';

export interface AdminImportPageProps {
  readonly province: string;
  readonly who: NonNullable<LayoutProps['who']>;
  readonly kinds: readonly ListKind[];
  readonly chosen: string;
  readonly outcome: ImportOutcome | null;
  readonly problem: Problem | null;
}

interface ListWords {
  readonly title: string;
  readonly must: string;
  readonly may: string;
  readonly note: string;
}

const words: Readonly<Record<ListKind, ListWords>> = {
  'don-vi': {
    title: 'Danh sách đơn vị',
    must: 'code, name, type',
    may:
      'province, parent, agencyCode, email, phone, contactBusiness, contactIt, formerNames, ' +
      'language',
    note:
      'Thêm đơn vị ngoài danh mục, bổ sung đầu mối cho đơn vị đã có. Cột có trong tệp thì ghi đúng ' +
      'như tệp, kể cả ô trống; cột không có thì giữ nguyên.',
  },
  'tai-khoan': {
    title: 'Tài khoản thụ hưởng (tiếp nhận lần đầu)',
    must: 'unitCode, bankBin, accountNumber, accountName',
    may: 'branch, treasuryCode, budgetCode, purpose, validFrom, validTo',
    note:
      'Chỉ cho đơn vị chưa có tài khoản cho mục đích đó. Về sau tài khoản chỉ đổi qua đề nghị và ' +
      'phê duyệt của hai người.',
  },
  'yeu-cau': {
    title: 'Yêu cầu nộp phí',
    must: 'merchantRef, unitCode, amount',
    may:
      'gateway, dossierCode, description, feeItems, toldBankCode, toldAccount, procedureCode, ' +
      'sourceSystem, createdAt',
    note: 'Yêu cầu đã có mà ghi khác thì bị từ chối.',
  },
  'giao-dich': {
    title: 'Giao dịch thanh toán (cổng dịch vụ công xuất ra)',
    must: 'gateway, gatewayTxnId, merchantRef, amount, status, paidAt',
    may: 'dossierCode, unitCode, receiptNumber, sourceSystem',
    note: 'Giao dịch đã nhận qua thông báo của cổng thì không đổi.',
  },
};

export function AdminImportPage(props: AdminImportPageProps) {
  const { province, who, kinds, chosen, outcome, problem } = props;
  return (
    <Layout {...{ province, who }} title="Nhập danh sách">
      <AdminTrail here="Nhập danh sách" />
      <h1>Nhập danh sách</h1>
      <p class="lead">Tệp CSV hoặc Excel. Cả tệp được nhận, hoặc không dòng nào.</p>
      {problem && <ImportRefusal problem={problem} />}
      {outcome && (
        <p class="notice" role="status">
          Đã nhận {formatCount(outcome.imported)} dòng mới, cập nhật {formatCount(outcome.updated)}{' '}
          dòng; {formatCount(outcome.unchanged)} dòng đã có từ trước.
        </p>
      )}
      <form method="post" action="/quan-tri/nhap" encType="multipart/form-data" class="send-file">
        <div class="pick">
          <label for="loai">Loại danh sách</label>
          <select id="loai" name="loai">
            {kinds.map((kind) => (
              <option key={kind} value={kind} selected={kind === chosen}>
                {words[kind].title}
              </option>
            ))}
          </select>
        </div>
        <div class="pick">
          <label for="tep">Tệp (CSV, XLSX)</label>
          <input type="file" id="tep" name="tep" />
        </div>
        <button class="primary" type="submit">
          Nhập
        </button>
      </form>
      <h2>Các cột</h2>
      {kinds.map((kind) => (
        <details key={kind} class="card edit" open={kind === chosen}>
          <summary>{words[kind].title}</summary>
          <p>{words[kind].note}</p>
          <p>
            Bắt buộc: <span class="code">{words[kind].must}</span>
          </p>
          <p>
            Có thể có: <span class="code">{words[kind].may}</span>
          </p>
        </details>
      ))}
    </Layout>
  );
}

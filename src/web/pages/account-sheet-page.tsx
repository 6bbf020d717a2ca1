// Many accounts at once: the sheet to fill in, and what became of the rows that were sent.
import { proposalSheetShape } from '../../beneficiary-accounts/proposal-sheet.js';
import type { SheetOutcome } from '../../beneficiary-accounts/propose-sheet.js';
import type { Problem } from '../../problem.js';
import { FormError } from '../components/field.js';
import { proposalPath } from '../components/proposals-table.js';
import { formatCount } from '../count.js';
import { Layout } from '../layout.js';

export interface AccountSheetPageProps {
  readonly province: string;
  readonly who: { readonly name: string };
  readonly outcome: SheetOutcome | null;
  readonly problem: Problem | null;
}

export function AccountSheetPage({ province, who, outcome, problem }: AccountSheetPageProps) {
  return (
    <Layout {...{ province, who }} title="Khai báo bằng bảng">
      <nav class="trail" aria-label="Đường dẫn">
        <a href="/tai-khoan-thu-huong">Tài khoản thụ hưởng</a>
        <span aria-hidden="true"> › </span>
        <span>Khai báo bằng bảng</span>
      </nav>
      <h1>Khai báo nhiều tài khoản bằng bảng</h1>
      <p class="lead">
        <a href="/api/v1/accounts/template" download>
          Tải mẫu bảng (Excel)
        </a>
        , điền rồi gửi lại. Mỗi dòng thành một bản nháp; người thứ hai vẫn phải duyệt từng đề nghị.
      </p>
      {problem && <Refusal problem={problem} />}
      {outcome && <Outcome outcome={outcome} />}
      <form
        method="post"
        action="/tai-khoan-thu-huong/bang"
        encType="multipart/form-data"
        class="attach"
      >
        <label for="tep">Bảng đã điền (XLSX hoặc CSV)</label>
        <input type="file" id="tep" name="tep" accept=".xlsx,.csv" />
        <button class="primary" type="submit">
          Gửi bảng
        </button>
      </form>
    </Layout>
  );
}

function Refusal({ problem }: { readonly problem: Problem }) {
  if (problem.code === 'bad_file')
    return <FormError text={problem.errors?.[0]?.vi ?? unreadable} />;
  return (
    <>
      <FormError text="Bảng chưa được nhận: có dòng cần sửa. Không có dòng nào được lưu." />
      <ul class="row-errors">
        {(problem.errors ?? []).slice(0, 200).map(({ line, column, vi }, at) => (
          <li key={at}>
            {line !== undefined && <strong>Dòng {formatCount(line)}</strong>}{' '}
            {column !== undefined && `${labelOf(column)}: `}
            {vi ?? 'Không đọc được ô này. Xem trang “Hướng dẫn” của mẫu.'}
          </li>
        ))}
      </ul>
    </>
  );
}

const unreadable =
  'Không đọc được tệp, hoặc bảng thiếu cột bắt buộc. Đề nghị tải mẫu bảng, điền rồi gửi lại.';

/** What the template prints over a column. */
function labelOf(column: string): string {
  const labels: Readonly<Record<string, string>> = proposalSheetShape.labels;
  return labels[column] ?? column;
}

function Outcome({ outcome }: { readonly outcome: SheetOutcome }) {
  return (
    <section aria-labelledby="ket-qua">
      <h2 id="ket-qua">Đã lưu {formatCount(outcome.proposed.length)} bản nháp</h2>
      <ul>
        {outcome.proposed.map(({ line, proposal }) => (
          <li key={proposal.id}>
            Dòng {formatCount(line)}: <a href={proposalPath(proposal.id)}>{proposal.unitCode}</a>
          </li>
        ))}
      </ul>
      {outcome.unchanged > 0 && (
        <p class="muted">{formatCount(outcome.unchanged)} dòng đã có đề nghị giống hệt.</p>
      )}
      {outcome.notFilled > 0 && (
        <p class="muted">{formatCount(outcome.notFilled)} đơn vị chưa điền.</p>
      )}
    </section>
  );
}

// The form that takes statements, and what became of those that were sent.
import type { Problem } from '../../problem.js';
import type { ImportedStatement } from '../../statements/import-statements.js';
import { stateWords } from '../../statements/statement-words.js';
import { ImportRefusal } from '../components/import-refusal.js';
import { formatCount } from '../count.js';
import { Layout } from '../layout.js';

export interface StatementImportPageProps {
  readonly province: string;
  readonly who: { readonly name: string };
  readonly mappings: readonly { readonly name: string; readonly bank: string }[];
  readonly chosen: string;
  readonly mayPropose: boolean;
  readonly statements: readonly ImportedStatement[] | null;
  readonly problem: Problem | null;
}

export function StatementImportPage(props: StatementImportPageProps) {
  const { province, who, mappings, chosen, mayPropose, statements, problem } = props;
  return (
    <Layout {...{ province, who }} title="Nhập sao kê">
      <h1>Nhập sao kê</h1>
      <p class="lead">
        Sao kê của ngân hàng: MT940, camt, Excel, CSV hoặc .zip. Định dạng được nhận ra theo nội
        dung; bảng mà hệ thống chưa nhận ra thì đọc theo{' '}
        {mayPropose ? <a href="/mau-cot">mẫu cột đã xác nhận</a> : 'mẫu cột đã xác nhận'}.
      </p>
      {problem && <ImportRefusal problem={problem} />}
      {statements && <Outcome statements={statements} />}
      <form method="post" action="/sao-ke/nhap" encType="multipart/form-data" class="send-file">
        <div class="pick">
          <label for="mau">Mẫu cột</label>
          <select id="mau" name="mau">
            <option value="">Tự nhận ra</option>
            {mappings.map(({ name, bank }) => (
              <option key={name} value={name} selected={name === chosen}>
                {name} ({bank})
              </option>
            ))}
          </select>
        </div>
        <div class="pick">
          <label for="tep">Sao kê</label>
          <input type="file" id="tep" name="tep" multiple />
        </div>
        <button class="primary" type="submit">
          Nhập
        </button>
      </form>
    </Layout>
  );
}

function Outcome({ statements }: { readonly statements: readonly ImportedStatement[] }) {
  return (
    <ul class="notice" role="status">
      {statements.map(({ file, statementIndex, lineCount, state, ...counts }) => (
        <li key={`${file}#${String(statementIndex)}`}>
          {file}: {formatCount(lineCount)} dòng, {formatCount(counts.new)} mới,{' '}
          {formatCount(counts.known)} đã có; {stateWords[state] ?? state}.
        </li>
      ))}
    </ul>
  );
}

// Statements of the accounts in sight, the latest first: what each came to, and which wait.
import { formatDay, formatInstant } from '../../calendar.js';
import type { ListedStatement } from '../../statements/statement-list-store.js';
import { isAttested } from '../../statements/paper-statement.js';
import { attestedWords, stateWords } from '../../statements/statement-words.js';
import { Layout } from '../layout.js';
import { addressOf } from '../page-query.js';
import { formatText, StateChip } from './statement-page.js';

export interface StatementsPageProps {
  readonly province: string;
  readonly who: { readonly name: string };
  readonly statements: readonly ListedStatement[];
  /** Only those of this state. */
  readonly state: string | null;
  /** The id after which the next page goes on. */
  readonly next: string | null;
  readonly mayImport: boolean;
  /** Whether the officer types statements from paper. */
  readonly mayEnter: boolean;
}

export function StatementsPage(props: StatementsPageProps) {
  const { province, who, statements, state, next, mayImport, mayEnter } = props;
  return (
    <Layout {...{ province, who }} title="Sao kê">
      <h1>Sao kê</h1>
      <p class="filter">
        {mayImport && <a href="/sao-ke/nhap">Nhập sao kê</a>}
        {mayEnter && <a href="/sao-ke-giay">Sao kê bằng giấy hoặc PDF</a>}
        <a href="/sao-ke/lich">Ngày có sao kê của từng tài khoản</a>
      </p>
      <nav class="filter" aria-label="Trạng thái">
        <a href="/sao-ke" aria-current={state === null ? 'page' : undefined}>
          Tất cả
        </a>
        {Object.entries(stateWords).map(([code, words]) => (
          <a
            key={code}
            href={addressOf('/sao-ke', { 'trang-thai': code })}
            aria-current={state === code ? 'page' : undefined}
          >
            {words}
          </a>
        ))}
      </nav>
      {statements.length === 0 ? (
        <p class="empty">Không có sao kê nào.</p>
      ) : (
        <div class="scroll">
          <table>
            <thead>
              <tr>
                <th scope="col">Tài khoản</th>
                <th scope="col">Thời gian</th>
                <th scope="col">Định dạng</th>
                <th scope="col">Tải lên</th>
                <th scope="col">Trạng thái</th>
              </tr>
            </thead>
            <tbody>
              {statements.map((each) => (
                <Row key={each.id} statement={each} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {next !== null && (
        <nav class="pager" aria-label="Trang">
          <a
            rel="next"
            href={addressOf('/sao-ke', { 'trang-thai': state ?? undefined, truoc: next })}
          >
            Cũ hơn ›
          </a>
        </nav>
      )}
    </Layout>
  );
}

function Row({ statement }: { readonly statement: ListedStatement }) {
  const { id, account, periodFrom, periodTo, format, uploadedAt, state } = statement;
  return (
    <tr>
      <td>
        <a href={`/sao-ke/${id}`}>{account ?? 'Chưa rõ'}</a>
      </td>
      <td>
        {periodFrom === null || periodTo === null
          ? '–'
          : `${formatDay(periodFrom)} – ${formatDay(periodTo)}`}
      </td>
      <td>{formatText(format)}</td>
      <td>{formatInstant(uploadedAt)}</td>
      <td>
        <StateChip state={state} />
        {isAttested(statement) && <span class="sub">{attestedWords}</span>}
      </td>
    </tr>
  );
}

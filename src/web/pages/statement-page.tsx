// One statement: its figures, what the checks found, what was decided about it, what can be decided.
import { formatDay, formatInstant } from '../../calendar.js';
import { formatMoney } from '../../money.js';
import type { StatementHistory } from '../../oversight/statement-history-store.js';
import type { LineReading } from '../../reconciliation/reading.js';
import type { StatementDecision } from '../../statements/decision-store.js';
import type { ListedStatement } from '../../statements/statement-list-store.js';
import { isAttested } from '../../statements/paper-statement.js';
import {
  attestedWords,
  decisionWords,
  stateWords,
  warningText,
} from '../../statements/statement-words.js';
import { DecideForm } from '../components/decide-form.js';
import { FormError } from '../components/field.js';
import { Chip, type Tone } from '../components/tone.js';
import { formatCount } from '../count.js';
import { Layout } from '../layout.js';
import { addressOf } from '../page-query.js';
import { LinesTable } from './line-page.js';

/** A page of a statement's lines. */
export interface ShownLines {
  readonly lines: readonly LineReading[];
  readonly page: number;
  readonly pageCount: number;
}

export interface StatementPageProps {
  readonly province: string;
  readonly who: { readonly name: string };
  readonly statement: ListedStatement;
  readonly history: StatementHistory;
  readonly lines: ShownLines;
  /** False where counts and sums would tell a unit's other income. */
  readonly isClear: boolean;
  readonly provenBy: string | null;
  /** The paper that it was typed from, for those who may see it. */
  readonly paperId: string | null;
  /** What the officer may decide now. */
  readonly possible: readonly StatementDecision[];
  readonly notice: string | null;
  readonly error: string | null;
}

const stateTones: Readonly<Record<string, Tone>> = {
  balanced: 'good',
  unproven: 'doubt',
  quarantined: 'bad',
  overlap: 'bad',
  parked: 'wait',
};

export function StateChip({ state }: { readonly state: string }) {
  return <Chip tone={stateTones[state] ?? 'plain'} text={stateWords[state] ?? state} />;
}

/** A format as officers call it. */
export function formatText(format: string): string {
  return isAttested({ format }) ? 'Sao kê giấy' : format;
}

export function StatementPage(props: StatementPageProps) {
  const { province, who, statement, notice, provenBy, paperId } = props;
  return (
    <Layout {...{ province, who }} title="Sao kê">
      <h1>Sao kê {statement.account ?? 'chưa rõ tài khoản'}</h1>
      <p class="lead">
        <StateChip state={statement.state} />{' '}
        {isAttested(statement) && <Chip tone="plain" text={attestedWords} />}{' '}
        {formatText(statement.format)}, {isAttested(statement) ? 'xác nhận' : 'tải lên'}{' '}
        {formatInstant(statement.uploadedAt)}
        {paperId !== null && (
          <>
            . <a href={`/sao-ke-giay/${paperId}`}>Xem bản quét và các dòng đã nhập</a>
          </>
        )}
      </p>
      {notice !== null && (
        <p class="notice" role="status">
          {notice}
        </p>
      )}
      {provenBy !== null && (
        <p class="notice">
          Các dòng được đối chiếu nhưng các ngày chưa được chứng minh. Cần tải lên: {provenBy}.
        </p>
      )}
      <Figures {...props} />
      <Warnings {...props} />
      <Lines {...props} />
      <History {...props} />
      <Decide {...props} />
    </Layout>
  );
}

function dong(amount: string | null): string {
  return amount === null ? '–' : formatMoney(BigInt(amount));
}

function Figures({ statement, history, isClear }: StatementPageProps) {
  const { periodFrom, periodTo, openingBalance, closingBalance } = statement;
  const period =
    periodFrom === null || periodTo === null
      ? 'không ghi'
      : `${formatDay(periodFrom)} – ${formatDay(periodTo)}`;
  const rows = [
    ['Tệp', statement.file],
    ['Thời gian', period],
    ['Số dư đầu kỳ', dong(openingBalance)],
    ['Số dư cuối kỳ', dong(closingBalance)],
    ...(isClear
      ? [
          ['Số dòng', formatCount(statement.lineCount)],
          ['Tổng ghi có', dong(statement.sumCredits)],
          ['Tổng ghi nợ', dong(statement.sumDebits)],
          ['Dòng mới', formatCount(statement.new)],
          ['Dòng đã có', formatCount(statement.known)],
          ['Tin báo trước', formatCount(history.announced)],
        ]
      : []),
  ];
  return (
    <dl class="facts">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Lines that stood in an earlier statement already are listed there. */
function Lines({ statement, lines: { lines, page, pageCount } }: StatementPageProps) {
  if (lines.length === 0) return null;
  const hrefOf = (to: number) => addressOf(`/sao-ke/${statement.id}`, { trang: String(to) });
  return (
    <section aria-labelledby="cac-dong">
      <h2 id="cac-dong">Các dòng của sao kê này</h2>
      <LinesTable lines={lines} />
      {pageCount > 1 && (
        <nav class="pager" aria-label="Trang">
          {page > 1 && (
            <a rel="prev" href={hrefOf(page - 1)}>
              ‹ Trang trước
            </a>
          )}
          <span>
            Trang {formatCount(page)} / {formatCount(pageCount)}
          </span>
          {page < pageCount && (
            <a rel="next" href={hrefOf(page + 1)}>
              Trang sau ›
            </a>
          )}
        </nav>
      )}
    </section>
  );
}

function Warnings({ statement }: StatementPageProps) {
  const codes = [...new Set(statement.warnings.map(({ code }) => code))];
  if (codes.length === 0) return null;
  return (
    <section aria-labelledby="canh-bao">
      <h2 id="canh-bao">Kiểm tra</h2>
      <ul>
        {codes.map((code) => (
          <li key={code}>{warningText(code)}</li>
        ))}
      </ul>
    </section>
  );
}

function History({ history, isClear }: StatementPageProps) {
  if (history.decisions.length === 0) return null;
  return (
    <section aria-labelledby="quyet-dinh">
      <h2 id="quyet-dinh">Quyết định</h2>
      <ul>
        {history.decisions.map(({ decision, reason, at, linesVoided, matchesUndone }) => (
          <li key={at.getTime()}>
            {formatInstant(at)}: <strong>{decisionWords[decision]}</strong>. Lý do: {reason}.
            {isClear && decision === 'voided' && (
              <>
                {' '}
                {formatCount(linesVoided)} dòng không còn tính, {formatCount(matchesUndone)} kết quả
                khớp đã hủy theo.
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

const explained: Readonly<Record<StatementDecision, string>> = {
  released: 'Các dòng được đối chiếu; các ngày vẫn chưa được chứng minh.',
  voided: 'Các dòng chỉ có trong sao kê này và kết quả khớp của chúng không còn tính.',
  restored: 'Sao kê được ghi nhận lại từ tệp đã lưu.',
  separated: 'Các dòng giống dòng đã có được ghi thêm, như những giao dịch khác.',
};

function Decide({ statement, possible, error }: StatementPageProps) {
  if (possible.length === 0) return null;
  return (
    <section aria-labelledby="lam-gi">
      <h2 id="lam-gi">Xử lý</h2>
      <FormError text={error} />
      <DecideForm
        action={`/sao-ke/${statement.id}/quyet-dinh`}
        choices={possible.map((value) => ({
          value,
          word: decisionWords[value],
          explained: explained[value],
        }))}
      />
    </section>
  );
}

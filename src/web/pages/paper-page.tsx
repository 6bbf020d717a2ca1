// One statement on paper: the scan and what was typed of it side by side, and one decision.
import { whyNotWords, type WhyNot } from '../../beneficiary-accounts/may-decide.js';
import { formatDay, formatInstant } from '../../calendar.js';
import { formatMoney, type Money } from '../../money.js';
import { paperSums, type PaperLine } from '../../statements/paper-statement.js';
import type { ListedPaper } from '../../statements/paper-store.js';
import { FormError } from '../components/field.js';
import { ActWithReason } from '../components/act-with-reason.js';
import { Layout } from '../layout.js';
import { PaperState } from './papers-page.js';

export interface PaperPageProps {
  readonly province: string;
  readonly who: { readonly name: string };
  readonly paper: ListedPaper;
  readonly units: readonly string[];
  readonly lines: readonly PaperLine[];
  /** A browser shows pictures on the page; a PDF is opened beside it. */
  readonly isPicture: boolean;
  readonly mayDecide: boolean;
  readonly mayWithdraw: boolean;
  /** Whether the reader may type anew what did not come to count. */
  readonly mayRetype: boolean;
  readonly whyNot: WhyNot | null;
  /** What it became, for those who may read statements. */
  readonly statementId: string | null;
  readonly notice: string | null;
  readonly error: string | null;
}

export function PaperPage(props: PaperPageProps) {
  const { province, who, paper, units, notice, error } = props;
  return (
    <Layout {...{ province, who }} title="Sao kê giấy">
      <nav class="trail" aria-label="Đường dẫn">
        <a href="/sao-ke">Sao kê</a>
        <span aria-hidden="true"> › </span>
        <a href="/sao-ke-giay">Sao kê giấy</a>
        <span aria-hidden="true"> › </span>
        <span>{paper.account.number}</span>
      </nav>
      <h1>
        Sao kê giấy {paper.account.number} <PaperState paper={paper} />
      </h1>
      <p class="lead">
        {units.join(', ')}, từ {formatDay(paper.periodFrom)} đến {formatDay(paper.periodTo)}
      </p>
      {notice !== null && (
        <p class="notice" role="status">
          {notice}
        </p>
      )}
      <FormError text={error} />
      <Course {...props} />
      <div class="side-by-side">
        <Scan {...props} />
        <Typed {...props} />
      </div>
      <Decide {...props} />
      <Withdraw {...props} />
    </Layout>
  );
}

const ended = { confirmed: 'Xác nhận', refused: 'Từ chối', withdrawn: 'Rút lại' } as const;

function Course({ paper, statementId, mayRetype }: PaperPageProps) {
  const { maker, madeAt, decision } = paper;
  return (
    <ol class="course">
      <li>
        Nhập: <strong>{maker.name}</strong> <span class="muted">{formatInstant(madeAt)}</span>
      </li>
      {decision && (
        <li>
          {ended[decision.outcome]}: <strong>{(decision.checker ?? maker).name}</strong>{' '}
          <span class="muted">{formatInstant(decision.decidedAt)}</span>
          {decision.reason !== null && <p class="reason">“{decision.reason}”</p>}
          {statementId !== null && (
            <>
              {' '}
              <a href={`/sao-ke/${statementId}`}>Xem sao kê đã ghi nhận</a>
            </>
          )}
          {mayRetype && <a href={`/sao-ke-giay/nhap?tu=${paper.id}`}>Nhập lại từ bản này</a>}
        </li>
      )}
    </ol>
  );
}

function Scan({ paper, isPicture }: PaperPageProps) {
  const address = `/api/v1/paper-statements/${paper.id}/scan`;
  return (
    <section class="scan" aria-labelledby="ban-quet">
      <h2 id="ban-quet">Bản quét</h2>
      <p>
        <a href={address} download={paper.scanName}>
          {paper.scanName}
        </a>
      </p>
      {isPicture ? (
        <a href={address} title="Tải bản quét để xem to">
          <img src={address} alt={`Bản quét sao kê, tệp ${paper.scanName}`} />
        </a>
      ) : (
        <p class="muted">Tệp PDF: tải về, mở cạnh trang này để so từng dòng.</p>
      )}
    </section>
  );
}

function Typed({ paper, lines }: PaperPageProps) {
  const sums = paperSums(lines);
  return (
    <section class="typed-lines" aria-labelledby="da-nhap">
      <h2 id="da-nhap">Số liệu đã nhập</h2>
      <dl class="facts">
        <Fact name="Số dư đầu kỳ" amount={paper.openingBalance} />
        <Fact name="Tổng ghi có" amount={sums.credits} />
        <Fact name="Tổng ghi nợ" amount={sums.debits} />
        <Fact name="Số dư cuối kỳ" amount={paper.closingBalance} />
      </dl>
      {lines.length === 0 ? (
        <p class="empty">Kỳ này không có giao dịch.</p>
      ) : (
        <div class="scroll">
          <table>
            <thead>
              <tr>
                <th scope="col">Ngày</th>
                <th scope="col" class="number">
                  Ghi có
                </th>
                <th scope="col" class="number">
                  Ghi nợ
                </th>
                <th scope="col">Nội dung</th>
              </tr>
            </thead>
            <tbody>
              {lines.map((line, index) => (
                <Line key={index} line={line} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Fact({ name, amount }: { readonly name: string; readonly amount: Money }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{formatMoney(amount)}</dd>
    </div>
  );
}

function Line({ line }: { readonly line: PaperLine }) {
  const { bookingDate, valueDate, amount, narrative, bankRef, counterparty } = line;
  return (
    <tr>
      <td>
        {formatDay(bookingDate)}
        {valueDate !== bookingDate && <span class="sub">hiệu lực {formatDay(valueDate)}</span>}
      </td>
      <td class="number">{amount > 0n && formatMoney(amount)}</td>
      <td class="number">{amount < 0n && formatMoney(-amount)}</td>
      <td>
        {narrative}
        {bankRef !== null && <span class="sub">Số {bankRef}</span>}
        {counterparty !== null && <span class="sub">{counterparty}</span>}
      </td>
    </tr>
  );
}

function Decide({ paper, mayDecide, whyNot }: PaperPageProps) {
  if (whyNot) return <p class="request">{whyNotWords[whyNot].vi}</p>;
  if (!mayDecide) return null;
  return (
    <section aria-labelledby="quyet-dinh">
      <h2 id="quyet-dinh">Quyết định</h2>
      <p>
        Trước khi xác nhận, các dòng này chưa được tính. Sau khi xác nhận, chúng được đối chiếu như
        mọi sao kê và các ngày từ {formatDay(paper.periodFrom)} đến {formatDay(paper.periodTo)} được
        coi là đã có sao kê.
      </p>
      <form class="decide" method="post" action={`/sao-ke-giay/${paper.id}/quyet-dinh`}>
        <label for="ly-do">Lý do (bắt buộc khi từ chối)</label>
        <textarea id="ly-do" name="ly-do" rows={3} maxLength={1000} />
        <div class="buttons">
          <button class="primary" type="submit" name="viec" value="xac-nhan">
            Đã so, xác nhận
          </button>
          <button type="submit" name="viec" value="tu-choi">
            Từ chối
          </button>
        </div>
      </form>
    </section>
  );
}

function Withdraw({ paper, mayWithdraw }: PaperPageProps) {
  if (!mayWithdraw) return null;
  return (
    <ActWithReason id="rut-lai" title="Rút lại" action={`/sao-ke-giay/${paper.id}/rut-lai`}>
      <p>
        Nếu nhập sai, rút lại để bản này không chờ xác nhận nữa; sau đó có thể nhập lại từ những gì
        đã nhập, cùng bản quét. Bản đã rút vẫn được lưu.
      </p>
    </ActWithReason>
  );
}

// Matching a payment by hand: it on top, the lines that may be its money below, the nearest first.
import { formatDay, formatInstant } from '../../calendar.js';
import { formatMoney, type Money } from '../../money.js';
import { adjustmentKinds } from '../../reconciliation/match-decision-store.js';
import type { LineReading, PaymentReading } from '../../reconciliation/reading.js';
import { FormError } from '../components/field.js';
import { Layout } from '../layout.js';
import { adjustmentWords } from '../match-words.js';
import { ProofField } from './match-page.js';

/** What the chosen payments expect less the difference, and what the chosen lines are. */
export interface ChosenSums {
  readonly payments: Money;
  readonly lines: Money;
}

export interface HandMatchPageProps {
  readonly province: string;
  readonly who: { readonly name: string };
  readonly payment: PaymentReading;
  readonly candidates: readonly LineReading[];
  /** Other payments that the same lines may pay. */
  readonly others: readonly PaymentReading[];
  /** How the chosen sums stand; null before anything was chosen. */
  readonly sums: ChosenSums | null;
  /** What was chosen and typed before a refusal. */
  readonly form: ReadonlyMap<string, string>;
  readonly error: string | null;
}

export function HandMatchPage(props: HandMatchPageProps) {
  const { province, who, payment, candidates, others, sums, form, error } = props;
  const code = payment.dossierCode ?? payment.merchantRef ?? payment.gatewayTxnId ?? '';
  return (
    <Layout {...{ province, who }} title="Khớp tay">
      <nav class="trail" aria-label="Đường dẫn">
        <a href={`/giao-dich/${payment.paymentId}`}>Giao dịch {code}</a>
        <span aria-hidden="true"> › </span>
        Khớp tay
      </nav>
      <h1 class="long">Khớp tay giao dịch {code}</h1>
      <p class="lead">
        Nộp lúc {formatInstant(payment.paidAt)}, số tiền{' '}
        <strong>{formatMoney(payment.amount)}</strong>, phí của cổng {formatMoney(payment.fee)}.
      </p>
      <FormError text={error} />
      {candidates.length === 0 ? (
        <p class="empty">Không có dòng sao kê nào chưa khớp từ ngày nộp đến nay.</p>
      ) : (
        <form class="decide" method="post" action={`/doi-soat/khop-tay/${payment.paymentId}`}>
          <p class="hint">
            Chọn một hay nhiều dòng; tổng các dòng phải bằng tổng số tiền các giao dịch trừ chênh
            lệch ghi bên dưới.
          </p>
          <div class="scroll">
            <table>
              <thead>
                <tr>
                  <th scope="col">Chọn</th>
                  <th scope="col">Ngày ghi sổ</th>
                  <th scope="col">Số tiền</th>
                  <th scope="col">Tài khoản</th>
                  <th scope="col">Số bút toán</th>
                  <th scope="col">Nội dung</th>
                </tr>
              </thead>
              <tbody>
                {candidates.map((line) => (
                  <Candidate
                    key={line.lineId}
                    line={line}
                    isChosen={form.has(`dong-${line.lineId}`)}
                  />
                ))}
              </tbody>
            </table>
          </div>
          {others.length > 0 && <Others others={others} form={form} />}
          <Difference form={form} />
          {sums && <Remainder sums={sums} />}
          <button type="submit" name="viec" value="tinh" formNoValidate>
            Tính phần còn lại
          </button>
          <ProofField />
          <label for="ly-do">Lý do khớp</label>
          <textarea id="ly-do" name="ly-do" required maxLength={1000} rows={3}>
            {form.get('ly-do') ?? ''}
          </textarea>
          <button type="submit">Khớp</button>
        </form>
      )}
    </Layout>
  );
}

function Candidate({ line, isChosen }: { readonly line: LineReading; readonly isChosen: boolean }) {
  const id = `dong-${line.lineId}`;
  return (
    <tr>
      <td>
        <input
          type="checkbox"
          id={id}
          name={id}
          value="1"
          checked={isChosen}
          aria-label={`Dòng ngày ${formatDay(line.bookingDate)}, ${formatMoney(line.amount)}`}
        />
      </td>
      <td>{formatDay(line.bookingDate)}</td>
      <td class="money">{formatMoney(line.amount)}</td>
      <td>{line.account}</td>
      <td>{line.bankRef ?? '–'}</td>
      <td class="long">{line.narrative ?? '–'}</td>
    </tr>
  );
}

/** Payments beside the page's own: one credit may pay several. */
function Others({ others, form }: Pick<HandMatchPageProps, 'others' | 'form'>) {
  const isAnyChosen = others.some(({ paymentId }) => form.has(`giao-dich-${paymentId}`));
  return (
    <details open={isAnyChosen}>
      <summary>
        Dòng đã chọn còn trả cho giao dịch khác ({others.length} giao dịch đang chờ)
      </summary>
      <ul class="beside">
        {others.map(({ paymentId, merchantRef, gatewayTxnId, paidAt, amount }) => {
          const name = `giao-dich-${paymentId}`;
          return (
            <li key={paymentId}>
              <label>
                <input type="checkbox" name={name} value="1" checked={form.has(name)} />{' '}
                <span class="long">{merchantRef ?? gatewayTxnId ?? paymentId}</span>{' '}
                <strong class="money">{formatMoney(amount)}</strong>{' '}
                <span class="muted">nộp lúc {formatInstant(paidAt)}</span>
              </label>
            </li>
          );
        })}
      </ul>
    </details>
  );
}

/** Worked out by the service, so that it is there without any script. */
function Remainder({ sums }: { readonly sums: ChosenSums }) {
  const left = sums.payments - sums.lines;
  const rest =
    left === 0n
      ? 'vừa đủ.'
      : left > 0n
        ? `còn thiếu ${formatMoney(left)}.`
        : `thừa ${formatMoney(-left)}.`;
  return (
    <p role="status">
      Các giao dịch đã chọn cần {formatMoney(sums.payments)}, các dòng đã chọn có{' '}
      {formatMoney(sums.lines)}: <strong>{rest}</strong>
    </p>
  );
}

function Difference({ form }: Pick<HandMatchPageProps, 'form'>) {
  return (
    <>
      <label for="chenh-lech">
        Chênh lệch (đ) của giao dịch này, để trống nếu không có; số dương là về thiếu
      </label>
      <input
        id="chenh-lech"
        name="chenh-lech"
        inputMode="numeric"
        maxLength={20}
        autocomplete="off"
        value={form.get('chenh-lech') ?? ''}
      />
      <label for="loai">Lý do chênh lệch</label>
      <select id="loai" name="loai">
        {adjustmentKinds.map((kind) => (
          <option key={kind} value={kind} selected={form.get('loai') === kind}>
            {adjustmentWords[kind]}
          </option>
        ))}
      </select>
    </>
  );
}

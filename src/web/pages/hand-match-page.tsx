// Matching a payment by hand: it on top, the lines that may be its money below, the nearest first.
import { formatDay, formatInstant } from '../../calendar.js';
import { formatMoney } from '../../money.js';
import { adjustmentKinds } from '../../reconciliation/match-decision-store.js';
import type { LineReading, PaymentReading } from '../../reconciliation/reading.js';
import { FormError } from '../components/field.js';
import { Layout } from '../layout.js';
import { adjustmentWords } from '../match-words.js';
import { ProofField } from './match-page.js';

export interface HandMatchPageProps {
  readonly province: string;
  readonly who: { readonly name: string };
  readonly payment: PaymentReading;
  readonly candidates: readonly LineReading[];
  /** What was chosen and typed before a refusal. */
  readonly form: ReadonlyMap<string, string>;
  readonly error: string | null;
}

export function HandMatchPage(props: HandMatchPageProps) {
  const { province, who, payment, candidates, form, error } = props;
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
            Chọn một hay nhiều dòng; tổng các dòng phải bằng số tiền giao dịch trừ chênh lệch ghi
            bên dưới.
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
          <Difference form={form} />
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

function Difference({ form }: Pick<HandMatchPageProps, 'form'>) {
  return (
    <>
      <label for="chenh-lech">Chênh lệch (đ), để trống nếu không có; số dương là về thiếu</label>
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

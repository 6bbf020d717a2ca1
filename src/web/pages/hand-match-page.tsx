// Matching a payment by hand: it on top, the lines that may be its money below, the nearest first.
import { formatDay, formatInstant } from '../../calendar.js';
import { formatMoney, sumMoney } from '../../money.js';
import { adjustmentKinds } from '../../reconciliation/match-decision-store.js';
import type { LineReading, PaymentReading } from '../../reconciliation/reading.js';
import { groupedNumber } from '../account-number.js';
import { FormError } from '../components/field.js';
import {
  adjustmentField,
  chosenOwn,
  otherField,
  ownField,
  partsOf,
  type ChosenSums,
  type PaymentPart,
} from '../hand-match-form.js';
import { Layout } from '../layout.js';
import { adjustmentWords } from '../match-words.js';
import { ProofField } from './match-page.js';

export interface HandMatchPageProps {
  readonly province: string;
  readonly who: { readonly name: string };
  readonly payment: PaymentReading;
  readonly candidates: readonly LineReading[];
  /** Parts of other payments that the same lines may pay. */
  readonly others: readonly PaymentPart[];
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
      <Lead payment={payment} />
      <FormError text={error} />
      {candidates.length === 0 ? (
        <p class="empty">Không có dòng sao kê nào chưa khớp từ ngày nộp đến nay.</p>
      ) : (
        <form class="decide" method="post" action={`/doi-soat/khop-tay/${payment.paymentId}`}>
          <OwnParts payment={payment} form={form} />
          <p class="hint">
            Chọn một hay nhiều dòng; tổng các dòng phải bằng tổng số cần về của các giao dịch trừ
            chênh lệch ghi bên dưới.
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
          <Differences form={form} />
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

function Lead({ payment }: Pick<HandMatchPageProps, 'payment'>) {
  const expected = sumMoney(partsOf(payment).map((part) => part.expected));
  return (
    <p class="lead">
      Nộp lúc {formatInstant(payment.paidAt)}, số tiền{' '}
      <strong>{formatMoney(payment.amount)}</strong>, phí của cổng {formatMoney(payment.fee)}.{' '}
      {expected !== payment.amount && (
        <>
          Cổng chuyển số đã trừ phí: cần về <strong>{formatMoney(expected)}</strong>.
        </>
      )}
    </p>
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
      <td class="whole">{groupedNumber(line.account)}</td>
      <td>{line.bankRef ?? '–'}</td>
      <td class="long">{line.narrative ?? '–'}</td>
    </tr>
  );
}

/** Fee items of one payment may go to several accounts: each part is a credit of its own. */
function OwnParts({ payment, form }: Pick<HandMatchPageProps, 'payment' | 'form'>) {
  const parts = partsOf(payment);
  if (parts.length === 1) return null;
  const chosen = chosenOwn(payment, form).map(({ no }) => no);
  return (
    <fieldset>
      <legend>Giao dịch này vào {parts.length} tài khoản: chọn phần cần khớp</legend>
      {parts.map((part) => (
        <label key={part.no}>
          <input
            type="checkbox"
            name={ownField(part)}
            value="1"
            checked={chosen.includes(part.no)}
            disabled={part.isMatched}
          />{' '}
          Phần {part.no + 1}: <strong class="money">{formatMoney(part.expected)}</strong>
          {part.isMatched && <span class="muted"> đã khớp</span>}
        </label>
      ))}
    </fieldset>
  );
}

/** What other payments expect, beside the page's own: one credit may pay several. */
function Others({ others, form }: Pick<HandMatchPageProps, 'others' | 'form'>) {
  const isAnyChosen = others.some((part) => form.has(otherField(part)));
  return (
    <details open={isAnyChosen}>
      <summary>Dòng đã chọn còn trả cho giao dịch khác ({others.length} khoản đang chờ)</summary>
      <ul class="beside">
        {others.map((part) => {
          const { paymentId, merchantRef, gatewayTxnId, paidAt } = part.payment;
          const name = otherField(part);
          return (
            <li key={name}>
              <label>
                <input type="checkbox" name={name} value="1" checked={form.has(name)} />{' '}
                <span class="long">{merchantRef ?? gatewayTxnId ?? paymentId}</span>
                {part.of > 1 && ` phần ${String(part.no + 1)}/${String(part.of)}`}{' '}
                <strong class="money">{formatMoney(part.expected)}</strong>{' '}
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

/** Each kind beside the others: a fee, a rounding and a write-off may come together. */
function Differences({ form }: Pick<HandMatchPageProps, 'form'>) {
  return (
    <fieldset class="differences">
      <legend>Chênh lệch (đ) của giao dịch này</legend>
      <p class="hint">Để trống nếu không có; số dương là về thiếu, số âm là về thừa.</p>
      {adjustmentKinds.map((kind) => {
        const name = adjustmentField(kind);
        return (
          <label key={kind}>
            <span>{adjustmentWords[kind]}</span>
            <input
              name={name}
              inputMode="numeric"
              maxLength={20}
              autocomplete="off"
              value={form.get(name) ?? ''}
            />
          </label>
        );
      })}
    </fieldset>
  );
}

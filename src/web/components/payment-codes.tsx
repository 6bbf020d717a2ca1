// A payment in a table by its codes: the first that it has leads to it, the others stand below.
import type { PaymentReading } from '../../reconciliation/reading.js';
import { paymentPath } from '../page-query.js';

export function PaymentCodes(props: {
  readonly payment: PaymentReading;
  readonly asked: Date | undefined;
}) {
  const { payment, asked } = props;
  const { dossierCode, merchantRef, gatewayTxnId } = payment;
  const [title = '(không có mã)', ...others] = [dossierCode, merchantRef, gatewayTxnId].filter(
    (text) => text !== null,
  );
  return (
    <th scope="row">
      <a href={paymentPath(payment.paymentId, asked)}>{title}</a>
      {others.map((text) => (
        <span key={text} class="sub">
          {text}
        </span>
      ))}
    </th>
  );
}

// A test transfer that is awaited: what to send where, as text and as a VietQR for a banking app.
import { formatDay, type LocalDate } from '../../calendar.js';
import { formatMoney } from '../../money.js';
import type { Money } from '../../money.js';
import type { VerificationReading } from '../../reconciliation/reading.js';

export interface OpenTransfer {
  readonly versionId: string;
  readonly code: string;
  readonly amount: Money;
  readonly expiresOn: LocalDate;
  /** Address of the picture; null for accounts at the State Treasury. */
  readonly qr: string | null;
  /** Where the code came up without proving the account. */
  readonly seenElsewhere: VerificationReading['seenElsewhere'];
}

export function TransferCode({ transfer }: { readonly transfer: OpenTransfer }) {
  const { code, amount, expiresOn, qr, seenElsewhere } = transfer;
  return (
    <div class="transfer">
      {qr !== null && (
        <img src={qr} alt="Mã VietQR của khoản chuyển thử" width="132" height="132" />
      )}
      <dl>
        <div>
          <dt>Chuyển đúng</dt>
          <dd>{formatMoney(amount)}</dd>
        </div>
        <div>
          <dt>Nội dung</dt>
          <dd class="transfer-code">{code}</dd>
        </div>
        <div>
          <dt>Trước hết ngày</dt>
          <dd>{formatDay(expiresOn)}</dd>
        </div>
      </dl>
      {seenElsewhere.map((seen) => (
        <p class="error" key={`${seen.account} ${seen.bookedOn}`}>
          {seen.isSameAccount
            ? `Mã có trong sao kê ngày ${formatDay(seen.bookedOn)}, ngoài thời hạn: chưa xác minh được.`
            : `Mã có trong sao kê của tài khoản khác (${seen.account}) ngày ${formatDay(seen.bookedOn)}: đề nghị kiểm tra lại số tài khoản.`}
        </p>
      ))}
      <p class="muted small">
        Sau khi nhập sao kê của tài khoản có khoản này, tài khoản được xác minh.
      </p>
    </div>
  );
}

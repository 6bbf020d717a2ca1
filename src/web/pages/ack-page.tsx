// The page behind the link of an alert: what it told, and the button that says that it was received.
// It is open to whoever holds the mail: no account number and no payer stands here.
import type { OpenAck } from '../../alerts/acknowledge-alert.js';
import { noteCharsMax } from '../../alerts/acknowledge-alert.js';
import { sumOf } from '../../alerts/alert-facts.js';
import { formatDay, formatInstant } from '../../calendar.js';
import { formatMoney } from '../../money.js';
import { FlagChip } from '../components/tone.js';
import { formatCount } from '../count.js';
import { Layout } from '../layout.js';
import { Field } from '../components/field.js';

export interface AckPageProps {
  readonly province: string;
  readonly secret: string;
  readonly alert: OpenAck;
  readonly error?: string;
  readonly typed?: string | undefined;
}

export function AckPage(props: AckPageProps) {
  const { province, secret, alert } = props;
  const { answeredAt, note, onDay, facts, titles } = alert;
  return (
    <Layout {...{ province }} title="Xác nhận cảnh báo">
      <div class="card">
        <h1>{headingOf(alert)}</h1>
        <p>Thông báo ngày {formatDay(onDay)}.</p>
        <div class="scroll">
          <table>
            <thead>
              <tr>
                {alert.level > 0 && <th scope="col">Đơn vị</th>}
                <th scope="col">Nội dung</th>
                <th scope="col" class="number">
                  Giao dịch
                </th>
                <th scope="col" class="number">
                  Số tiền
                </th>
              </tr>
            </thead>
            <tbody>
              {facts.map((fact) => (
                <tr key={`${fact.unitCode} ${fact.flag}`}>
                  {alert.level > 0 && <td>{titles.get(fact.unitCode)}</td>}
                  <td>
                    <FlagChip flag={fact.flag} />
                  </td>
                  <td class="number">{formatCount(fact.payments)}</td>
                  <td class="number">{formatMoney(sumOf(fact))}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        {answeredAt === null ? (
          <AckForm {...props} />
        ) : (
          <div class="notice" role="status">
            <p>Đã xác nhận lúc {formatInstant(answeredAt)}. Cảm ơn.</p>
            {note !== null && <p>Hướng xử lý: {note}</p>}
          </div>
        )}
        <p>
          <a href={alert.level > 0 ? '/canh-bao' : `/don-vi/${alert.unitCode ?? ''}`}>
            Xem chi tiết (cần đăng nhập)
          </a>
        </p>
        {answeredAt === null && (
          <p class="muted small" key={secret}>
            Xác nhận không làm hết cảnh báo: cảnh báo chỉ hết khi sao kê cho thấy tiền đã về.
          </p>
        )}
      </div>
    </Layout>
  );
}

function headingOf({ level, unitCode, titles, facts }: OpenAck): string {
  if (level === 0) return titles.get(unitCode ?? '') ?? '';
  const units = new Set(facts.map((fact) => fact.unitCode)).size;
  return `${formatCount(units)} đơn vị chưa xử lý cảnh báo`;
}

function AckForm({ secret, error, typed }: AckPageProps) {
  return (
    <form method="post" action={`/ack/${secret}`}>
      <Field
        id="ghi-chu"
        label="Đơn vị sẽ làm gì (không bắt buộc)"
        hint="Ví dụ: đã gửi yêu cầu tra soát tới cổng thanh toán ngày 12/05."
        error={error ?? null}
        value={typed ?? ''}
        maxLength={noteCharsMax}
        autocomplete="off"
        isOptional
      />
      <button class="primary" type="submit">
        Xác nhận đã nhận thông báo
      </button>
    </form>
  );
}

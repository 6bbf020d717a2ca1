// One gateway account: its settings without secrets, a trial of them, and the forms that change it.
import type { ComponentChildren } from 'preact';
import type { ShownGateway } from '../../api/gateways.js';
import { formatInstant } from '../../calendar.js';
import type { GatewayAccount } from '../../payments/gateway-account.js';
import { formatMoney } from '../../money.js';
import type { TrialOutcome } from '../../payments/try-callback.js';
import { AdminTrail, Told } from '../components/admin-trail.js';
import { FormError } from '../components/field.js';
import { ProfileFields, SecretFields } from '../components/gateway-fields.js';
import { Chip } from '../components/tone.js';
import { sinceText, tierText } from '../gateway-form.js';
import { basisWords, modeWords, trialWords } from '../gateway-words.js';
import { Layout, type LayoutProps } from '../layout.js';

export interface GatewayPageProps {
  readonly province: string;
  readonly who: NonNullable<LayoutProps['who']>;
  readonly shown: ShownGateway;
  readonly account: GatewayAccount;
  readonly version: string;
  /** Names of the secrets that are set; empty too where they cannot be opened. */
  readonly secretNames: readonly string[];
  readonly possibleNames: readonly string[];
  readonly callbackUrl: string;
  readonly lastAt: Date | null;
  readonly maySet: boolean;
  readonly typed: ReadonlyMap<string, string>;
  readonly isRefused: boolean;
  readonly said: {
    readonly notice?: string | null;
    readonly error?: string;
    readonly trial?: TrialOutcome;
  };
}

export function GatewayPage(props: GatewayPageProps) {
  const { province, who, shown, said, maySet } = props;
  return (
    <Layout {...{ province, who }} title={`Cổng ${shown.name}`}>
      <AdminTrail via={[{ href: '/quan-tri/cong', title: 'Cổng thanh toán' }]} here={shown.name} />
      <h1>{shown.name}</h1>
      <Told text={said.notice ?? null} />
      <FormError text={said.error ?? null} />
      {said.trial && <Trial outcome={said.trial} />}
      <About {...props} />
      <Terms {...props} />
      {maySet && <Acts {...props} />}
    </Layout>
  );
}

function About({ shown, account, secretNames, callbackUrl, lastAt }: GatewayPageProps) {
  const { kind, merchantCode, secretsSince, callbacks } = shown;
  const { narrativeNames = [], queryUrl, unitCode } = account.options;
  const secretsText =
    secretNames.length === 0
      ? 'Không mở được: nhập khóa mới'
      : `${secretNames.join(', ')}${secretsSince ? `, từ ${formatInstant(new Date(secretsSince))}` : ''}`;
  const rows: readonly (readonly [string, ComponentChildren])[] = [
    ['Loại', kind],
    ['Địa chỉ nhận thông báo', callbacks ? callbackUrl : 'Loại này chỉ nhận tệp'],
    ['Thông báo cuối', lastAt ? formatInstant(lastAt) : 'Chưa có'],
    ['Mã đơn vị chấp nhận thanh toán', merchantCode ?? 'Không có'],
    ['Khóa bí mật đã đặt', secretsText],
    ['Tên trong sao kê', narrativeNames.join('; ') || 'Chưa ghi'],
    ['Hỏi lại cổng', queryUrl ?? 'Không hỏi'],
    ['Sai số cho phép', formatMoney(account.tolerance)],
    ...(unitCode === undefined ? [] : [['Đơn vị', unitCode] as const]),
  ];
  return (
    <>
      <dl class="about">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd class="long">{value}</dd>
          </div>
        ))}
      </dl>
      <p class="muted">
        Giá trị của khóa không bao giờ hiện lại. Khóa được mã hóa bằng SECRET_KEY của máy chủ.
      </p>
    </>
  );
}

function Terms({ account }: GatewayPageProps) {
  return (
    <section aria-labelledby="dieu-khoan">
      <h2 id="dieu-khoan">Điều khoản quyết toán</h2>
      <ul class="grants">
        {account.terms.map(({ validFrom, mode, basis, cutoff, workingDays, graceHours, fee }) => (
          <li key={validFrom ?? ''}>
            <strong>{sinceText(validFrom)}</strong>: {modeWords[mode].toLowerCase()},{' '}
            {basisWords[basis].toLowerCase()}, chốt {cutoff}, {workingDays} ngày làm việc
            {graceHours > 0 && ` và ${String(graceHours)} giờ`}; phí {fee.percent}% +{' '}
            {formatMoney(fee.fixed)}
            {fee.tiers.length > 0 && (
              <span class="sub">Bậc phí: {fee.tiers.map(tierText).join('; ')}</span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Trial({ outcome }: { readonly outcome: TrialOutcome }) {
  return (
    <section class="notice" role="status" aria-labelledby="thu-cong">
      <h2 id="thu-cong">Kết quả thử với yêu cầu {outcome.reference}</h2>
      <ul class="checks">
        {outcome.checks.map(({ check, passed }) => (
          <li key={check}>
            <Chip tone={passed ? 'good' : 'bad'} text={passed ? 'Đạt' : 'Không đạt'} />
            <span>{trialWords[check]}</span>
          </li>
        ))}
      </ul>
      <p>
        Thông báo thử không được gửi qua mạng và không được ghi vào sổ: không thành giao dịch, không
        thành tiền. Nhật ký ghi lại lần thử.
      </p>
    </section>
  );
}

function Acts(props: GatewayPageProps) {
  const { shown, version, possibleNames, typed, isRefused } = props;
  const action = `/quan-tri/cong/${encodeURIComponent(shown.name)}`;
  return (
    <section aria-labelledby="viec">
      <h2 id="viec">Việc</h2>
      {shown.callbacks && (
        <form method="post" action={action}>
          <button class="primary" type="submit" name="viec" value="thu">
            Thử cổng
          </button>
        </form>
      )}
      <details class="card edit">
        <summary>Thay khóa bí mật</summary>
        <p>Nhập đủ các khóa của cổng. Khóa cũ còn dùng được trong 24 giờ.</p>
        <form method="post" action={action} class="admin-form">
          <input type="hidden" name="phien-ban" value={version} />
          <SecretFields names={possibleNames} />
          <button class="primary" type="submit" name="viec" value="khoa">
            Thay khóa
          </button>
        </form>
      </details>
      <details class="card edit" open={isRefused}>
        <summary>Sửa cấu hình và điều khoản</summary>
        <form method="post" action={action} class="admin-form">
          <input type="hidden" name="phien-ban" value={version} />
          <ProfileFields typed={typed} isNew={false} />
          <button class="primary" type="submit" name="viec" value="sua">
            Lưu
          </button>
        </form>
      </details>
    </section>
  );
}

// Setting an account up: choosing a password, an authenticator app, and the recovery codes.
import { passwordCharsMax, passwordCharsMin } from '../../access/password-rules.js';
import { formatInstant } from '../../calendar.js';
import { Field } from '../components/field.js';
import { Layout } from '../layout.js';

export interface SetPasswordPageProps {
  readonly province: string;
  readonly secret: string;
  readonly name: string;
  readonly email: string | null;
  readonly expiresAt: Date;
  readonly error?: string | null;
  readonly repeatError?: string | null;
}

const passwordHint =
  `Ít nhất ${String(passwordCharsMin)} ký tự. Một câu ngắn gồm vài từ không liên quan vừa dễ nhớ ` +
  'vừa khó đoán; không cần chữ hoa, số hay ký hiệu. Không dùng mật khẩu của nơi khác.';

export function SetPasswordPage(props: SetPasswordPageProps) {
  const { province, secret, name, email, expiresAt } = props;
  return (
    <Layout {...{ province }} title="Thiết lập tài khoản">
      <div class="card">
        <h1>Thiết lập tài khoản</h1>
        <p>
          Xin chào <strong>{name}</strong>. Hãy đặt mật khẩu của bạn. Đường dẫn này dùng được một
          lần, đến {formatInstant(expiresAt)}.
        </p>
        <form method="post" action={`/thiet-lap/${secret}`}>
          {email !== null && (
            <input
              class="for-managers"
              type="text"
              name="ten"
              value={email}
              autocomplete="username"
              readOnly
              aria-label="Tên đăng nhập"
            />
          )}
          <NewPassword
            error={props.error ?? null}
            repeatError={props.repeatError ?? null}
            isFirst
          />
          <button class="primary" type="submit">
            Đặt mật khẩu
          </button>
        </form>
      </div>
    </Layout>
  );
}

/** Two fields for a new password. */
export function NewPassword(props: {
  readonly error: string | null;
  readonly repeatError: string | null;
  readonly isFirst?: boolean;
}) {
  const shape = {
    type: 'password',
    autocomplete: 'new-password',
    maxLength: passwordCharsMax * 2,
  } as const;
  return (
    <>
      <Field
        id="mat-khau-moi"
        label="Mật khẩu mới"
        hint={passwordHint}
        error={props.error}
        isFirst={props.isFirst === true}
        {...shape}
      />
      <Field id="nhap-lai" label="Nhập lại mật khẩu mới" error={props.repeatError} {...shape} />
    </>
  );
}

export interface EnrolPageProps {
  readonly province: string;
  readonly who?: { readonly name: string } | null;
  /** The secret in groups of four, for whoever cannot scan. */
  readonly typed: string;
  readonly back: string;
  readonly isRequired: boolean;
  readonly error?: string | null;
}

export function EnrolPage(props: EnrolPageProps) {
  const { province, who = null, typed, back, isRequired, error = null } = props;
  return (
    <Layout {...{ province, who }} title="Thiết lập xác thực bước hai">
      <div class="card">
        <h1>Thiết lập xác thực bước hai</h1>
        {isRequired && (
          <p>Vai trò của bạn phải đăng nhập bằng mật khẩu và một mã trên điện thoại.</p>
        )}
        <ol class="steps">
          <li>
            Cài một ứng dụng xác thực (Google Authenticator, Microsoft Authenticator, 2FAS …) trên
            điện thoại.
          </li>
          <li>
            Dùng ứng dụng quét mã này:
            <img
              class="qr"
              src="/thiet-lap/ma-qr"
              width="220"
              height="220"
              alt="Mã QR cho ứng dụng xác thực"
            />
            <details>
              <summary>Không quét được? Nhập khóa bằng tay</summary>
              <code class="typed">{typed}</code>
            </details>
          </li>
          <li>Nhập mã 6 chữ số mà ứng dụng hiện ra:</li>
        </ol>
        <form method="post" action="/thiet-lap/xac-thuc">
          <input type="hidden" name="ve" value={back} />
          <Field
            id="ma"
            label="Mã xác thực"
            autocomplete="one-time-code"
            inputMode="numeric"
            maxLength={10}
            error={error}
          />
          <button class="primary" type="submit">
            Xác nhận
          </button>
        </form>
      </div>
    </Layout>
  );
}

export interface RecoveryCodesPageProps {
  readonly province: string;
  readonly who?: { readonly name: string } | null;
  readonly codes: readonly string[];
  readonly back: string;
}

export function RecoveryCodesPage({ province, who = null, codes, back }: RecoveryCodesPageProps) {
  return (
    <Layout {...{ province, who }} title="Mã khôi phục">
      <div class="card">
        <h1>Mã khôi phục</h1>
        <p>
          Khi không có điện thoại, mỗi mã dưới đây thay được mã xác thực <strong>một lần</strong>.
          Hãy in hoặc chép lại và cất ở nơi an toàn: <strong>chúng không hiện lại lần nữa.</strong>
        </p>
        <ul class="codes">
          {codes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ul>
        <p>
          <a class="primary" href={back}>
            Tôi đã lưu các mã, tiếp tục
          </a>
        </p>
      </div>
    </Layout>
  );
}

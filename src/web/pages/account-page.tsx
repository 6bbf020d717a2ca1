// An officer's own account: what they may see, password, second factor, and where they are logged
// in. Whatever changes how somebody logs in asks for the present password.
import type { Grant } from '../../access/principal.js';
import type { OwnSession } from '../../access/session.js';
import { formatInstant } from '../../calendar.js';
import { Field } from '../components/field.js';
import { formatCount } from '../count.js';
import { Layout } from '../layout.js';
import { roleWords } from '../role-words.js';
import { NewPassword } from './set-up-page.js';

/** Which form of the page something is said about. */
export interface AccountSaid {
  readonly form: 'password' | 'second-factor' | 'recovery-codes';
  /** Beside the present password. */
  readonly presentError?: string;
  readonly error?: string;
  readonly repeatError?: string;
}

export interface AccountPageProps {
  readonly province: string;
  readonly who: { readonly name: string };
  readonly email: string | null;
  readonly grants: readonly Grant[];
  /** Names of the scopes' units and of the province, by code. */
  readonly scopeNames: ReadonlyMap<string, string>;
  readonly hasSecondFactor: boolean;
  readonly codesLeft: number;
  readonly sessions: readonly OwnSession[];
  readonly presentSessionId: string;
  readonly notice?: string | null;
  readonly said?: AccountSaid | null;
}

export function AccountPage(props: AccountPageProps) {
  const { province, who, email, notice = null } = props;
  return (
    <Layout {...{ province, who }} title="Tài khoản của tôi">
      <h1>Tài khoản của tôi</h1>
      <p class="lead">
        {who.name}
        {email !== null && <span class="code"> {email}</span>}
      </p>
      {notice !== null && (
        <p class="notice" role="status">
          {notice}
        </p>
      )}
      <Grants {...props} />
      <div class="cards">
        <Password {...props} />
        <SecondFactor {...props} />
      </div>
      <Sessions {...props} />
    </Layout>
  );
}

function Grants({ grants, scopeNames }: AccountPageProps) {
  return (
    <section aria-labelledby="vai-tro">
      <h2 id="vai-tro">Vai trò và phạm vi</h2>
      {grants.length === 0 ? (
        <p class="empty">Bạn chưa được giao vai trò nào. Hãy liên hệ quản trị viên của đơn vị.</p>
      ) : (
        <ul class="grants">
          {grants.map(({ role, scope }) => (
            <li key={`${role} ${scope}`}>
              <strong>{roleWords[role]}</strong> · {scopeNames.get(scope) ?? scope}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Present({ id, error }: { readonly id: string; readonly error?: string | undefined }) {
  return (
    <Field
      id={id}
      label="Mật khẩu hiện tại"
      type="password"
      autocomplete="current-password"
      maxLength={200}
      error={error ?? null}
    />
  );
}

function Password({ said }: AccountPageProps) {
  const about = said?.form === 'password' ? said : undefined;
  return (
    <section class="card" aria-labelledby="doi-mat-khau">
      <h2 id="doi-mat-khau">Đổi mật khẩu</h2>
      <form method="post" action="/tai-khoan/mat-khau">
        <Present id="mat-khau" error={about?.presentError} />
        <NewPassword error={about?.error ?? null} repeatError={about?.repeatError ?? null} />
        <button class="primary" type="submit">
          Đổi mật khẩu
        </button>
      </form>
      <p class="muted small">Các phiên đăng nhập khác của bạn sẽ kết thúc.</p>
    </section>
  );
}

function SecondFactor({ said, hasSecondFactor, codesLeft }: AccountPageProps) {
  const aboutApp = said?.form === 'second-factor' ? said : undefined;
  const aboutCodes = said?.form === 'recovery-codes' ? said : undefined;
  return (
    <section class="card" aria-labelledby="buoc-hai">
      <h2 id="buoc-hai">Xác thực bước hai</h2>
      <p>
        {hasSecondFactor
          ? `Đang bật. Còn ${formatCount(codesLeft)} mã khôi phục.`
          : 'Chưa bật. Nên bật để người biết mật khẩu của bạn vẫn không vào được.'}
      </p>
      <h3>{hasSecondFactor ? 'Đổi điện thoại' : 'Bật trên điện thoại'}</h3>
      <form method="post" action="/tai-khoan/xac-thuc">
        <Present id="mat-khau-buoc-hai" error={aboutApp?.presentError} />
        <button type="submit">
          {hasSecondFactor ? 'Chuyển sang điện thoại khác' : 'Bật xác thực bước hai'}
        </button>
      </form>
      {hasSecondFactor && (
        <>
          <h3>Mã khôi phục</h3>
          <form method="post" action="/tai-khoan/ma-khoi-phuc">
            <Present id="mat-khau-ma" error={aboutCodes?.presentError} />
            <button type="submit">Tạo mã khôi phục mới, bỏ các mã cũ</button>
          </form>
        </>
      )}
    </section>
  );
}

function Sessions({ sessions, presentSessionId }: AccountPageProps) {
  return (
    <section aria-labelledby="phien">
      <h2 id="phien">Phiên đăng nhập ({formatCount(sessions.length)})</h2>
      <table class="sessions">
        <thead>
          <tr>
            <th scope="col">Đăng nhập lúc</th>
            <th scope="col">Hoạt động gần nhất</th>
            <th scope="col" />
          </tr>
        </thead>
        <tbody>
          {sessions.map(({ id, createdAt, seenAt }) => (
            <tr key={id}>
              <td>{formatInstant(createdAt)}</td>
              <td>{formatInstant(seenAt)}</td>
              <td>
                {id === presentSessionId ? (
                  'Phiên này'
                ) : (
                  <form method="post" action="/tai-khoan/phien">
                    <input type="hidden" name="phien" value={id} />
                    <button type="submit">Kết thúc</button>
                  </form>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

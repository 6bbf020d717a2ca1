// Logging in: name and password, then a code of the authenticator app.
import { Field, FormError } from '../components/field.js';
import { Layout } from '../layout.js';

export interface LogInPageProps {
  readonly province: string;
  /** Where to go afterwards. */
  readonly back: string;
  readonly name?: string;
  readonly error?: string | null;
  /** What was done just before, such as logging out. */
  readonly notice?: string | null;
  /** Whether anybody could log in at all. */
  readonly hasOfficers: boolean;
}

export function LogInPage(props: LogInPageProps) {
  const { province, back, name, error = null, notice = null, hasOfficers } = props;
  return (
    <Layout {...{ province }} title="Đăng nhập">
      <div class="card">
        <h1>Đăng nhập</h1>
        {notice !== null && <p class="notice">{notice}</p>}
        {!hasOfficers && <NobodyYet />}
        <FormError text={error} />
        <form method="post" action="/dang-nhap">
          <input type="hidden" name="ve" value={back} />
          <Field
            id="ten"
            label="Thư điện tử hoặc số định danh cá nhân"
            autocomplete="username"
            maxLength={254}
            {...(name === undefined ? {} : { value: name })}
            isFirst
          />
          <Field
            id="mat-khau"
            label="Mật khẩu"
            type="password"
            autocomplete="current-password"
            maxLength={200}
          />
          <button class="primary" type="submit">
            Đăng nhập
          </button>
        </form>
        <p class="muted small">
          Quên mật khẩu hoặc chưa có tài khoản: liên hệ quản trị viên của đơn vị để nhận đường dẫn
          thiết lập. Hệ thống không cấp mật khẩu.
        </p>
      </div>
    </Layout>
  );
}

function NobodyYet() {
  return (
    <div class="notice">
      <p>
        Chưa có cán bộ nào trong hệ thống. Người quản trị máy chủ tạo quản trị viên đầu tiên bằng
        lệnh:
      </p>
      <pre>
        npm run -s doisoat -- officer add --email TÊN@CƠ-QUAN.gov.vn --name "HỌ TÊN" --role
        system_admin
      </pre>
    </div>
  );
}

export interface SecondFactorPageProps {
  readonly province: string;
  readonly back: string;
  readonly error?: string | null;
}

export function SecondFactorPage({ province, back, error = null }: SecondFactorPageProps) {
  return (
    <Layout {...{ province }} title="Xác thực bước hai">
      <div class="card">
        <h1>Xác thực bước hai</h1>
        <p>
          Mở ứng dụng xác thực trên điện thoại và nhập mã 6 chữ số của “Đối soát”. Nếu không có điện
          thoại, nhập một mã khôi phục.
        </p>
        <form method="post" action="/xac-thuc">
          <input type="hidden" name="ve" value={back} />
          <Field
            id="ma"
            label="Mã xác thực"
            autocomplete="one-time-code"
            maxLength={20}
            error={error}
            isFirst
          />
          <button class="primary" type="submit">
            Tiếp tục
          </button>
        </form>
        <form method="post" action="/dang-xuat">
          <button class="link" type="submit">
            Đăng nhập bằng tài khoản khác
          </button>
        </form>
      </div>
    </Layout>
  );
}

// Erasing what the trail keeps about a person: what would go is shown before it goes.
import { subjectText, subjectWords } from '../audit-words.js';
import { AdminTrail, Told } from '../components/admin-trail.js';
import { Field, FormError } from '../components/field.js';
import { formatCount } from '../count.js';
import { Layout, type LayoutProps } from '../layout.js';

export interface EraseSaid {
  readonly error?: string;
  /** How many events would lose their personal values; they are not gone yet. */
  readonly count?: number;
  readonly done?: number;
}

export interface ErasePageProps {
  readonly province: string;
  readonly who: NonNullable<LayoutProps['who']>;
  readonly said: EraseSaid;
  readonly typed: { readonly kind: string; readonly id: string; readonly why: string };
}

const path = '/quan-tri/xoa-ca-nhan';

export function ErasePage(props: ErasePageProps) {
  const { province, who, said } = props;
  const done = said.done === undefined ? null : `Đã xóa ở ${formatCount(said.done)} sự kiện.`;
  return (
    <Layout {...{ province, who }} title="Xóa thông tin cá nhân">
      <AdminTrail here="Xóa thông tin cá nhân" />
      <h1>Xóa thông tin cá nhân trong nhật ký</h1>
      <p class="lead">
        Theo yêu cầu của người có quyền (Luật 91/2025/QH15). Họ tên, thư điện tử, số điện thoại
        trong nhật ký bị xóa hẳn, không lấy lại được; các sự kiện và chuỗi nhật ký vẫn còn. Chứng cứ
        về tiền không thuộc việc này.
      </p>
      <Told text={done} />
      <FormError text={said.error ?? null} />
      {said.count === undefined ? <Ask {...props} /> : <Confirm {...props} count={said.count} />}
    </Layout>
  );
}

function Ask({ typed }: ErasePageProps) {
  return (
    <form method="post" action={path} class="admin-form">
      <div class="field">
        <label for="loai">Về</label>
        <select id="loai" name="loai">
          {Object.entries(subjectWords).map(([kind, text]) => (
            <option key={kind} value={kind} selected={kind === typed.kind}>
              {text}
            </option>
          ))}
        </select>
      </div>
      <Field
        id="ma"
        label="Mã"
        hint="Số của cán bộ trong địa chỉ hồ sơ, mã đơn vị, hoặc mã ghi ở sự kiện."
        autocomplete="off"
        maxLength={100}
        value={typed.id}
      />
      <Field
        id="ly-do"
        label="Lý do"
        hint="Yêu cầu nào, số, ngày; được giữ trong nhật ký. Không ghi lại thông tin cần xóa."
        autocomplete="off"
        maxLength={1000}
        value={typed.why}
      />
      <button class="primary" type="submit" name="viec" value="xem">
        Xem những gì sẽ xóa
      </button>
    </form>
  );
}

function Confirm({ typed, count }: ErasePageProps & { readonly count: number }) {
  const { kind, id, why } = typed;
  return (
    <form method="post" action={path} class="card edit">
      <h2>Xóa hẳn?</h2>
      <p>
        Thông tin cá nhân ở <strong>{formatCount(count)} sự kiện</strong> về {subjectText(kind)}{' '}
        {id}.
      </p>
      <p>Lý do: {why}</p>
      <input type="hidden" name="loai" value={kind} />
      <input type="hidden" name="ma" value={id} />
      <input type="hidden" name="ly-do" value={why} />
      <input type="hidden" name="so-su-kien" value={String(count)} />
      <div class="acts-row">
        <button class="primary" type="submit" name="viec" value="xoa">
          Xóa hẳn
        </button>
        <a href={path}>Không xóa</a>
      </div>
    </form>
  );
}

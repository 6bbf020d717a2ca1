// One officer: who it is, which roles they hold, and what the asker may do about both.
import { stateOf, type Officer, type OfficerGrant } from '../../access/officer.js';
import { formatDay, formatInstant, localDateOf } from '../../calendar.js';
import { AboutList, type AboutRow } from '../components/about-list.js';
import { AdminTrail, Told } from '../components/admin-trail.js';
import { FormError } from '../components/field.js';
import { HandedLinks } from '../components/handed-links.js';
import { GrantFields, PersonFields, type GrantFieldsProps } from '../components/officer-fields.js';
import { Chip } from '../components/tone.js';
import { Layout, type LayoutProps } from '../layout.js';
import type { OfficerErrors } from '../officer-form.js';
import type { HandedLink } from '../officer-links.js';
import { stateWords } from '../officer-words.js';
import { roleWords } from '../role-words.js';

export interface OfficerPageProps {
  readonly province: string;
  readonly who: NonNullable<LayoutProps['who']>;
  readonly officer: Officer;
  readonly scopeNames: ReadonlyMap<string, string>;
  /** What the asker may do about them. */
  readonly may: {
    readonly rest: boolean;
    readonly identity: boolean;
    /** Ids of grants that the asker may end. */
    readonly end: ReadonlySet<string>;
  };
  readonly grantFields: Pick<GrantFieldsProps, 'roles' | 'scopes' | 'chosenScope'>;
  readonly mayAudit: boolean;
  readonly said: OfficerSaid;
}

export interface OfficerSaid {
  readonly links?: readonly HandedLink[];
  readonly notice?: string | null;
  readonly error?: string | null;
  readonly errors?: OfficerErrors;
  /** What a form that was refused held. */
  readonly typed?: ReadonlyMap<string, string>;
}

export function OfficerPage(props: OfficerPageProps) {
  const { province, who, officer, may, said } = props;
  return (
    <Layout {...{ province, who }} title={officer.name}>
      <AdminTrail
        via={[{ href: '/quan-tri/can-bo', title: 'Cán bộ và quyền' }]}
        here={officer.name}
      />
      <h1>{officer.name}</h1>
      {said.links && <HandedLinks links={said.links} />}
      <Told text={said.notice ?? null} />
      <FormError text={said.error ?? null} />
      <About {...props} />
      <Grants {...props} />
      {may.rest && <Change {...props} />}
      {(may.rest || may.identity) && <Access {...props} />}
    </Layout>
  );
}

function About({ officer, mayAudit }: OfficerPageProps) {
  const [tone, word] = stateWords[stateOf(officer)];
  const { email, hasCitizenId, secondFactorSince, createdAt } = officer;
  const rows: readonly AboutRow[] = [
    ['Tình trạng', <Chip key="state" {...{ tone, text: word }} />],
    ['Thư điện tử', email ?? 'Không có'],
    ['Số định danh', hasCitizenId ? 'Đã ghi (không hiện lại)' : 'Chưa ghi'],
    [
      'Xác thực bước hai',
      secondFactorSince ? `Có, từ ${formatInstant(secondFactorSince)}` : 'Chưa thiết lập',
    ],
    ['Thêm lúc', formatInstant(createdAt)],
  ];
  return (
    <>
      <AboutList rows={rows} />
      {mayAudit && (
        <p class="note">
          <a href={`/quan-tri/nhat-ky?loai=officer&ma=${officer.id}`}>
            Những gì đã làm với hồ sơ này
          </a>
          {' · '}
          <a href={`/quan-tri/nhat-ky?nguoi=${officer.id}`}>Những gì cán bộ này đã làm</a>
        </p>
      )}
    </>
  );
}

function Grants(props: OfficerPageProps) {
  const { officer, grantFields, may, said } = props;
  return (
    <section aria-labelledby="vai-tro-hien-co">
      <h2 id="vai-tro-hien-co">Vai trò và phạm vi</h2>
      {officer.grants.length === 0 ? (
        <p class="empty">Chưa có vai trò nào: cán bộ này chưa xem được gì.</p>
      ) : (
        <div class="scroll">
          <table>
            <thead>
              <tr>
                <th scope="col">Vai trò</th>
                <th scope="col">Phạm vi</th>
                <th scope="col">Giao ngày</th>
                <th scope="col">Việc</th>
              </tr>
            </thead>
            <tbody>
              {officer.grants.map((grant) => (
                <GrantRow key={grant.id} {...props} grant={grant} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {may.rest && grantFields.roles.length > 0 && (
        <details class="card edit" open={said.typed?.get('viec') === 'giao'}>
          <summary>Giao vai trò</summary>
          <form method="post" action={`/quan-tri/can-bo/${officer.id}`} class="admin-form">
            <GrantFields
              {...grantFields}
              typed={said.typed ?? new Map()}
              errors={said.errors ?? new Map()}
            />
            <button class="primary" type="submit" name="viec" value="giao">
              Giao vai trò
            </button>
          </form>
        </details>
      )}
    </section>
  );
}

function GrantRow({ grant, ...props }: OfficerPageProps & { readonly grant: OfficerGrant }) {
  const { officer, scopeNames, may } = props;
  const { id, role, scope, grantedAt } = grant;
  const where = scopeNames.get(scope) ?? scope;
  return (
    <tr>
      <th scope="row">{roleWords[role]}</th>
      <td>
        {where} <span class="code">{scope}</span>
      </td>
      <td>{formatDay(localDateOf(grantedAt))}</td>
      <td>
        {may.end.has(id) ? (
          <form method="post" action={`/quan-tri/can-bo/${officer.id}`}>
            <input type="hidden" name="quyen" value={id} />
            <button
              type="submit"
              name="viec"
              value="thu-hoi"
              aria-label={`Thu hồi ${roleWords[role]} ở ${where}`}
            >
              Thu hồi
            </button>
          </form>
        ) : (
          <span class="muted">–</span>
        )}
      </td>
    </tr>
  );
}

function Change({ officer, said, may }: OfficerPageProps) {
  const own = said.typed?.get('viec') === 'sua' ? said.typed : null;
  const typed =
    own ?? new Map([['ho-ten', officer.name], ...emailTyped(officer)] as [string, string][]);
  return (
    <details class="card edit" open={own !== null}>
      <summary>Sửa thông tin</summary>
      <form method="post" action={`/quan-tri/can-bo/${officer.id}`} class="admin-form">
        <input type="hidden" name="phien-ban" value={String(officer.version)} />
        <PersonFields
          typed={typed}
          errors={own ? (said.errors ?? new Map()) : new Map()}
          citizenHint={
            officer.hasCitizenId ? 'Để trống nếu giữ số đã ghi.' : '12 chữ số; không bắt buộc.'
          }
        />
        {!may.identity && (
          <p class="hint">Thư điện tử và số định danh của cán bộ này do cấp trên đổi.</p>
        )}
        <button class="primary" type="submit" name="viec" value="sua">
          Lưu
        </button>
      </form>
    </details>
  );
}

function emailTyped({ email }: Officer): [string, string][] {
  return email === null ? [] : [['thu-dien-tu', email]];
}

function Access({ officer, may }: OfficerPageProps) {
  const isDisabled = officer.disabledAt !== null;
  const acts = [
    may.identity && !isDisabled && ['lien-ket', 'Cấp lại liên kết thiết lập'],
    may.identity && ['dat-lai', 'Đặt lại xác thực bước hai'],
    may.rest && !isDisabled && ['ket-thuc', 'Kết thúc các phiên đăng nhập'],
    may.rest && !isDisabled && ['khoa', 'Khóa cán bộ'],
    may.identity && isDisabled && ['mo', 'Mở khóa'],
  ].filter((act) => act !== false);
  if (acts.length === 0) return null;
  return (
    <section aria-labelledby="dang-nhap-cua-ho">
      <h2 id="dang-nhap-cua-ho">Đăng nhập</h2>
      <form method="post" action={`/quan-tri/can-bo/${officer.id}`} class="acts-row">
        <input type="hidden" name="phien-ban" value={String(officer.version)} />
        {acts.map(([value, text]) => (
          <button key={value} type="submit" name="viec" value={value}>
            {text}
          </button>
        ))}
      </form>
      <p class="muted">
        Liên kết mới làm liên kết cũ mất hiệu lực; liên kết không vượt qua được xác thực bước hai đã
        có. Mất điện thoại: đặt lại xác thực bước hai. Nghỉ việc: khóa, không xóa.
      </p>
    </section>
  );
}

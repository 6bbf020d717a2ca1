// Officers in sight: found by name, state and role; and where a new one is added.
import type { Officer } from '../../access/officer.js';
import { officerRoles, officerStates, stateOf } from '../../access/officer.js';
import type { Role } from '../../access/roles.js';
import { AdminTrail } from '../components/admin-trail.js';
import { FormError } from '../components/field.js';
import { GrantFields, PersonFields } from '../components/officer-fields.js';
import { Pager } from '../components/pager.js';
import { Chip } from '../components/tone.js';
import { formatCount } from '../count.js';
import { Layout, type LayoutProps } from '../layout.js';
import type { OfficerErrors } from '../officer-form.js';
import { stateWords } from '../officer-words.js';
import { addressOf } from '../page-query.js';
import { roleWords } from '../role-words.js';

export interface OfficersPageProps {
  readonly province: string;
  readonly who: NonNullable<LayoutProps['who']>;
  readonly officers: readonly Officer[];
  readonly count: number;
  readonly page: number;
  readonly pageCount: number;
  readonly filter: { readonly q: string; readonly state: string; readonly role: string };
  readonly scopeNames: ReadonlyMap<string, string>;
  /** Null for whoever may add nobody. */
  readonly add: NewOfficerProps | null;
  readonly mayImport: boolean;
}

export interface NewOfficerProps {
  readonly roles: readonly Role[];
  readonly scopes: ReadonlyMap<string, string>;
  readonly chosenScope: string;
  readonly typed: ReadonlyMap<string, string>;
  readonly errors: OfficerErrors;
  readonly error: string | null;
}

const path = '/quan-tri/can-bo';

export function OfficersPage(props: OfficersPageProps) {
  const { province, who, officers, count, page, pageCount, filter, add, mayImport } = props;
  const query = { q: filter.q, 'trang-thai': filter.state, 'vai-tro': filter.role };
  return (
    <Layout {...{ province, who }} title="Cán bộ và quyền">
      <AdminTrail here="Cán bộ và quyền" />
      <h1>Cán bộ và quyền</h1>
      <Filter {...filter} />
      {officers.length === 0 ? (
        <p class="empty">
          Không có cán bộ nào như vậy trong phạm vi của bạn. <a href={path}>Bỏ điều kiện tìm</a>
          {add && ' hoặc thêm cán bộ bên dưới'}.
        </p>
      ) : (
        <>
          <p class="muted">{formatCount(count)} cán bộ</p>
          <OfficersTable {...props} />
          <Pager
            {...{ page, pageCount }}
            hrefOf={(to) => addressOf(path, { ...query, trang: to === 1 ? undefined : String(to) })}
          />
        </>
      )}
      {add && <NewOfficer {...add} />}
      {mayImport && (
        <p class="note">
          Có danh sách sẵn? <a href={`${path}/nhap`}>Nhập cán bộ từ tệp CSV hoặc Excel</a>.
        </p>
      )}
    </Layout>
  );
}

function Filter({ q, state, role }: OfficersPageProps['filter']) {
  return (
    <form method="get" action={path} class="send-file" role="search" aria-label="Tìm cán bộ">
      <div class="pick">
        <label for="tim-can-bo">Tên hoặc thư điện tử</label>
        <input type="text" id="tim-can-bo" name="q" maxLength={100} autocomplete="off" value={q} />
      </div>
      <div class="pick">
        <label for="trang-thai">Tình trạng</label>
        <select id="trang-thai" name="trang-thai">
          <option value="">Tất cả</option>
          {officerStates.map((one) => (
            <option key={one} value={one} selected={one === state}>
              {stateWords[one][1]}
            </option>
          ))}
        </select>
      </div>
      <div class="pick">
        <label for="tim-vai-tro">Vai trò</label>
        <select id="tim-vai-tro" name="vai-tro">
          <option value="">Tất cả</option>
          {officerRoles.map((one) => (
            <option key={one} value={one} selected={one === role}>
              {roleWords[one]}
            </option>
          ))}
        </select>
      </div>
      <button type="submit">Lọc</button>
    </form>
  );
}

function OfficersTable({ officers, scopeNames }: OfficersPageProps) {
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Cán bộ</th>
            <th scope="col">Vai trò và phạm vi</th>
            <th scope="col">Tình trạng</th>
            <th scope="col">Xác thực bước hai</th>
          </tr>
        </thead>
        <tbody>
          {officers.map((officer) => {
            const [tone, word] = stateWords[stateOf(officer)];
            return (
              <tr key={officer.id}>
                <th scope="row">
                  <a href={`${path}/${officer.id}`}>{officer.name}</a>
                  <span class="sub">{officer.email ?? 'đăng nhập bằng số định danh'}</span>
                </th>
                <td>
                  {officer.grants.length === 0 && <span class="muted">Chưa có vai trò</span>}
                  {officer.grants.map(({ id, role, scope }) => (
                    <div key={id}>
                      {roleWords[role]} · {scopeNames.get(scope) ?? scope}
                    </div>
                  ))}
                </td>
                <td>
                  <Chip {...{ tone, text: word }} />
                </td>
                <td>{officer.secondFactorSince ? 'Có' : 'Chưa'}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function NewOfficer(props: NewOfficerProps) {
  const { typed, errors, error } = props;
  const isWrong = error !== null || errors.size > 0;
  return (
    <details class="card edit" open={isWrong}>
      <summary>Thêm cán bộ</summary>
      <FormError text={error} />
      <form method="post" action={path} class="admin-form">
        <PersonFields {...{ typed, errors }} citizenHint="12 chữ số; không bắt buộc." />
        <GrantFields {...props} />
        <button class="primary" type="submit">
          Thêm và cấp liên kết thiết lập
        </button>
      </form>
    </details>
  );
}

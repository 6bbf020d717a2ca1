// The audit trail: what was done to the units in scope, the latest first.
import type { AuditEvent } from '../../audit/audit-store.js';
import { formatInstant } from '../../calendar.js';
import type { AuditQuery } from '../admin-query.js';
import { actionText, actionWords, actorText, subjectText, subjectWords } from '../audit-words.js';
import { AdminTrail } from '../components/admin-trail.js';
import { FormError } from '../components/field.js';
import { Layout, type LayoutProps } from '../layout.js';

export interface AuditPageProps {
  readonly province: string;
  readonly who: NonNullable<LayoutProps['who']>;
  readonly events: readonly AuditEvent[];
  readonly query: AuditQuery;
  readonly errors: readonly string[];
  /** Names of officers in sight, by id. */
  readonly officers: ReadonlyMap<string, string>;
  readonly unitNames: ReadonlyMap<string, string>;
  readonly next: string | null;
  readonly newest: string | null;
  readonly mayCheck: boolean;
}

const path = '/quan-tri/nhat-ky';

export function AuditPage(props: AuditPageProps) {
  const { province, who, events, errors, next, newest, mayCheck } = props;
  return (
    <Layout {...{ province, who }} title="Nhật ký">
      <AdminTrail here="Nhật ký" />
      <h1>Nhật ký</h1>
      {mayCheck && (
        <p>
          <a href={`${path}/kiem-tra`}>Kiểm tra chuỗi nhật ký và in đầu chuỗi</a>
        </p>
      )}
      <FormError text={errors.length > 0 ? errors.join(' ') : null} />
      <Filter {...props} />
      {events.length === 0 ? (
        <p class="empty">
          Không có sự kiện nào như vậy. <a href={path}>Bỏ điều kiện lọc</a>
        </p>
      ) : (
        <Events {...props} />
      )}
      {(next !== null || newest !== null) && (
        <nav class="pager" aria-label="Trang">
          {newest !== null && <a href={newest}>‹ Mới nhất</a>}
          {next !== null && (
            <a rel="next" href={next}>
              Cũ hơn ›
            </a>
          )}
        </nav>
      )}
    </Layout>
  );
}

function Filter({ query, officers }: AuditPageProps) {
  return (
    <form method="get" action={path} class="send-file" aria-label="Lọc nhật ký">
      <Text id="tu-ngay" label="Từ ngày (ngày/tháng/năm)" value={query['tu-ngay']} chars={10} />
      <Text id="den-ngay" label="Đến hết ngày" value={query['den-ngay']} chars={10} />
      <Text id="don-vi" label="Mã đơn vị" value={query['don-vi']} chars={32} />
      <Choice id="nguoi" label="Cán bộ" value={query.nguoi} options={[...officers]} />
      <Choice id="viec" label="Việc" value={query.viec} options={Object.entries(actionWords)} />
      <Choice
        id="loai"
        label="Đối tượng"
        value={query.loai}
        options={Object.entries(subjectWords)}
      />
      <Text id="ma" label="Mã đối tượng" value={query.ma} chars={100} />
      <button type="submit">Lọc</button>
    </form>
  );
}

interface InputProps {
  readonly id: string;
  readonly label: string;
  readonly value: string;
}

function Text({ id, label, value, chars }: InputProps & { readonly chars: number }) {
  return (
    <div class="pick">
      <label for={id}>{label}</label>
      <input type="text" id={id} name={id} maxLength={chars} autocomplete="off" value={value} />
    </div>
  );
}

function Choice({
  id,
  label,
  value,
  options,
}: InputProps & { readonly options: readonly (readonly [string, string])[] }) {
  const sorted = [...options].sort(([, one], [, other]) => one.localeCompare(other, 'vi'));
  return (
    <div class="pick choice">
      <label for={id}>{label}</label>
      <select id={id} name={id}>
        <option value="">Tất cả</option>
        {sorted.map(([code, text]) => (
          <option key={code} value={code} selected={code === value}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

function Events({ events, officers, unitNames }: AuditPageProps) {
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Lúc</th>
            <th scope="col">Việc</th>
            <th scope="col">Ai</th>
            <th scope="col">Đối tượng</th>
            <th scope="col">Đơn vị</th>
          </tr>
        </thead>
        <tbody>
          {events.map((event) => (
            <tr key={event.id}>
              <td class="money">{formatInstant(event.at)}</td>
              <th scope="row">
                <a href={`${path}/${event.id}`}>{actionText(event.action)}</a>
                {event.why !== null && <span class="sub long">{event.why}</span>}
              </th>
              <td>{actorText(event, officers)}</td>
              <td>
                {subjectText(event.subjectKind)}{' '}
                <span class="code long">{event.subjectId ?? ''}</span>
              </td>
              <td>
                {event.unitCode === null ? '–' : (unitNames.get(event.unitCode) ?? event.unitCode)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

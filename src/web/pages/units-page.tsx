// Units in scope with whom to ask; those that no mail can reach are found by one box.
import { unitTitle, type Unit } from '../../units/unit.js';
import { AdminTrail } from '../components/admin-trail.js';
import { Pager } from '../components/pager.js';
import { Chip } from '../components/tone.js';
import { formatCount } from '../count.js';
import { Layout, type LayoutProps } from '../layout.js';
import { addressOf } from '../page-query.js';

export interface UnitsPageProps {
  readonly province: string;
  readonly who: NonNullable<LayoutProps['who']>;
  readonly units: readonly Unit[];
  readonly count: number;
  readonly page: number;
  readonly pageCount: number;
  readonly filter: { readonly q: string; readonly isMailless: boolean };
}

const path = '/quan-tri/don-vi';

export function UnitsPage(props: UnitsPageProps) {
  const { province, who, units, count, page, pageCount, filter } = props;
  const query = { q: filter.q, thieu: filter.isMailless ? '1' : '' };
  return (
    <Layout {...{ province, who }} title="Đơn vị và đầu mối">
      <AdminTrail here="Đơn vị và đầu mối" />
      <h1>Đơn vị và đầu mối</h1>
      <form method="get" action={path} class="send-file" role="search" aria-label="Lọc đơn vị">
        <div class="pick">
          <label for="tim-don-vi">Tên hoặc mã đơn vị</label>
          <input
            type="text"
            id="tim-don-vi"
            name="q"
            maxLength={100}
            autocomplete="off"
            value={filter.q}
          />
        </div>
        <label>
          <input type="checkbox" name="thieu" value="1" checked={filter.isMailless} /> Chưa có thư
          điện tử
        </label>
        <button type="submit">Lọc</button>
      </form>
      {units.length === 0 ? (
        <p class="empty">
          Không có đơn vị nào như vậy. <a href={path}>Bỏ điều kiện lọc</a>
        </p>
      ) : (
        <>
          <p class="muted">{formatCount(count)} đơn vị</p>
          <UnitsTable units={units} />
          <Pager
            {...{ page, pageCount }}
            hrefOf={(to) => addressOf(path, { ...query, trang: to === 1 ? undefined : String(to) })}
          />
        </>
      )}
      <p class="note">
        Nhiều đơn vị một lúc: <a href="/quan-tri/nhap?loai=don-vi">nhập danh sách từ tệp</a>.
      </p>
    </Layout>
  );
}

function UnitsTable({ units }: { readonly units: readonly Unit[] }) {
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Đơn vị</th>
            <th scope="col">Thư điện tử</th>
            <th scope="col">Điện thoại</th>
            <th scope="col">Đầu mối nghiệp vụ</th>
            <th scope="col">Mã định danh</th>
          </tr>
        </thead>
        <tbody>
          {units.map((unit) => (
            <tr key={unit.code}>
              <th scope="row">
                <a href={`${path}/${encodeURIComponent(unit.code)}`}>
                  {unitTitle({ unitName: unit.name, type: unit.type })}
                </a>
                <span class="sub">{unit.code}</span>
              </th>
              <td>{unit.email ?? <Chip tone="doubt" text="Chưa có" />}</td>
              <td>{unit.phone ?? '–'}</td>
              <td>{unit.contactBusiness ?? '–'}</td>
              <td>{unit.agencyCode ?? '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

// Column mappings: what is in use, what waits, and the file with which a new one begins.
import { formatInstant } from '../../calendar.js';
import { type ColumnMapping, mappingState } from '../../mappings/mapping.js';
import { FormError } from '../components/field.js';
import { Chip } from '../components/tone.js';
import { Layout } from '../layout.js';
import { mappingStateWords } from '../mapping-words.js';

export interface MappingListPageProps {
  readonly province: string;
  readonly who: { readonly name: string };
  readonly mappings: readonly ColumnMapping[];
  readonly gateways: readonly string[];
  readonly mayPropose: boolean;
  readonly mayImport: boolean;
  readonly error: string | null;
}

export const mappingTones = {
  proposed: 'doubt',
  confirmed: 'good',
  superseded: 'wait',
  retired: 'wait',
} as const;

export function MappingListPage(props: MappingListPageProps) {
  const { province, who, mappings, mayImport, mayPropose, error } = props;
  return (
    <Layout {...{ province, who }} title="Mẫu cột">
      <h1>Mẫu cột</h1>
      <p class="lead">
        Mẫu cột cho biết cột nào trong tệp của cổng thanh toán là ngày, mã giao dịch, số tiền. Mỗi
        mẫu được xem trước trên một tệp thật và xác nhận một lần.{' '}
        {mayImport && <a href="/quyet-toan/nhap">Nhập báo cáo quyết toán</a>}
      </p>
      <FormError text={error} />
      {mappings.length === 0 ? (
        <p class="empty">Chưa có mẫu cột nào.</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">Mẫu</th>
              <th scope="col">Đọc tệp của</th>
              <th scope="col">Tình trạng</th>
              <th scope="col">Đề nghị</th>
              <th scope="col">Xác nhận</th>
            </tr>
          </thead>
          <tbody>
            {mappings.map((mapping) => (
              <Row key={mapping.id} mapping={mapping} />
            ))}
          </tbody>
        </table>
      )}
      {mayPropose && <NewMapping gateways={props.gateways} />}
    </Layout>
  );
}

function Row({ mapping }: { readonly mapping: ColumnMapping }) {
  const state = mappingState(mapping);
  return (
    <tr>
      <th scope="row">
        <a href={`/mau-cot/${mapping.id}`}>{mapping.name}</a>{' '}
        <span class="code">bản {mapping.version}</span>
      </th>
      <td>{mapping.ownerName}</td>
      <td>
        <Chip tone={mappingTones[state]} text={mappingStateWords[state]} />
      </td>
      <td>{formatInstant(mapping.proposedAt)}</td>
      <td>{mapping.confirmedAt ? formatInstant(mapping.confirmedAt) : '–'}</td>
    </tr>
  );
}

function NewMapping({ gateways }: Pick<MappingListPageProps, 'gateways'>) {
  return (
    <section aria-labelledby="mau-moi">
      <h2 id="mau-moi">Thêm mẫu cho báo cáo quyết toán</h2>
      <form method="post" action="/mau-cot" encType="multipart/form-data" class="send-file">
        <div class="pick">
          <label for="cong">Cổng thanh toán</label>
          <select id="cong" name="cong">
            {gateways.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </div>
        <div class="pick">
          <label for="ten">Tên mẫu (chữ, số, dấu gạch; trùng tên là bản mới)</label>
          <input type="text" id="ten" name="ten" maxLength={64} autocomplete="off" />
        </div>
        <div class="pick">
          <label for="tep">Một báo cáo thật (CSV, XLSX)</label>
          <input type="file" id="tep" name="tep" />
        </div>
        <button class="primary" type="submit">
          Chọn cột
        </button>
      </form>
    </section>
  );
}

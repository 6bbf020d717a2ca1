// Column mappings: what is in use, what waits, and the file with which a new one begins.
import { formatInstant } from '../../calendar.js';
import { type ColumnMapping, mappingState } from '../../mappings/mapping.js';
import { FormError } from '../components/field.js';
import { Chip } from '../components/tone.js';
import { Layout } from '../layout.js';
import { mappingStateWords, ownerWords } from '../mapping-words.js';

export interface MappingListPageProps {
  readonly province: string;
  readonly who: { readonly name: string };
  readonly mappings: readonly ColumnMapping[];
  /** Whose files may be mapped: value and name. */
  readonly owners: readonly { readonly value: string; readonly name: string }[];
  /** Where files are imported, for whoever may. */
  readonly imports: readonly { readonly path: string; readonly name: string }[];
  readonly error: string | null;
}

export const mappingTones = {
  proposed: 'doubt',
  confirmed: 'good',
  superseded: 'wait',
  retired: 'wait',
} as const;

export function MappingListPage(props: MappingListPageProps) {
  const { province, who, mappings, imports, owners, error } = props;
  return (
    <Layout {...{ province, who }} title="Mẫu cột">
      <h1>Mẫu cột</h1>
      <p class="lead">
        Mẫu cột cho biết cột nào trong tệp của cổng thanh toán, ngân hàng là ngày, mã giao dịch, số
        tiền. Mỗi mẫu được xem trước trên một tệp thật và xác nhận một lần.
      </p>
      {imports.length > 0 && (
        <ul class="imports">
          {imports.map(({ path, name }) => (
            <li key={path}>
              <a href={path}>{name}</a>
            </li>
          ))}
        </ul>
      )}
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
      {owners.length > 0 && <NewMapping owners={owners} />}
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
      <td>{`${ownerWords(mapping.owner.reads)} ${mapping.ownerName}`}</td>
      <td>
        <Chip tone={mappingTones[state]} text={mappingStateWords[state]} />
      </td>
      <td>{formatInstant(mapping.proposedAt)}</td>
      <td>{mapping.confirmedAt ? formatInstant(mapping.confirmedAt) : '–'}</td>
    </tr>
  );
}

function NewMapping({ owners }: Pick<MappingListPageProps, 'owners'>) {
  return (
    <section aria-labelledby="mau-moi">
      <h2 id="mau-moi">Thêm mẫu</h2>
      <form method="post" action="/mau-cot" encType="multipart/form-data" class="send-file">
        <div class="pick">
          <label for="cua">Tệp của</label>
          <select id="cua" name="cua">
            {owners.map(({ value, name }) => (
              <option key={value} value={value}>
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
          <label for="tep">Một tệp thật (CSV, XLSX)</label>
          <input type="file" id="tep" name="tep" />
        </div>
        <button class="primary" type="submit">
          Chọn cột
        </button>
      </form>
    </section>
  );
}

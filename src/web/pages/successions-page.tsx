// Mergers and splits of units with their decrees; the forms that record one and withdraw one.
import { formatDay, formatInstant } from '../../calendar.js';
import type { Succession, SuccessionKind } from '../../units/succession.js';
import { AdminTrail, Told } from '../components/admin-trail.js';
import { Field, FormError } from '../components/field.js';
import { Layout, type LayoutProps } from '../layout.js';
import { unitPath } from '../page-query.js';
import { askedByText } from '../run-words.js';

export interface SuccessionsPageProps {
  readonly province: string;
  readonly who: NonNullable<LayoutProps['who']>;
  readonly successions: readonly Succession[];
  /** Titles of the units by code. */
  readonly names: ReadonlyMap<string, string>;
  readonly notice: string | null;
  readonly error: string | null;
  readonly typed: ReadonlyMap<string, string>;
}

const path = '/quan-tri/sap-xep';

const kindWords: Readonly<Record<SuccessionKind, string>> = {
  merged: 'Sáp nhập vào',
  split: 'Chia tách một phần sang',
};

export function SuccessionsPage(props: SuccessionsPageProps) {
  const { province, who, successions, notice, error } = props;
  return (
    <Layout {...{ province, who }} title="Sắp xếp đơn vị">
      <AdminTrail here="Sắp xếp đơn vị" />
      <h1>Sắp xếp đơn vị</h1>
      <p class="lead">
        Đơn vị nào sáp nhập, chia tách, theo văn bản nào, từ ngày nào. Chỉ để biết: tài khoản của
        hai đơn vị vẫn thay đổi qua hai người, tiền vào tài khoản cũ vẫn được theo dõi.
      </p>
      <Told text={notice} />
      <FormError text={error} />
      {successions.length === 0 ? (
        <p class="empty">Chưa ghi lần sắp xếp nào.</p>
      ) : (
        <Successions {...props} />
      )}
      <RecordForm {...props} />
    </Layout>
  );
}

function Successions({ successions, names }: SuccessionsPageProps) {
  const link = (code: string) => <a href={unitPath(code)}>{names.get(code) ?? code}</a>;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Các lần sắp xếp">
      <table>
        <thead>
          <tr>
            <th scope="col">Từ ngày</th>
            <th scope="col">Đơn vị</th>
            <th scope="col">Căn cứ</th>
            <th scope="col">Ghi lúc</th>
            <th scope="col">Rút lại</th>
          </tr>
        </thead>
        <tbody>
          {successions.map((one) => (
            <tr key={one.id}>
              <th scope="row">{formatDay(one.effectiveOn)}</th>
              <td class="long">
                {link(one.unitCode)} {kindWords[one.kind].toLowerCase()} {link(one.successorCode)}
              </td>
              <td class="long">{one.decree}</td>
              <td>
                {formatInstant(one.recordedAt)}
                <span class="sub">{askedByText(one.recordedBy)}</span>
              </td>
              <td class="long">
                {one.withdrawnBecause === null ? (
                  <Withdraw {...{ one }} />
                ) : (
                  `Đã rút lại: ${one.withdrawnBecause}`
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Withdraw({ one }: { readonly one: Succession }) {
  return (
    <details>
      <summary>Ghi sai?</summary>
      <form method="post" action={path}>
        <input type="hidden" name="ma" value={one.id} />
        <Field
          id={`ly-do-${one.id}`}
          name="ly-do"
          label="Lý do rút lại"
          autocomplete="off"
          maxLength={500}
        />
        <button type="submit" name="viec" value="rut">
          Rút lại
        </button>
      </form>
    </details>
  );
}

function RecordForm({ typed, error }: SuccessionsPageProps) {
  const text = (id: string, label: string, hint: string, maxLength: number) => (
    <Field {...{ id, label, hint, maxLength }} autocomplete="off" value={typed.get(id) ?? ''} />
  );
  return (
    <details class="card edit wide-card" open={error !== null}>
      <summary>Ghi một lần sáp nhập hoặc chia tách</summary>
      <form method="post" action={path} class="admin-form">
        <div class="field">
          <label for="loai">Việc</label>
          <select id="loai" name="loai">
            {Object.entries(kindWords).map(([kind, words]) => (
              <option key={kind} value={kind} selected={typed.get('loai') === kind}>
                {words}
              </option>
            ))}
          </select>
        </div>
        {text('don-vi', 'Mã đơn vị cũ', 'Đơn vị thôi hoạt động, hoặc bị chia tách.', 64)}
        {text('ke-thua', 'Mã đơn vị kế thừa', 'Đơn vị tiếp nhận.', 64)}
        {text('ngay', 'Từ ngày', 'Ngày/tháng/năm, ví dụ 01/07/2025.', 10)}
        {text('can-cu', 'Căn cứ', 'Nghị quyết, quyết định nào, số, ngày.', 500)}
        <button class="primary" type="submit" name="viec" value="ghi">
          Ghi
        </button>
      </form>
    </details>
  );
}

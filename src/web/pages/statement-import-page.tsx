// The form that takes statements, and the latest uploads of whoever looks.
import type { Problem } from '../../problem.js';
import type { StatementUpload } from '../../statements/upload-store.js';
import { formatInstant } from '../../calendar.js';
import { uploadScriptUrl } from '../assets.js';
import { ImportRefusal } from '../components/import-refusal.js';
import { Chip } from '../components/tone.js';
import { formatCount } from '../count.js';
import { Layout } from '../layout.js';
import { uploadStateWords } from '../run-words.js';

export interface StatementImportPageProps {
  readonly province: string;
  readonly who: { readonly name: string };
  readonly mappings: readonly { readonly name: string; readonly bank: string }[];
  readonly chosen: string;
  readonly mayPropose: boolean;
  /** The asker's own, the newest first. */
  readonly uploads: readonly StatementUpload[];
  readonly problem: Problem | null;
}

export function StatementImportPage(props: StatementImportPageProps) {
  const { province, who, mayPropose, problem, uploads } = props;
  return (
    <Layout {...{ province, who }} title="Nhập sao kê">
      <h1>Nhập sao kê</h1>
      <p class="lead">
        Sao kê của ngân hàng: MT940, camt, Excel, CSV hoặc .zip. Định dạng được nhận ra theo nội
        dung; bảng mà hệ thống chưa nhận ra thì đọc theo{' '}
        {mayPropose ? <a href="/mau-cot">mẫu cột đã xác nhận</a> : 'mẫu cột đã xác nhận'}.
      </p>
      {problem && <ImportRefusal problem={problem} />}
      <SendForm {...props} />
      {uploads.length > 0 && <Uploads uploads={uploads} />}
      <script type="module" src={uploadScriptUrl} />
    </Layout>
  );
}

function SendForm({ mappings, chosen }: StatementImportPageProps) {
  return (
    <form
      method="post"
      action="/sao-ke/nhap"
      encType="multipart/form-data"
      class="upload"
      data-upload
    >
      <div class="drop" data-drop>
        <label for="tep">Sao kê</label>
        <p class="hint" id="tep-goi-y">
          Chọn được nhiều tệp; mỗi tệp tối đa 50 MB, mỗi lần tối đa 20 tệp và 100 MB.{' '}
          <span data-script hidden>
            Hoặc kéo tệp thả vào khung này.
          </span>
        </p>
        <input type="file" id="tep" name="tep" multiple aria-describedby="tep-goi-y" />
        <ul class="chosen" data-chosen hidden aria-label="Tệp đã chọn" />
      </div>
      <div class="pick">
        <label for="mau">Mẫu cột</label>
        <select id="mau" name="mau">
          <option value="">Tự nhận ra</option>
          {mappings.map(({ name, bank }) => (
            <option key={name} value={name} selected={name === chosen}>
              {name} ({bank})
            </option>
          ))}
        </select>
      </div>
      <button class="primary" type="submit">
        Nhập
      </button>
      <div class="sending" data-sending hidden>
        <progress max="100" value="0" aria-label="Đang gửi tệp" />
        <span role="status" />
      </div>
    </form>
  );
}

function Uploads({ uploads }: { readonly uploads: readonly StatementUpload[] }) {
  return (
    <section aria-labelledby="lan-gui">
      <h2 id="lan-gui">Các lần gửi gần đây của bạn</h2>
      <div class="scroll" tabIndex={0} role="region" aria-labelledby="lan-gui">
        <table>
          <thead>
            <tr>
              <th scope="col">Gửi lúc</th>
              <th scope="col">Tệp</th>
              <th scope="col">Tình trạng</th>
            </tr>
          </thead>
          <tbody>
            {uploads.map(({ id, askedAt, files, state }) => (
              <tr key={id}>
                <th scope="row">
                  <a href={`/sao-ke/nhap/${id}`}>{formatInstant(askedAt)}</a>
                </th>
                <td class="long">
                  {files[0]?.name}
                  {files.length > 1 && ` và ${formatCount(files.length - 1)} tệp nữa`}
                </td>
                <td>
                  <Chip {...uploadStateWords[state]} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

// One version of a column mapping: what it says, who proposed and confirmed it, and the preview of
// the file that it was proposed from.
import { formatInstant } from '../../calendar.js';
import { columnsInOrder } from '../../mappings/layout.js';
import { type ColumnMapping, mappingState } from '../../mappings/mapping.js';
import type { MappingPreview } from '../../mappings/preview.js';
import { FormError } from '../components/field.js';
import { MappingPreviewTable } from '../components/mapping-preview.js';
import { Chip } from '../components/tone.js';
import { Layout } from '../layout.js';
import { choices } from '../mapping-form.js';
import { mappingStateWords, readWords } from '../mapping-words.js';
import { mappingTones } from './mapping-list-page.js';

export interface MappingPageProps {
  readonly province: string;
  readonly who: { readonly name: string };
  readonly mapping: ColumnMapping;
  /** Of the file it was proposed from; null once that is erased, or where it is not for the reader. */
  readonly preview: MappingPreview | null;
  readonly mayConfirm: boolean;
  readonly error: string | null;
  readonly names: ReadonlyMap<string, string>;
}

const moreWords: Readonly<Record<string, string>> = {
  credit: 'Tiền trả cho đơn vị',
  debit: 'Tiền thu lại',
};

export function MappingPage(props: MappingPageProps) {
  const { province, who, mapping, preview, error, names } = props;
  const state = mappingState(mapping);
  const by = (actor: string | null): string => names.get(actor ?? '') ?? actor ?? '';
  return (
    <Layout {...{ province, who }} title={`Mẫu cột ${mapping.name}`}>
      <nav class="trail" aria-label="Đường dẫn">
        <a href="/mau-cot">Mẫu cột</a>
        <span aria-hidden="true"> › </span>
        <span>{mapping.name}</span>
      </nav>
      <h1>
        Mẫu {mapping.name} <span class="code">bản {mapping.version}</span>{' '}
        <Chip tone={mappingTones[state]} text={mappingStateWords[state]} />
      </h1>
      <p class="lead">
        Đọc báo cáo quyết toán của cổng {mapping.ownerName}. {by(mapping.proposedBy)} đề nghị{' '}
        {formatInstant(mapping.proposedAt)}
        {mapping.confirmedAt &&
          `; ${by(mapping.confirmedBy)} xác nhận ${formatInstant(mapping.confirmedAt)}`}
        {mapping.retiredAt &&
          `; ${by(mapping.retiredBy)} ngừng dùng ${formatInstant(mapping.retiredAt)}: ${mapping.retiredBecause ?? ''}`}
        .
      </p>
      <FormError text={error} />
      <table>
        <thead>
          <tr>
            <th scope="col">Trường</th>
            <th scope="col">Cột trong tệp</th>
          </tr>
        </thead>
        <tbody>
          {columnsInOrder(mapping.layout, mapping.headers).map(([field, column]) => (
            <tr key={`${field} ${column}`}>
              <th scope="row">{readWords[field] ?? moreWords[field] ?? field}</th>
              <td>{column}</td>
            </tr>
          ))}
          <Written layout={mapping.layout} />
        </tbody>
      </table>
      {preview ? (
        <MappingPreviewTable preview={preview} />
      ) : (
        <p class="muted">Tệp dùng để lập mẫu không còn được lưu.</p>
      )}
      {props.mayConfirm && state !== 'retired' && (
        <form method="post" action={`/mau-cot/${mapping.id}`} class="send-file">
          {state === 'proposed' && (
            <button class="primary" type="submit" name="viec" value="xac-nhan">
              Xác nhận mẫu
            </button>
          )}
          <div class="pick">
            <label for="ly-do">Lý do ngừng dùng</label>
            <input type="text" id="ly-do" name="ly-do" maxLength={500} autocomplete="off" />
          </div>
          <button type="submit" name="viec" value="ngung">
            Ngừng dùng
          </button>
        </form>
      )}
    </Layout>
  );
}

/** How the file writes what its columns hold. */
function Written({ layout }: { readonly layout: ColumnMapping['layout'] }) {
  const { amounts, kindWords } = layout;
  const amount = `1${amounts.grouping}234${amounts.grouping}567${amounts.decimal}5`;
  const rows: [string, string][] = [
    ['Ngày viết như', choices['kieu-ngay'][layout.days]],
    ['Số tiền viết như', amounts.hundredfold ? `${amount}, gấp 100 lần` : amount],
    ['Cổng chuyển tiền', choices.tra[layout.pays]],
    ['Đợt quyết toán', choices.dot[layout.batchBy]],
    ['Khoản hoàn ghi', choices.hoan[layout.refunds]],
    ['Phí ghi', choices['dau-phi'][layout.fees]],
    ['Chữ nghĩa là thanh toán', kindWords.payment.join(', ')],
    ['Chữ nghĩa là hoàn tiền', kindWords.refund.join(', ')],
    ['Chữ nghĩa là điều chỉnh', kindWords.adjustment.join(', ')],
  ];
  return (
    <>
      {rows
        .filter(([, text]) => text !== '')
        .map(([name, text]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{text}</td>
          </tr>
        ))}
    </>
  );
}

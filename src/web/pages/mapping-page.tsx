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
import { layoutTold } from '../mapping-told.js';
import { mappingStateWords, ownerWords, readWords } from '../mapping-words.js';
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
        Đọc {ownerWords(mapping.owner.reads)} {mapping.ownerName}. {by(mapping.proposedBy)} đề nghị{' '}
        {formatInstant(mapping.proposedAt)}
        {mapping.confirmedAt &&
          `; ${by(mapping.confirmedBy)} xác nhận ${formatInstant(mapping.confirmedAt)}`}
        {mapping.retiredAt &&
          `; ${by(mapping.retiredBy)} ngừng dùng ${formatInstant(mapping.retiredAt)}: ${mapping.retiredBecause ?? ''}`}
        .
      </p>
      <FormError text={error} />
      <Reading mapping={mapping} />
      {preview ? (
        <MappingPreviewTable preview={preview} />
      ) : (
        <p class="muted">
          Tệp dùng để lập mẫu không còn được lưu, hoặc không thuộc phạm vi của bạn.
        </p>
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

/** Which column is what, and how the file writes it. */
function Reading({ mapping }: Pick<MappingPageProps, 'mapping'>) {
  return (
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
            <th scope="row">{readWords[field] ?? field}</th>
            <td>{column}</td>
          </tr>
        ))}
        {layoutTold(mapping.layout).map(([name, text]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{text}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

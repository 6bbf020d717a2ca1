// Columns chosen from a file's header, with the preview that the choices give. Asking for it changes
// nothing, so the choices live in the address; only proposing sends the form.
import type { MappingPreview } from '../../mappings/preview.js';
import { columnLetter } from '../../mappings/header.js';
import { FormError } from '../components/field.js';
import { MappingPreviewTable } from '../components/mapping-preview.js';
import { Layout } from '../layout.js';
import type { MappingForm } from '../mapping-form.js';
import { choiceLabels, choices, formShapes, type ChoiceInput } from '../mapping-inputs.js';

export interface MappingTryPageProps {
  readonly province: string;
  readonly who: { readonly name: string };
  readonly sampleId: string;
  readonly name: string;
  readonly ownerName: string;
  readonly fileName: string;
  readonly headers: readonly string[];
  readonly form: MappingForm;
  readonly faults: readonly string[];
  readonly preview: MappingPreview | null;
}

export function MappingTryPage(props: MappingTryPageProps) {
  const { province, who, name, ownerName, fileName, faults, preview, sampleId } = props;
  return (
    <Layout {...{ province, who }} title={`Chọn cột: ${name}`}>
      <nav class="trail" aria-label="Đường dẫn">
        <a href="/mau-cot">Mẫu cột</a>
        <span aria-hidden="true"> › </span>
        <span>{name}</span>
      </nav>
      <h1>Chọn cột cho mẫu {name}</h1>
      <p class="lead">
        Đọc {ownerName}, tệp {fileName}. Chọn cột rồi xem trước; khi các dòng đọc đúng thì đề nghị.
      </p>
      {faults.map((fault) => (
        <FormError key={fault} text={fault} />
      ))}
      <form method="get" action={`/mau-cot/tep/${sampleId}`} class="mapping-form">
        <Choices {...props} />
        <div class="buttons">
          <button type="submit">Xem trước</button>
          <button class="primary" type="submit" formMethod="post">
            Đề nghị mẫu này
          </button>
        </div>
      </form>
      {preview && <MappingPreviewTable preview={preview} />}
    </Layout>
  );
}

function Choices({ form, headers }: Pick<MappingTryPageProps, 'form' | 'headers'>) {
  const { columns, ofFile, ofRows, words } = formShapes[form.reads];
  return (
    <>
      <fieldset>
        <legend>Tệp</legend>
        <div class="pick">
          <label for="dong">Tiêu đề bắt đầu ở dòng</label>
          <input
            type="text"
            id="dong"
            name="dong"
            inputMode="numeric"
            maxLength={5}
            value={String(form.headerRow)}
          />
        </div>
        {ofFile.map((input) => (
          <Choice key={input} input={input} chosen={form.chosen[input]} />
        ))}
      </fieldset>
      <fieldset>
        <legend>Cột</legend>
        {Object.entries(columns).map(([input, { label }]) => (
          <Column key={input} {...{ input, label, headers, chosen: form.columns[input] }} />
        ))}
      </fieldset>
      <fieldset>
        <legend>Cách ghi</legend>
        {ofRows.map((input) => (
          <Choice key={input} input={input} chosen={form.chosen[input]} />
        ))}
        {Object.entries(words).map(([input, label]) => (
          <div key={input} class="pick">
            <label for={input}>{label} (cách nhau bằng dấu phẩy)</label>
            <input
              type="text"
              id={input}
              name={input}
              maxLength={400}
              autocomplete="off"
              value={form.words[input] ?? ''}
            />
          </div>
        ))}
      </fieldset>
    </>
  );
}

function Choice(props: { readonly input: ChoiceInput; readonly chosen: string }) {
  const { input, chosen } = props;
  return (
    <div class="pick">
      <label for={input}>{choiceLabels[input]}</label>
      <select id={input} name={input}>
        {Object.entries(choices[input]).map(([value, label]) => (
          <option key={value} value={value} selected={value === chosen}>
            {label}
          </option>
        ))}
      </select>
    </div>
  );
}

function Column(props: {
  readonly input: string;
  readonly label: string;
  readonly headers: readonly string[];
  readonly chosen: number | undefined;
}) {
  const { input, label, headers, chosen } = props;
  return (
    <div class="pick">
      <label for={input}>{label}</label>
      <select id={input} name={input}>
        <option value="">(không có)</option>
        {headers.map(
          (text, place) =>
            text !== '' && (
              <option key={place} value={String(place)} selected={place === chosen}>
                {columnLetter(place)}: {text}
              </option>
            ),
        )}
      </select>
    </div>
  );
}

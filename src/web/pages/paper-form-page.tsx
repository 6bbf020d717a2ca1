// The form on which a statement is typed from paper. Rows stand in one field, so that they can be
// pasted from a sheet and no script is needed.
import { Layout } from '../layout.js';
import type { PaperErrors, PaperInput, TypedPaper } from '../paper-form.js';

export interface PaperFormPageProps {
  readonly province: string;
  readonly who: { readonly name: string };
  readonly accounts: readonly {
    readonly versionId: string;
    readonly number: string;
    readonly bank: string;
    readonly unit: string;
  }[];
  readonly typed: TypedPaper;
  readonly errors: PaperErrors;
  /** The paper that is typed anew: its scan is kept. */
  readonly from: { readonly id: string; readonly scanName: string } | null;
}

const example = [
  '04/05/2026 | 8.000 | | NOP PHI HS 001 | FT26124001 | NGUYEN VAN A',
  '06/05/2026 | | 3.300 | PHI QUAN LY TK',
].join('\n');

export function PaperFormPage(props: PaperFormPageProps) {
  const { province, who, accounts, typed, errors, from } = props;
  return (
    <Layout {...{ province, who }} title="Nhập sao kê giấy">
      <nav class="trail" aria-label="Đường dẫn">
        <a href="/sao-ke">Sao kê</a>
        <span aria-hidden="true"> › </span>
        <a href="/sao-ke-giay">Sao kê giấy</a>
        <span aria-hidden="true"> › </span>
        <span>Nhập</span>
      </nav>
      <h1>Nhập sao kê giấy</h1>
      <p class="lead">
        Nhập đúng như trên giấy, kể cả các khoản ghi nợ. Số dư đầu kỳ cộng ghi có trừ ghi nợ phải
        bằng số dư cuối kỳ, đúng đến từng đồng.
      </p>
      <Summary errors={errors} />
      <form
        class="paper-form"
        method="post"
        action="/sao-ke-giay/nhap"
        encType="multipart/form-data"
      >
        <div class={errors.has('tai-khoan') ? 'field wide wrong' : 'field wide'}>
          <label for="tai-khoan">Tài khoản thụ hưởng</label>
          <Wrong input="tai-khoan" errors={errors} />
          <select id="tai-khoan" name="tai-khoan" required>
            <option value="">– Chọn tài khoản –</option>
            {accounts.map(({ versionId, number, bank, unit }) => (
              <option key={versionId} value={versionId} selected={versionId === typed['tai-khoan']}>
                {number} – {bank} – {unit}
              </option>
            ))}
          </select>
        </div>
        <Text input="tu-ngay" label="Từ ngày" hint="ngày/tháng/năm" {...{ typed, errors }} />
        <Text input="den-ngay" label="Đến ngày" hint="ngày/tháng/năm" {...{ typed, errors }} />
        <Text
          input="dau-ky"
          label="Số dư đầu kỳ"
          hint="đồng, ví dụ 1.250.000"
          {...{ typed, errors }}
        />
        <Text input="cuoi-ky" label="Số dư cuối kỳ" hint="đồng" {...{ typed, errors }} />
        <Rows {...{ typed, errors }} />
        <Scan {...{ errors, from }} />
        <button class="primary" type="submit">
          Lưu, chờ xác nhận
        </button>
      </form>
    </Layout>
  );
}

type FormProps = Pick<PaperFormPageProps, 'typed' | 'errors'>;

function Rows({ typed, errors }: FormProps) {
  return (
    <div class={errors.has('dong') ? 'field wide wrong' : 'field wide'}>
      <label for="dong">Các dòng, theo thứ tự trên giấy</label>
      <p class="hint" id="dong-goi-y">
        Mỗi dòng một hàng, các cột cách nhau bằng dấu | hoặc dán từ Excel: ngày giao dịch | ghi có |
        ghi nợ | nội dung | số tham chiếu | người nộp | ngày hiệu lực nếu khác. Ba cột cuối có thể
        để trống. Kỳ không có giao dịch: để trống.
      </p>
      <Wrong input="dong" errors={errors} />
      <textarea
        id="dong"
        name="dong"
        rows={12}
        wrap="off"
        spellcheck={false}
        placeholder={example}
        aria-invalid={errors.has('dong') ? 'true' : undefined}
        aria-describedby="dong-goi-y"
      >
        {typed.dong}
      </textarea>
    </div>
  );
}

function Scan({ errors, from }: Pick<PaperFormPageProps, 'errors' | 'from'>) {
  return (
    <div class={errors.has('tep') ? 'field wide wrong' : 'field wide'}>
      <label for="tep">Bản quét (PDF, JPEG, PNG, tối đa 20 MB)</label>
      {from && (
        <>
          <input type="hidden" name="tu" value={from.id} />
          <p class="hint">
            Không chọn tệp thì dùng lại bản quét{' '}
            <a href={`/api/v1/paper-statements/${from.id}/scan`} download={from.scanName}>
              {from.scanName}
            </a>
            .
          </p>
        </>
      )}
      {!from && errors.size > 0 && !errors.has('tep') && (
        <p class="hint">Đề nghị chọn lại bản quét: trình duyệt không giữ tệp đã chọn.</p>
      )}
      <Wrong input="tep" errors={errors} />
      <input type="file" id="tep" name="tep" accept=".pdf,.jpg,.jpeg,.png" required={!from} />
    </div>
  );
}

function Summary({ errors }: { readonly errors: PaperErrors }) {
  if (errors.size === 0) return null;
  const whole = errors.get('') ?? ['Chưa lưu gì. Đề nghị sửa các chỗ được đánh dấu.'];
  return (
    <p class="form-error" role="alert">
      {whole.join(' ')}
    </p>
  );
}

/** More would push the field itself out of sight. */
const shownMax = 8;

function Wrong(props: { readonly input: PaperInput; readonly errors: PaperErrors }) {
  const told = props.errors.get(props.input) ?? [];
  if (told.length === 0) return null;
  const more = told.length - shownMax;
  return (
    <div class="error" id={`${props.input}-loi`} role="alert">
      {told.slice(0, shownMax).map((text) => (
        <p key={text}>{text}</p>
      ))}
      {more > 0 && <p>và {more} chỗ khác.</p>}
    </div>
  );
}

function Text(props: {
  readonly input: 'tu-ngay' | 'den-ngay' | 'dau-ky' | 'cuoi-ky';
  readonly label: string;
  readonly hint: string;
  readonly typed: TypedPaper;
  readonly errors: PaperErrors;
}) {
  const { input, label, hint, typed, errors } = props;
  const isWrong = errors.has(input);
  return (
    <div class={isWrong ? 'field wrong' : 'field'}>
      <label for={input}>{label}</label>
      <p class="hint" id={`${input}-goi-y`}>
        {hint}
      </p>
      <Wrong input={input} errors={errors} />
      <input
        type="text"
        id={input}
        name={input}
        required
        maxLength={40}
        value={typed[input]}
        autocomplete="off"
        aria-invalid={isWrong ? 'true' : undefined}
        aria-describedby={isWrong ? `${input}-goi-y ${input}-loi` : `${input}-goi-y`}
      />
    </div>
  );
}

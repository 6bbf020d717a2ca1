// What forms ask of a gateway's profile: its secrets, which go in and never come out, and by which
// terms it settles.
import { basisWords, modeWords } from '../gateway-words.js';
import { Field } from './field.js';

type Typed = ReadonlyMap<string, string>;

export function SecretFields({ names }: { readonly names: readonly string[] }) {
  return (
    <>
      {names.map((name) => (
        <Field
          key={name}
          id={`khoa-${name}`}
          type="password"
          label={name}
          {...(name === 'signingSecrets'
            ? { hint: 'whsec_…; nhiều khóa cách nhau bằng dấu cách.' }
            : {})}
          autocomplete="off"
          maxLength={1000}
          isOptional
        />
      ))}
    </>
  );
}

export function ProfileFields({
  typed,
  isNew,
}: {
  readonly typed: Typed;
  readonly isNew: boolean;
}) {
  const text = (id: string, label: string, hint?: string, maxLength = 200) => (
    <Field
      id={id}
      label={label}
      {...(hint === undefined ? {} : { hint })}
      autocomplete="off"
      maxLength={maxLength}
      value={typed.get(id) ?? ''}
      isOptional
    />
  );
  return (
    <>
      {text('ma-don-vi', 'Mã đơn vị chấp nhận thanh toán', 'Do cổng cấp; trống nếu cổng không có.')}
      {text('ten-goi', 'Tên cổng trong sao kê', 'Nhiều tên cách nhau bằng dấu ;')}
      {text('dia-chi-hoi', 'Địa chỉ hỏi lại (https)', 'Trống: không hỏi lại cổng.')}
      {text('sai-so', 'Sai số cho phép (đồng)', 'Mỗi giao dịch.', 18)}
      <Choice id="cach" label="Cách chuyển tiền" typed={typed} options={modeWords} />
      <Choice id="co-so" label="Số tiền chuyển" typed={typed} options={basisWords} />
      {text('gio-chot', 'Giờ chốt phiên', 'Giờ:phút, ví dụ 16:30.', 5)}
      {text('so-ngay', 'Số ngày làm việc đến khi tiền về', 'Từ 0 đến 60.', 2)}
      {text('so-gio', 'Số giờ gia hạn', 'Từ 0 đến 720.', 3)}
      {text('phi-phan-tram', 'Phí, phần trăm', 'Ví dụ 1,1.', 10)}
      {text('phi-co-dinh', 'Phí cố định (đồng)', undefined, 18)}
      {text('phi-it-nhat', 'Phí ít nhất (đồng)', '0: không có.', 18)}
      {text('phi-nhieu-nhat', 'Phí nhiều nhất (đồng)', '0: không có.', 18)}
      {text('phi-vat', 'Thuế GTGT trên phí, phần trăm', undefined, 10)}
      <Choice
        id="phi-theo"
        label="Phí tính theo"
        typed={typed}
        options={{ payment: 'Từng giao dịch', batch: 'Từng đợt' }}
      />
      <div class="field wide">
        <label for="phi-bac">Bậc phí</label>
        <p class="hint" id="phi-bac-goi-y">
          Mỗi dòng một bậc, từ nhỏ đến lớn: <span class="code">500.000: 1,1% + 1.000</span> là đến
          500.000 đ; dòng cuối có thể là <span class="code">trên: 0,9% + 2.000</span>. Có bậc thì
          phần trăm và phí cố định ở trên không dùng.
        </p>
        <textarea
          id="phi-bac"
          name="phi-bac"
          rows={4}
          maxLength={2000}
          aria-describedby="phi-bac-goi-y"
          spellcheck={false}
        >
          {typed.get('phi-bac') ?? ''}
        </textarea>
      </div>
      {!isNew &&
        text(
          'tu-ngay',
          'Áp dụng từ ngày',
          'Chỉ khi đổi điều khoản quyết toán; ngày/tháng/năm. Giao dịch trước ngày ấy giữ hạn cũ.',
          10,
        )}
    </>
  );
}

function Choice(props: {
  readonly id: string;
  readonly label: string;
  readonly typed: Typed;
  readonly options: Readonly<Record<string, string>>;
}) {
  const { id, label, typed, options } = props;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} name={id}>
        {Object.entries(options).map(([value, text]) => (
          <option key={value} value={value} selected={typed.get(id) === value}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

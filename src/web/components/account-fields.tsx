// The fields of an account that is proposed. Days are typed: a browser's own date field shows month
// and day in the order of its language.
import type { FormErrors, FormInput, Typed } from '../account-form.js';

export interface AccountFieldsProps {
  readonly typed: Typed;
  readonly errors: FormErrors;
  /** Banks to choose from, by BIN. */
  readonly banks: ReadonlyMap<string, string>;
  /** A proposal that stands keeps its purpose. */
  readonly hasPurpose: boolean;
}

export function AccountFields({ typed, errors, banks, hasPurpose }: AccountFieldsProps) {
  const field = { typed, errors };
  return (
    <div class="account-fields">
      <fieldset class="kinds">
        <legend>Loại tài khoản</legend>
        <label>
          <input type="radio" name="loai" value="bank" checked={typed.loai !== 'treasury'} />
          Ngân hàng
        </label>
        <label>
          <input type="radio" name="loai" value="treasury" checked={typed.loai === 'treasury'} />
          Kho bạc Nhà nước
        </label>
      </fieldset>
      <Text {...field} name="so-tai-khoan" label="Số tài khoản" isRequired />
      <Text
        {...field}
        name="ten-tai-khoan"
        label="Tên tài khoản (đơn vị thụ hưởng)"
        isRequired
        isWide
      />
      <Text
        {...field}
        name="ngan-hang"
        label="Ngân hàng"
        hint="Tên, mã hoặc mã BIN 6 số. Bỏ trống với Kho bạc."
        list="cac-ngan-hang"
      />
      <datalist id="cac-ngan-hang">
        {[...banks].map(([bin, name]) => (
          <option key={bin} value={bin}>
            {name}
          </option>
        ))}
      </datalist>
      <Text {...field} name="chi-nhanh" label="Chi nhánh, phòng giao dịch" />
      <Text
        {...field}
        name="ma-bu-tru"
        label="Mã thanh toán bù trừ"
        hint="8 chữ số, nếu có. Chỉ với ngân hàng."
      />
      <TreasuryFields {...field} />
      {hasPurpose && (
        <Text
          {...field}
          name="muc-dich"
          label="Mục đích"
          hint="“default” là tài khoản chung của đơn vị."
        />
      )}
      <Text
        {...field}
        name="hieu-luc"
        label="Hiệu lực từ ngày"
        hint="ngày/tháng/năm. Bỏ trống: sớm nhất có thể sau thời gian chờ."
      />
      <Text {...field} name="ly-do" label="Lý do khai báo, thay đổi" isRequired isWide />
    </div>
  );
}

function TreasuryFields(field: Pick<AccountFieldsProps, 'typed' | 'errors'>) {
  return (
    <>
      <Text
        {...field}
        name="ma-kho-bac"
        label="Mã Kho bạc"
        hint="4 chữ số. Chỉ với tài khoản Kho bạc."
      />
      <Text
        {...field}
        name="ma-ngan-sach"
        label="Mã đơn vị quan hệ ngân sách"
        hint="7 chữ số. Chỉ với tài khoản Kho bạc."
      />
    </>
  );
}

interface TextProps {
  readonly typed: Typed;
  readonly errors: FormErrors;
  readonly name: FormInput;
  readonly label: string;
  readonly hint?: string;
  readonly list?: string;
  readonly isRequired?: boolean;
  readonly isWide?: boolean;
}

function Text(props: TextProps) {
  const { typed, errors, name, label, hint, list, isRequired = false, isWide = false } = props;
  const error = errors.get(name);
  const described = [hint && `${name}-goi-y`, error && `${name}-loi`].filter(Boolean).join(' ');
  return (
    <div class={`field${error === undefined ? '' : ' wrong'}${isWide ? ' wide' : ''}`}>
      <label for={name}>
        {label}
        {isRequired && <span class="must"> (bắt buộc)</span>}
      </label>
      <input
        type="text"
        id={name}
        name={name}
        value={typed[name]}
        list={list}
        maxLength={name === 'ly-do' ? 1000 : 200}
        autocomplete="off"
        spellcheck={false}
        aria-invalid={error === undefined ? undefined : 'true'}
        aria-describedby={described || undefined}
      />
      {hint !== undefined && (
        <p class="hint" id={`${name}-goi-y`}>
          {hint}
        </p>
      )}
      {error !== undefined && (
        <p class="error" id={`${name}-loi`} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

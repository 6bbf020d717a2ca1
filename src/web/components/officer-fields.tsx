// What forms ask about an officer: who it is, and a role over a scope.
import type { Role } from '../../access/roles.js';
import type { OfficerErrors } from '../officer-form.js';
import { roleWords } from '../role-words.js';
import { Field } from './field.js';

type Typed = ReadonlyMap<string, string>;

export interface PersonFieldsProps {
  readonly typed: Typed;
  readonly errors: OfficerErrors;
  /** Beside the citizen number: whether one is kept cannot be seen from an empty field. */
  readonly citizenHint: string;
}

export function PersonFields({ typed, errors, citizenHint }: PersonFieldsProps) {
  return (
    <>
      <Field
        id="ho-ten"
        label="Họ và tên"
        autocomplete="off"
        maxLength={120}
        value={typed.get('ho-ten') ?? ''}
        error={errors.get('ho-ten') ?? null}
      />
      <Field
        id="thu-dien-tu"
        label="Thư điện tử"
        hint="Để đăng nhập và nhận liên kết thiết lập."
        autocomplete="off"
        inputMode="email"
        maxLength={254}
        value={typed.get('thu-dien-tu') ?? ''}
        error={errors.get('thu-dien-tu') ?? null}
        isOptional
      />
      <Field
        id="so-dinh-danh"
        label="Số định danh cá nhân"
        hint={citizenHint}
        autocomplete="off"
        inputMode="numeric"
        maxLength={12}
        value={typed.get('so-dinh-danh') ?? ''}
        error={errors.get('so-dinh-danh') ?? null}
        isOptional
      />
    </>
  );
}

export interface GrantFieldsProps {
  readonly typed: Typed;
  readonly errors: OfficerErrors;
  /** Roles that the asker may grant. */
  readonly roles: readonly Role[];
  /** Scopes to choose from, by code. */
  readonly scopes: ReadonlyMap<string, string>;
  readonly chosenScope: string;
}

export function GrantFields({ typed, errors, roles, scopes, chosenScope }: GrantFieldsProps) {
  return (
    <>
      <div class={errors.has('vai-tro') ? 'field wrong' : 'field'}>
        <label for="vai-tro">Vai trò</label>
        {errors.has('vai-tro') && <FieldError id="vai-tro" text={errors.get('vai-tro')} />}
        <select
          id="vai-tro"
          name="vai-tro"
          aria-describedby={errors.has('vai-tro') ? 'vai-tro-loi' : undefined}
        >
          <option value="">Chọn vai trò</option>
          {roles.map((role) => (
            <option key={role} value={role} selected={typed.get('vai-tro') === role}>
              {roleWords[role]}
            </option>
          ))}
        </select>
      </div>
      <div class={errors.has('pham-vi') ? 'field wrong' : 'field'}>
        <label for="pham-vi">Phạm vi</label>
        <p class="hint" id="pham-vi-goi-y">
          Mã đơn vị (gồm cả các đơn vị bên dưới), hoặc hai chữ số của tỉnh.
        </p>
        {errors.has('pham-vi') && <FieldError id="pham-vi" text={errors.get('pham-vi')} />}
        <input
          type="text"
          id="pham-vi"
          name="pham-vi"
          list="cac-pham-vi"
          maxLength={32}
          autocomplete="off"
          aria-describedby={`pham-vi-goi-y${errors.has('pham-vi') ? ' pham-vi-loi' : ''}`}
          value={typed.get('pham-vi') ?? chosenScope}
        />
        <datalist id="cac-pham-vi">
          {[...scopes].map(([code, name]) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </datalist>
      </div>
    </>
  );
}

function FieldError({ id, text }: { readonly id: string; readonly text: string | undefined }) {
  return (
    <p class="error" id={`${id}-loi`} role="alert">
      {text}
    </p>
  );
}

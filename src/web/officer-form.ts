// The forms about officers as they were typed, in the shapes that the verbs take.
import { citizenNumber, emailAddress, officerRoles, personName } from '../access/officer.js';
import type { Role } from '../access/roles.js';
import { scope as scopeCode } from '../api/officer-shape.js';

export type OfficerField = 'ho-ten' | 'thu-dien-tu' | 'so-dinh-danh' | 'vai-tro' | 'pham-vi';
/** What is wrong, by the name of its field. */
export type OfficerErrors = ReadonlyMap<OfficerField, string>;

/** Name and what they log in by; null where a field was left empty. */
export interface TypedPerson {
  readonly name: string;
  readonly email: string | null;
  readonly citizenId: string | null;
}

export interface TypedGrant {
  readonly role: Role;
  readonly scope: string;
}

type Form = ReadonlyMap<string, string>;

/** Reads who it is. */
export function personTyped(form: Form, errors: Map<OfficerField, string>): TypedPerson | null {
  const [name, email, citizenId] = [
    personName.safeParse(form.get('ho-ten') ?? ''),
    optional(emailAddress, form.get('thu-dien-tu')),
    optional(citizenNumber, form.get('so-dinh-danh')),
  ];
  if (!name.success) errors.set('ho-ten', 'Điền họ và tên, tối đa 120 ký tự.');
  if (!email.success) errors.set('thu-dien-tu', 'Địa chỉ thư điện tử chưa đúng dạng.');
  if (!citizenId.success) {
    errors.set('so-dinh-danh', 'Số định danh có 12 chữ số (hoặc 9 chữ số của thẻ cũ).');
  }
  if (!name.success || !email.success || !citizenId.success) return null;
  return { name: name.data, email: email.data, citizenId: citizenId.data };
}

/** Reads a role over a scope. */
export function grantTyped(form: Form, errors: Map<OfficerField, string>): TypedGrant | null {
  const role = officerRoles.find((one) => one === form.get('vai-tro'));
  const scope = scopeCode.safeParse((form.get('pham-vi') ?? '').trim());
  if (!role) errors.set('vai-tro', 'Chọn một vai trò.');
  if (!scope.success) {
    errors.set('pham-vi', 'Nhập mã đơn vị, hoặc hai chữ số của tỉnh.');
  }
  return role && scope.success ? { role, scope: scope.data } : null;
}

interface Readable {
  safeParse(text: string): { success: true; data: string } | { success: false };
}

function optional(
  schema: Readable,
  text = '',
): { readonly success: true; readonly data: string | null } | { readonly success: false } {
  return text.trim() === '' ? { success: true, data: null } : schema.safeParse(text);
}

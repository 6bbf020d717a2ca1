// What an office keeps up to date of a unit, as a form holds it: one row of the list that imports
// take, so that a form and a file are judged by the same rules.
import { createHash } from 'node:crypto';
import { stringify } from 'csv-stringify/sync';
import { formatDay } from '../calendar.js';
import type { Problem } from '../problem.js';
import { unitTitle, type FormerName, type Unit } from '../units/unit.js';
import { dayTyped } from './account-form.js';
import { reasonInWords } from './mapping-words.js';

/** Fields of the form by the column of the list. */
export const unitFields = {
  email: 'thu-dien-tu',
  phone: 'dien-thoai',
  contactBusiness: 'dau-moi-nghiep-vu',
  contactIt: 'dau-moi-ky-thuat',
  agencyCode: 'ma-dinh-danh',
  parent: 'cap-tren',
  formerNames: 'ten-cu',
  language: 'ngon-ngu',
} as const;
type Column = keyof typeof unitFields;

/** A unit as the form shows it. */
export function unitToType(unit: Unit): ReadonlyMap<string, string> {
  const texts: Readonly<Record<Column, string | null>> = {
    email: unit.email,
    phone: unit.phone,
    contactBusiness: unit.contactBusiness,
    contactIt: unit.contactIt,
    agencyCode: unit.agencyCode,
    parent: unit.parentCode,
    formerNames: unit.formerNames.map(formerText).join('; '),
    language: unit.language,
  };
  return new Map(
    Object.entries(texts).map(([column, text]) => [unitFields[column as Column], text ?? '']),
  );
}

function formerText({ name, type, until }: FormerName): string {
  const title = unitTitle({ unitName: name, type: type ?? '' });
  return until === null ? title : `${title}, ${formatDay(until)}`;
}

/** The list of one row that a form says; what is wrong with its days, else. */
export function unitRow(
  unit: Unit,
  form: ReadonlyMap<string, string>,
  isParentSeen: boolean,
): { readonly bytes: Buffer } | { readonly error: string } {
  const cell = (column: Column): string =>
    (form.get(unitFields[column]) ?? '').normalize('NFC').trim().slice(0, 2000);
  const former = formerTyped(cell('formerNames'));
  if (former === null) {
    const error =
      'Tên cũ: mỗi tên một mục, ngày ghi sau dấu phẩy, ví dụ Xã Minh Thành, 01/07/2025.';
    return { error };
  }
  // a column that the list lacks leaves what is stored
  const columns = (Object.keys(unitFields) as Column[]).filter(
    (column) => column !== 'parent' || isParentSeen,
  );
  const cells = columns.map((column) => (column === 'formerNames' ? former : cell(column)));
  const rows = [
    ['code', 'name', 'type', ...columns],
    [unit.code, unit.name, unit.type, ...cells],
  ];
  return { bytes: Buffer.from(stringify(rows)) };
}

/** Names with their days as the list writes them; null where one cannot be read. */
function formerTyped(text: string): string | null {
  const names = text.split(';').map((one) => one.trim());
  const cells = names
    .filter((one) => one !== '')
    .map((one) => {
      const [name = '', day, ...more] = one.split(',').map((part) => part.trim());
      if (day === undefined) return name;
      const until = more.length > 0 ? undefined : dayTyped(day);
      return until === undefined ? null : `${name}:${until}`;
    });
  return cells.includes(null) ? null : cells.join(';');
}

/** Which state of a unit was shown. */
export function unitVersion(unit: Unit): string {
  return createHash('sha256').update(JSON.stringify(unit)).digest('base64url').slice(0, 22);
}

const columnWords: Readonly<Record<string, string>> = {
  email: 'Thư điện tử',
  parent: 'Đơn vị cấp trên',
  formerNames: 'Tên cũ',
  agencyCode: 'Mã định danh cơ quan',
};

/** Why the row was not taken, in one sentence. */
export function unitRefusalText({ errors = [] }: Problem): string {
  const told = errors.map(({ column = '', detail }) => {
    const name = Object.hasOwn(columnWords, column) ? (columnWords[column] ?? column) : column;
    return `${name}: ${reasonInWords(detail)}`;
  });
  return told.length > 0 ? `${told.join('; ')}.` : 'Chưa lưu được. Xem lại các trường.';
}

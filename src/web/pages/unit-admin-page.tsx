// One unit as an office keeps it: whom to ask, which unit is above, what it was called before.
import { unitTitle, type Unit } from '../../units/unit.js';
import { AdminTrail, Told } from '../components/admin-trail.js';
import { Field, FormError } from '../components/field.js';
import { Layout, type LayoutProps } from '../layout.js';
import { unitPath } from '../page-query.js';
import { unitFields } from '../unit-form.js';

export interface UnitAdminPageProps {
  readonly province: string;
  readonly who: NonNullable<LayoutProps['who']>;
  readonly unit: Unit;
  readonly version: string;
  readonly isParentSeen: boolean;
  readonly typed: ReadonlyMap<string, string>;
  readonly notice: string | null;
  readonly error: string | null;
}

export function UnitAdminPage(props: UnitAdminPageProps) {
  const { province, who, unit, notice, error } = props;
  const title = unitTitle({ unitName: unit.name, type: unit.type });
  return (
    <Layout {...{ province, who }} title={title}>
      <AdminTrail via={[{ href: '/quan-tri/don-vi', title: 'Đơn vị và đầu mối' }]} here={title} />
      <h1>{title}</h1>
      <Told text={notice} />
      <FormError text={error} />
      <p>
        Mã {unit.code}; {unit.source === 'official' ? 'theo danh mục nhà nước' : 'do tỉnh thêm'}.{' '}
        <a href={unitPath(unit.code)}>Tình hình thu</a>
      </p>
      <UnitForm {...props} />
    </Layout>
  );
}

function UnitForm({ unit, version, typed, isParentSeen }: UnitAdminPageProps) {
  const text = (column: keyof typeof unitFields, label: string, hint?: string) => (
    <Field
      id={unitFields[column]}
      label={label}
      {...(hint === undefined ? {} : { hint })}
      autocomplete="off"
      maxLength={1000}
      value={typed.get(unitFields[column]) ?? ''}
      isOptional
    />
  );
  const language = typed.get(unitFields.language);
  return (
    <form
      method="post"
      action={`/quan-tri/don-vi/${encodeURIComponent(unit.code)}`}
      class="admin-form"
    >
      <input type="hidden" name="phien-ban" value={version} />
      {text('email', 'Thư điện tử nhận cảnh báo', 'Nhiều địa chỉ cách nhau bằng dấu ;')}
      {text('phone', 'Điện thoại')}
      {text('contactBusiness', 'Đầu mối nghiệp vụ')}
      {text('contactIt', 'Đầu mối kỹ thuật')}
      {text('agencyCode', 'Mã định danh cơ quan')}
      {isParentSeen && text('parent', 'Đơn vị cấp trên', 'Mã đơn vị; trống nếu trực thuộc tỉnh.')}
      {text(
        'formerNames',
        'Tên cũ',
        'Cách nhau bằng dấu ; ngày thôi dùng tên ghi sau dấu phẩy: Xã Minh Thành, 01/07/2025.',
      )}
      <div class="field">
        <label for={unitFields.language}>Ngôn ngữ của thư</label>
        <select id={unitFields.language} name={unitFields.language}>
          <option value="vi" selected={language !== 'en'}>
            Tiếng Việt
          </option>
          <option value="en" selected={language === 'en'}>
            Tiếng Anh
          </option>
        </select>
      </div>
      <button class="primary" type="submit">
        Lưu
      </button>
    </form>
  );
}

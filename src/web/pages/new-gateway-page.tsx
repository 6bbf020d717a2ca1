// A new gateway account in two steps: its kind, which says what secrets it has, then its profile.
import { AdminTrail } from '../components/admin-trail.js';
import { Field, FormError } from '../components/field.js';
import { ProfileFields, SecretFields } from '../components/gateway-fields.js';
import { Layout, type LayoutProps } from '../layout.js';

export interface NewGatewayPageProps {
  readonly province: string;
  readonly who: NonNullable<LayoutProps['who']>;
  readonly kinds: readonly string[];
  readonly kind: string | null;
  /** Names of the kind's secrets. */
  readonly names: readonly string[];
  readonly typed: ReadonlyMap<string, string>;
  readonly error: string | null;
}

const path = '/quan-tri/cong-moi';

export function NewGatewayPage(props: NewGatewayPageProps) {
  const { province, who, kinds, kind, error } = props;
  const via = [{ href: '/quan-tri/cong', title: 'Cổng thanh toán' }];
  return (
    <Layout {...{ province, who }} title="Thêm cổng thanh toán">
      <AdminTrail via={via} here="Thêm cổng" />
      <h1>Thêm cổng thanh toán</h1>
      <FormError text={error} />
      <form method="get" action={path} class="send-file">
        <div class="pick">
          <label for="loai">Loại cổng</label>
          <select id="loai" name="loai">
            {kinds.map((one) => (
              <option key={one} value={one} selected={one === kind}>
                {one}
              </option>
            ))}
          </select>
        </div>
        <button type="submit">Chọn loại</button>
      </form>
      {kind !== null && <Profile {...props} kind={kind} />}
    </Layout>
  );
}

function Profile({ kind, names, typed }: NewGatewayPageProps & { readonly kind: string }) {
  return (
    <form method="post" action={path} class="admin-form">
      <input type="hidden" name="loai" value={kind} />
      <Field
        id="ten"
        label="Tên cổng"
        hint={`Trùng với loại (${kind}) nếu chỉ có một cổng loại này.`}
        autocomplete="off"
        maxLength={64}
        value={typed.get('ten') ?? kind}
      />
      <SecretFields names={names} />
      <ProfileFields typed={typed} isNew />
      <button class="primary" type="submit">
        Thêm cổng
      </button>
    </form>
  );
}

// Tokens of programs, without what opens the door; a new one is shown once.
import type { ApiToken, tokenStates } from '../../access/api-token-store.js';
import { tokenDaysDefault } from '../../access/api-token.js';
import { formatDay, formatInstant, localDateOf } from '../../calendar.js';
import { AdminTrail, Told } from '../components/admin-trail.js';
import { Field, FormError } from '../components/field.js';
import { GrantFields, type GrantFieldsProps } from '../components/officer-fields.js';
import { Chip, type Tone } from '../components/tone.js';
import { Layout, type LayoutProps } from '../layout.js';
import { roleWords } from '../role-words.js';

type TokenState = (typeof tokenStates)[number];

export interface TokensSaid {
  readonly notice?: string | null;
  readonly error?: string;
  readonly typed?: ReadonlyMap<string, string>;
  /** Shown now and never again. */
  readonly made?: { readonly name: string; readonly secret: string };
}

export interface TokensPageProps {
  readonly province: string;
  readonly who: NonNullable<LayoutProps['who']>;
  readonly tokens: readonly (ApiToken & { readonly state: TokenState })[];
  readonly scopeNames: ReadonlyMap<string, string>;
  /** Names of officers, as `createdBy` names them. */
  readonly makers: ReadonlyMap<string, string>;
  /** Null for whoever may make none. */
  readonly form: Pick<GrantFieldsProps, 'roles' | 'scopes' | 'chosenScope'> | null;
  readonly said: TokensSaid;
}

const path = '/quan-tri/ma-truy-cap';

const words: Readonly<Record<TokenState, readonly [Tone, string]>> = {
  live: ['good', 'Đang dùng được'],
  expired: ['plain', 'Hết hạn'],
  revoked: ['bad', 'Đã thu hồi'],
};

export function TokensPage(props: TokensPageProps) {
  const { province, who, tokens, form, said } = props;
  return (
    <Layout {...{ province, who }} title="Mã truy cập của phần mềm">
      <AdminTrail here="Mã truy cập của phần mềm" />
      <h1>Mã truy cập của phần mềm</h1>
      {said.made && <Made {...said.made} />}
      <Told text={said.notice ?? null} />
      {tokens.length === 0 ? (
        <p class="empty">Chưa có mã nào. Mỗi phần mềm nên có mã riêng, để thu hồi được từng mã.</p>
      ) : (
        <TokensTable {...props} />
      )}
      {form && <NewToken {...{ ...form, said }} />}
    </Layout>
  );
}

function Made({ name, secret }: NonNullable<TokensSaid['made']>) {
  return (
    <div class="notice" role="status">
      <label for="ma-moi">
        Mã của {name} chỉ hiện một lần. Chép ngay vào phần mềm đó; ai có mã đều gọi được API thay
        nó.
      </label>
      <input class="once" type="text" id="ma-moi" readOnly value={secret} />
    </div>
  );
}

function TokensTable({ tokens, scopeNames, makers, form }: TokensPageProps) {
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Phần mềm</th>
            <th scope="col">Vai trò và phạm vi</th>
            <th scope="col">Tình trạng</th>
            <th scope="col">Dùng lần cuối</th>
            {form && <th scope="col">Việc</th>}
          </tr>
        </thead>
        <tbody>
          {tokens.map(({ id, name, role, scope, state, ...token }) => (
            <tr key={id}>
              <th scope="row">
                {name}
                <span class="sub">
                  {makers.get(token.createdBy) ?? token.createdBy} tạo ngày{' '}
                  {formatDay(localDateOf(token.createdAt))}
                </span>
              </th>
              <td>
                {roleWords[role]} · {scopeNames.get(scope) ?? scope}
              </td>
              <td>
                <Chip tone={words[state][0]} text={words[state][1]} />
                <span class="sub">đến {formatDay(localDateOf(token.expiresAt))}</span>
              </td>
              <td>{token.seenAt ? formatInstant(token.seenAt) : 'Chưa dùng'}</td>
              {form && <td>{state === 'live' && <Revoke {...{ id, name }} />}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Revoke({ id, name }: { readonly id: string; readonly name: string }) {
  return (
    <form method="post" action={path}>
      <input type="hidden" name="ma" value={id} />
      <button type="submit" name="viec" value="thu-hoi" aria-label={`Thu hồi mã của ${name}`}>
        Thu hồi
      </button>
    </form>
  );
}

function NewToken({
  said,
  ...choices
}: NonNullable<TokensPageProps['form']> & { readonly said: TokensSaid }) {
  const typed = said.typed ?? new Map<string, string>();
  return (
    <details class="card edit" open={said.error !== undefined}>
      <summary>Tạo mã mới</summary>
      <FormError text={said.error ?? null} />
      <form method="post" action={path} class="admin-form">
        <Field
          id="ten"
          label="Tên phần mềm"
          autocomplete="off"
          maxLength={120}
          value={typed.get('ten') ?? ''}
        />
        <GrantFields {...choices} typed={typed} errors={new Map()} />
        <Field
          id="so-ngay"
          label="Có hạn trong bao nhiêu ngày"
          hint="Từ 1 đến 730 ngày."
          autocomplete="off"
          inputMode="numeric"
          maxLength={3}
          value={typed.get('so-ngay') ?? String(tokenDaysDefault)}
        />
        <button class="primary" type="submit" name="viec" value="tao">
          Tạo mã
        </button>
      </form>
    </details>
  );
}

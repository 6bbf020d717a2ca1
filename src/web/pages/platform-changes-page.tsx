// What a payment platform was told of changed accounts: what it does not know yet, and a day for it.
import type { PlatformChange } from '../../beneficiary-accounts/platform-change.js';
import { formatDay } from '../../calendar.js';
import { FormError } from '../components/field.js';
import { Chip } from '../components/tone.js';
import { Layout } from '../layout.js';
import { addressOf } from '../page-query.js';

export interface PlatformChangesPageProps {
  readonly province: string;
  readonly who: { readonly name: string };
  readonly platforms: readonly string[];
  readonly platform: string | null;
  readonly changes: readonly PlatformChange[];
  readonly error: string | null;
  readonly notice: string | null;
}

export function PlatformChangesPage(props: PlatformChangesPageProps) {
  const { province, who, platforms, platform, notice, error } = props;
  return (
    <Layout {...{ province, who }} title="Báo thay đổi cho cổng thanh toán">
      <nav class="trail" aria-label="Đường dẫn">
        <a href="/tai-khoan-thu-huong">Tài khoản thụ hưởng</a>
        <span aria-hidden="true"> › </span>
        <span>Báo cho cổng thanh toán</span>
      </nav>
      <h1>Báo thay đổi tài khoản cho cổng thanh toán</h1>
      <p class="lead">
        Cho đến khi cổng xác nhận, tiền về tài khoản cũ thuộc trách nhiệm giải trình của cổng.
      </p>
      {notice !== null && (
        <p class="notice" role="status">
          {notice}
        </p>
      )}
      <FormError text={error} />
      <nav class="filter" aria-label="Cổng thanh toán">
        {platforms.map((name) => (
          <a
            key={name}
            href={addressOf('/tai-khoan-thu-huong/cong', { cong: name })}
            aria-current={name === platform ? 'true' : undefined}
          >
            {name}
          </a>
        ))}
      </nav>
      {platform === null ? (
        <p class="empty">Chọn một cổng thanh toán.</p>
      ) : (
        <Changes {...props} platform={platform} />
      )}
    </Layout>
  );
}

function Changes({ changes, platform }: PlatformChangesPageProps & { readonly platform: string }) {
  if (changes.length === 0)
    return <p class="empty">Không có thay đổi nào chờ báo, chờ xác nhận.</p>;
  const sheet = addressOf('/api/v1/exports/platform-changes', {
    platform,
    state: 'untold',
    format: 'xlsx',
  });
  return (
    <form method="post" action="/tai-khoan-thu-huong/cong">
      <input type="hidden" name="cong" value={platform} />
      <p>
        <a href={sheet} download>
          Xuất Excel các thay đổi chưa báo
        </a>
      </p>
      <table class="platform-changes">
        <thead>
          <tr>
            <th scope="col">Chọn</th>
            <th scope="col">Đơn vị</th>
            <th scope="col">Từ ngày</th>
            <th scope="col">Tài khoản cũ</th>
            <th scope="col">Tài khoản mới</th>
            <th scope="col">Cổng đã biết</th>
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => (
            <Row key={`${change.versionId} ${change.change}`} change={change} />
          ))}
        </tbody>
      </table>
      <div class="buttons">
        <label for="ngay">Ngày (ngày/tháng/năm)</label>
        <input type="text" id="ngay" name="ngay" maxLength={10} autocomplete="off" />
        <button class="primary" type="submit" name="viec" value="told">
          Đã báo cho cổng
        </button>
        <button type="submit" name="viec" value="confirmed">
          Cổng đã xác nhận
        </button>
      </div>
    </form>
  );
}

function Row({ change }: { readonly change: PlatformChange }) {
  const { versionId, unitName, unitCode, purpose, firstOn, oldAccount, newAccount, toldOn } =
    change;
  const name = `${versionId}-${change.change}`;
  return (
    <tr>
      <td>
        <input type="checkbox" name={name} value="1" aria-label={`${unitName} ${unitCode}`} />
      </td>
      <th scope="row">
        {unitName} <span class="code">{unitCode}</span>
        {purpose !== 'default' && <span class="sub">Mục đích: {purpose}</span>}
      </th>
      <td>{formatDay(firstOn)}</td>
      <td>{oldAccount?.accountNumber ?? '–'}</td>
      <td>{newAccount?.accountNumber ?? '–'}</td>
      <td>
        {toldOn === null ? (
          <Chip tone="doubt" text="Chưa báo" />
        ) : (
          <Chip tone="wait" text={`Đã báo ${formatDay(toldOn)}`} />
        )}
      </td>
    </tr>
  );
}

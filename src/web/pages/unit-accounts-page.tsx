// The one screen of a commune's admin: the accounts as they are, the proposal of a change with its
// checks, the test transfer that proves an account, and how it came about.
import type { AccountCheck } from '../../beneficiary-accounts/account-check.js';
import type { StoredAccountVersion } from '../../beneficiary-accounts/account-store.js';
import type { Proposal } from '../../beneficiary-accounts/proposal.js';
import {
  isLegalForVersion,
  versionStatusAt,
  versionStatusWords,
  type VersionStatus,
} from '../../beneficiary-accounts/version-life.js';
import { addDays, formatDay } from '../../calendar.js';
import type { FormErrors, Typed } from '../account-form.js';
import { AccountFields } from '../components/account-fields.js';
import { ChecksList } from '../components/checks-list.js';
import { FormError } from '../components/field.js';
import { ProposalsTable } from '../components/proposals-table.js';
import { Chip, type Tone } from '../components/tone.js';
import { TransferCode, type OpenTransfer } from '../components/transfer-code.js';
import { Layout } from '../layout.js';
import { unitPath } from '../page-query.js';

export interface UnitAccountsPageProps {
  readonly province: string;
  readonly who: { readonly name: string };
  readonly unit: { readonly code: string; readonly title: string };
  /** Whether the unit can take payments now, in a sentence. */
  readonly readiness: string;
  readonly banks: ReadonlyMap<string, string>;
  readonly at: Date;
  readonly versions: readonly StoredAccountVersion[];
  /** How each version is proven, by id: "Đã có tiền về từ 05/05/2026"; absent while it is not. */
  readonly proofs: ReadonlyMap<string, string>;
  readonly transfers: readonly OpenTransfer[];
  readonly proposals: readonly Proposal[];
  readonly may: { readonly propose: boolean; readonly suspend: boolean; readonly verify: boolean };
  readonly typed: Typed;
  readonly errors: FormErrors;
  /** Null until the officer asked for them. */
  readonly checks: readonly AccountCheck[] | null;
  readonly coolingOffHours: number;
  readonly notice: string | null;
}

export function UnitAccountsPage(props: UnitAccountsPageProps) {
  const { province, who, unit, readiness, versions, proposals, notice, may } = props;
  return (
    <Layout {...{ province, who }} title={`Tài khoản: ${unit.title}`}>
      <nav class="trail" aria-label="Đường dẫn">
        <a href="/tai-khoan-thu-huong">Tài khoản thụ hưởng</a>
        <span aria-hidden="true"> › </span>
        <a href={unitPath(unit.code)}>{unit.title}</a>
        <span aria-hidden="true"> › </span>
        <span>Tài khoản</span>
      </nav>
      <h1>
        Tài khoản thụ hưởng: {unit.title} <span class="code">{unit.code}</span>
      </h1>
      {versions.length > 0 && <p class="lead">{readiness}</p>}
      {notice !== null && (
        <p class="notice" role="status">
          {notice}
        </p>
      )}
      <section aria-labelledby="hien-nay">
        <h2 id="hien-nay">Tài khoản trong danh bạ</h2>
        {versions.length === 0 ? (
          <p class="empty">
            Đơn vị chưa khai báo tài khoản thụ hưởng. Đề nghị khai báo ở phần dưới.
          </p>
        ) : (
          <Versions {...props} />
        )}
      </section>
      {may.propose && <Propose {...props} />}
      <section aria-labelledby="de-nghi">
        <h2 id="de-nghi">Các đề nghị</h2>
        {proposals.length === 0 ? (
          <p class="empty">Chưa có đề nghị nào.</p>
        ) : (
          <ProposalsTable proposals={proposals} />
        )}
      </section>
    </Layout>
  );
}

const statusTones: Readonly<Record<VersionStatus, Tone>> = {
  draft: 'plain',
  pending_approval: 'wait',
  withdrawn: 'plain',
  rejected: 'bad',
  approved: 'wait',
  active: 'good',
  vouched: 'good',
  suspended: 'bad',
  watch: 'doubt',
  closed: 'plain',
};

function Versions(props: UnitAccountsPageProps) {
  return (
    <table class="versions">
      <thead>
        <tr>
          <th scope="col">Tài khoản</th>
          <th scope="col">Tình trạng</th>
          <th scope="col">Thời gian</th>
          <th scope="col">Xác minh</th>
          <th scope="col">Thao tác</th>
        </tr>
      </thead>
      <tbody>
        {[...props.versions].reverse().map((version) => (
          <Version key={version.id} {...props} version={version} />
        ))}
      </tbody>
    </table>
  );
}

function Version(props: UnitAccountsPageProps & { readonly version: StoredAccountVersion }) {
  const { version, banks, at, proofs, transfers } = props;
  const status = versionStatusAt(version, at);
  const bank = version.bankBin === null ? null : (banks.get(version.bankBin) ?? version.bankBin);
  const proof = proofs.get(version.id);
  const own = transfers.filter(({ versionId }) => versionId === version.id);
  return (
    <tr>
      <th scope="row">
        <span class="account">{version.accountNumber}</span>
        <span class="sub">
          {bank ?? 'Kho bạc Nhà nước'}
          {version.branch !== null && ` · ${version.branch}`}
        </span>
        <span class="sub">{version.accountName}</span>
        {version.purpose !== 'default' && <span class="sub">Mục đích: {version.purpose}</span>}
      </th>
      <td>
        <Chip tone={statusTones[status]} text={versionStatusWords[status]} />
      </td>
      <td>{daysText(version)}</td>
      <td>
        {proof === undefined ? (
          <Chip tone="doubt" text="Chưa xác minh" />
        ) : (
          <>
            <Chip tone="good" text="Đã xác minh" />
            <span class="sub">{proof}</span>
          </>
        )}
        {own.map((transfer) => (
          <TransferCode key={transfer.code} transfer={transfer} />
        ))}
      </td>
      <td>
        <Acts {...props} status={status} isProven={proof !== undefined} />
      </td>
    </tr>
  );
}

function daysText({ validFrom, validTo }: StoredAccountVersion): string {
  const from = validFrom === null ? 'Từ trước' : `Từ ${formatDay(validFrom)}`;
  return validTo === null ? from : `${from} đến hết ${formatDay(addDays(validTo, -1))}`;
}

function Acts(
  props: UnitAccountsPageProps & {
    readonly version: StoredAccountVersion;
    readonly status: VersionStatus;
    readonly isProven: boolean;
  },
) {
  const { version, status, may, isProven } = props;
  const path = `/tai-khoan-thu-huong/${version.id}`;
  const isInUse = status === 'active' || status === 'vouched' || status === 'approved';
  const acts = [
    may.suspend && isLegalForVersion('stop', status) && (['dung', 'Dừng thay đổi này'] as const),
    may.suspend && isLegalForVersion('suspend', status) && (['tam-dung', 'Tạm dừng'] as const),
    may.propose &&
      isLegalForVersion('close', status) &&
      version.validTo === null &&
      (['ngung', 'Đề nghị ngừng sử dụng'] as const),
    may.propose &&
      isLegalForVersion('resume', status) &&
      (['dung-lai', 'Đề nghị sử dụng lại'] as const),
  ].filter((act) => act !== false);
  return (
    <>
      {may.verify && isInUse && !isProven && (
        <form method="post" action={`${path}/ma-xac-minh`}>
          <button type="submit">Tạo mã chuyển khoản thử</button>
        </form>
      )}
      {may.propose && isLegalForVersion('mark_closed', status) && <ClosedAtBank id={version.id} />}
      {acts.length > 0 && (
        <details class="acts">
          <summary>Dừng, ngừng sử dụng</summary>
          <form method="post" action={`${path}/viec`}>
            <label for={`ly-do-${version.id}`}>Lý do</label>
            <input
              type="text"
              id={`ly-do-${version.id}`}
              name="ly-do"
              maxLength={1000}
              required
              autocomplete="off"
            />
            {acts.map(([act, words]) => (
              <button key={act} type="submit" name="viec" value={act}>
                {words}
              </button>
            ))}
          </form>
        </details>
      )}
    </>
  );
}

function ClosedAtBank({ id }: { readonly id: string }) {
  return (
    <details class="acts">
      <summary>Ngân hàng đã đóng tài khoản</summary>
      <form method="post" action={`/tai-khoan-thu-huong/${id}/viec`}>
        <label for={`ngay-${id}`}>Ngày đóng (ngày/tháng/năm)</label>
        <input
          type="text"
          id={`ngay-${id}`}
          name="ngay"
          maxLength={10}
          required
          autocomplete="off"
        />
        <button type="submit" name="viec" value="da-dong">
          Ghi nhận đã đóng
        </button>
      </form>
    </details>
  );
}

function Propose(props: UnitAccountsPageProps) {
  const { unit, typed, errors, banks, checks, versions, coolingOffHours } = props;
  const isOpen = versions.length === 0 || checks !== null || errors.size > 0;
  return (
    <details class="card propose" open={isOpen} id="khai-bao">
      <summary>
        {versions.length === 0 ? 'Khai báo tài khoản' : 'Đề nghị thay đổi tài khoản'}
      </summary>
      <p class="muted">
        Người thứ hai sẽ duyệt. Sau khi duyệt, tài khoản mới có hiệu lực sớm nhất sau{' '}
        {String(coolingOffHours)} giờ; trong thời gian đó tiền vẫn về tài khoản hiện nay.
      </p>
      <FormError text={errors.get('') ?? null} />
      {checks && <ChecksList checks={checks} />}
      <form method="post" action={`/don-vi/${encodeURIComponent(unit.code)}/tai-khoan`}>
        <AccountFields {...{ typed, errors, banks }} hasPurpose />
        <div class="buttons">
          <button type="submit" name="viec" value="kiem-tra">
            Kiểm tra
          </button>
          <button class="primary" type="submit" name="viec" value="luu">
            Lưu nháp
          </button>
        </div>
      </form>
      <p class="muted small">
        Sau khi lưu nháp có thể kèm giấy tờ rồi gửi duyệt. “Kiểm tra” không lưu gì.
      </p>
    </details>
  );
}

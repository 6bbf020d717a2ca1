// One proposal: before and after side by side, what the checks say, its papers, and one decision.
import { whyNotWords, type WhyNot } from '../../beneficiary-accounts/may-decide.js';
import {
  proposalStateOf,
  proposedFields,
  type ProposedAccount,
} from '../../beneficiary-accounts/proposal.js';
import type { ShownProposal } from '../../beneficiary-accounts/shown-proposal.js';
import { addDays, formatDay, formatInstant } from '../../calendar.js';
import type { FormErrors, Typed } from '../account-form.js';
import { groupedNumber } from '../account-number.js';
import { AccountFields } from '../components/account-fields.js';
import { ChecksList } from '../components/checks-list.js';
import { FormError } from '../components/field.js';
import { changeWords, proposalPath, ProposalState } from '../components/proposals-table.js';
import { PapersList } from '../components/papers-list.js';
import { Layout } from '../layout.js';

export interface ProposalPageProps {
  readonly province: string;
  readonly who: { readonly name: string };
  readonly unitTitle: string;
  readonly banks: ReadonlyMap<string, string>;
  readonly shown: ShownProposal;
  /** Whether the officer made it and may still change it. */
  readonly isMine: boolean;
  /** Whether they may decide on it; else why not, where they could otherwise. */
  readonly mayDecide: boolean;
  readonly whyNot: WhyNot | null;
  readonly typed: Typed;
  readonly errors: FormErrors;
  readonly notice: string | null;
}

export function ProposalPage(props: ProposalPageProps) {
  const { province, who, unitTitle, shown, notice, errors } = props;
  const { proposal } = shown;
  const unitAccounts = `/don-vi/${encodeURIComponent(proposal.unitCode)}/tai-khoan`;
  return (
    <Layout {...{ province, who }} title={`Đề nghị: ${unitTitle}`}>
      <nav class="trail" aria-label="Đường dẫn">
        <a href="/tai-khoan-thu-huong">Tài khoản thụ hưởng</a>
        <span aria-hidden="true"> › </span>
        <a href={unitAccounts}>{unitTitle}</a>
        <span aria-hidden="true"> › </span>
        <span>Đề nghị</span>
      </nav>
      <h1>
        {changeWords[proposal.change]} <ProposalState proposal={proposal} />
      </h1>
      <p class="lead">
        {unitTitle}
        {proposal.purpose !== 'default' && ` · mục đích ${proposal.purpose}`}
      </p>
      {notice !== null && (
        <p class="notice" role="status">
          {notice}
        </p>
      )}
      <FormError text={errors.get('') ?? null} />
      <div class="decision">
        <div>
          <Diff {...props} />
          <section aria-labelledby="kiem-tra">
            <h2 id="kiem-tra">Kiểm tra</h2>
            {shown.proposal.decision ? (
              <p class="muted">Đã được xem xét khi quyết định.</p>
            ) : (
              <ChecksList checks={shown.checks} />
            )}
          </section>
          <PapersList shown={shown} isMine={props.isMine} />
        </div>
        <aside class="card">
          <Course {...props} />
          <Decide {...props} />
          <Mine {...props} />
        </aside>
      </div>
      <Edit {...props} />
    </Layout>
  );
}

const fieldWords: Readonly<Record<keyof ProposedAccount, string>> = {
  kind: 'Loại tài khoản',
  bankBin: 'Ngân hàng',
  clearingCode: 'Mã thanh toán bù trừ',
  accountNumber: 'Số tài khoản',
  accountName: 'Tên tài khoản',
  branch: 'Chi nhánh, phòng giao dịch',
  treasuryCode: 'Mã Kho bạc',
  budgetCode: 'Mã đơn vị quan hệ ngân sách',
};

function valueText(
  field: keyof ProposedAccount,
  value: string | null,
  banks: ReadonlyMap<string, string>,
): string {
  if (value === null) return '–';
  if (field === 'kind') return value === 'treasury' ? 'Kho bạc Nhà nước' : 'Ngân hàng';
  if (field === 'bankBin') return `${banks.get(value) ?? ''} (${value})`.trim();
  if (field === 'accountNumber') return groupedNumber(value);
  return value;
}

function Diff({ shown, banks }: ProposalPageProps) {
  const { proposal, present, differences } = shown;
  const { account } = proposal;
  const changed = new Set(differences.map(({ field }) => field));
  const rows = proposedFields.filter(
    (field) => (account?.[field] ?? null) !== null || (present?.[field] ?? null) !== null,
  );
  return (
    <table class="diff">
      <caption>Trước và sau thay đổi</caption>
      <thead>
        <tr>
          <th scope="col">Thông tin</th>
          <th scope="col">Hiện nay</th>
          {account && <th scope="col">Đề nghị</th>}
        </tr>
      </thead>
      <tbody>
        {rows.map((field) => (
          <tr key={field} class={changed.has(field) ? 'changed' : undefined}>
            <th scope="row">{fieldWords[field]}</th>
            <td>{valueText(field, present?.[field] ?? null, banks)}</td>
            {account && (
              <td>
                {valueText(field, account[field], banks)}
                {changed.has(field) && <span class="sub">thay đổi</span>}
              </td>
            )}
          </tr>
        ))}
        <tr>
          <th scope="row">Thời gian</th>
          <td>{present ? daysText(present) : '–'}</td>
          {account && <td>{shown.effect && `Từ ${formatDay(shown.effect.effectiveOn)}`}</td>}
        </tr>
      </tbody>
    </table>
  );
}

function daysText(version: {
  readonly validFrom: string | null;
  readonly validTo: string | null;
}): string {
  const from = version.validFrom === null ? 'Từ trước' : `Từ ${formatDay(version.validFrom)}`;
  return version.validTo === null
    ? from
    : `${from} đến hết ${formatDay(addDays(version.validTo, -1))}`;
}

function Course({ shown }: ProposalPageProps) {
  const { proposal, effect } = shown;
  const { decision, maker, madeAt, submittedAt, withdrawnAt } = proposal;
  const until = decision?.activatesAt ?? null;
  return (
    <>
      <h2>Diễn biến</h2>
      <ol class="course">
        <li>
          Lập: <strong>{maker.name}</strong> <span class="muted">{formatInstant(madeAt)}</span>
          <p class="reason">“{proposal.reason}”</p>
        </li>
        {submittedAt && <li>Gửi duyệt: {formatInstant(submittedAt)}</li>}
        {withdrawnAt && <li>Rút lại: {formatInstant(withdrawnAt)}</li>}
        {decision && (
          <li>
            {decision.outcome === 'approved' ? 'Duyệt' : 'Trả lại'}:{' '}
            <strong>{decision.checker.name}</strong>{' '}
            <span class="muted">{formatInstant(decision.decidedAt)}</span>
            {decision.reason !== null && <p class="reason">“{decision.reason}”</p>}
          </li>
        )}
        {decision?.outcome === 'approved' && effect && (
          <li>Hiệu lực từ ngày {formatDay(effect.effectiveOn)}</li>
        )}
        {until && proposal.change === 'declare' && (
          <li class="muted">Có thể dừng thay đổi đến {formatInstant(until)}</li>
        )}
      </ol>
    </>
  );
}

function Decide({ shown, mayDecide, whyNot }: ProposalPageProps) {
  const { proposal, obstacle, checks } = shown;
  if (whyNot) return <p class="request">{whyNotWords[whyNot].vi}</p>;
  if (!mayDecide) return null;
  const path = proposalPath(proposal.id);
  const isHeld = obstacle !== null || checks.some(({ severity }) => severity === 'refuse');
  return (
    <>
      <h2>Quyết định</h2>
      <p class="muted small">
        Chỉ duyệt khi đã đối chiếu với giấy tờ hoặc hỏi lại đơn vị qua số điện thoại đã biết.
      </p>
      {isHeld && <p class="request">Chưa thể duyệt: xem phần kiểm tra hoặc chờ thay đổi khác.</p>}
      <form method="post" action={`${path}/quyet-dinh`}>
        <input type="hidden" name="da-xem" value={shown.digest} />
        <label for="y-kien">Ý kiến (bắt buộc khi trả lại)</label>
        <textarea id="y-kien" name="y-kien" rows={3} maxLength={1000} />
        <div class="buttons">
          <button class="primary" type="submit" name="viec" value="duyet" disabled={isHeld}>
            Duyệt
          </button>
          <button type="submit" name="viec" value="tra-lai">
            Trả lại
          </button>
        </div>
      </form>
    </>
  );
}

function Mine({ shown, isMine }: ProposalPageProps) {
  if (!isMine) return null;
  const { proposal, checks } = shown;
  const path = proposalPath(proposal.id);
  const isDraft = proposalStateOf(proposal) === 'draft';
  const isHeld = checks.some(({ severity }) => severity === 'refuse');
  return (
    <form method="post" action={`${path}/viec`} class="buttons">
      {isDraft && (
        <button class="primary" type="submit" name="viec" value="gui" disabled={isHeld}>
          Gửi duyệt
        </button>
      )}
      <button type="submit" name="viec" value="rut">
        Rút đề nghị
      </button>
    </form>
  );
}

function Edit({ shown, isMine, typed, errors, banks }: ProposalPageProps) {
  const { proposal } = shown;
  if (!isMine || !proposal.account) return null;
  const isDraft = proposalStateOf(proposal) === 'draft';
  return (
    <details class="card edit" open={isDraft || errors.size > 0}>
      <summary>Sửa đề nghị</summary>
      {!isDraft && <p class="request">Đề nghị đã gửi duyệt. Nếu sửa, đề nghị trở lại bản nháp.</p>}
      <form method="post" action={proposalPath(proposal.id)}>
        <input type="hidden" name="phien-ban" value={String(proposal.version)} />
        <AccountFields {...{ typed, errors, banks }} hasPurpose={false} />
        <button type="submit">Lưu nháp</button>
      </form>
    </details>
  );
}

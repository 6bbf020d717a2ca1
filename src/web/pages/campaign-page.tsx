// The campaign as a table: a unit a row, a task a column, with who is late and what is stranded.
import {
  campaignTasks,
  campaignTaskWords,
  type CampaignTask,
  type CampaignTotals,
  type Deadline,
  type UnitStanding,
} from '../../beneficiary-accounts/campaign.js';
import { formatDay } from '../../calendar.js';
import { formatMoney } from '../../money.js';
import type { Stranded } from '../../oversight/stranded-sums.js';
import { unitTitle } from '../../units/unit.js';
import { CompareForm } from '../components/compare-form.js';
import { DeadlinesForm, type DeadlinesFormProps } from '../components/deadlines-form.js';
import { Chip } from '../components/tone.js';
import { formatCount } from '../count.js';
import { Layout } from '../layout.js';

export interface CampaignPageProps {
  readonly province: string;
  readonly who: { readonly name: string };
  readonly standings: readonly UnitStanding[];
  /** Of all units in sight, whatever is shown. */
  readonly totals: CampaignTotals;
  readonly deadlines: readonly Deadline[];
  readonly stranded: ReadonlyMap<string, Stranded>;
  readonly onlyLate: boolean;
  /** Null for whoever sets no deadlines. */
  readonly form: DeadlinesFormProps | null;
  readonly notice: string | null;
}

export function CampaignPage(props: CampaignPageProps) {
  const { province, who, totals, onlyLate, standings, form, notice } = props;
  return (
    <Layout {...{ province, who }} title="Rà soát tài khoản thụ hưởng">
      <h1>Rà soát tài khoản thụ hưởng</h1>
      {notice !== null && (
        <p class="notice" role="status">
          {notice}
        </p>
      )}
      <p class="lead">
        {formatCount(totals.done.approved)}/{formatCount(totals.units)} đơn vị có tài khoản được
        duyệt, {formatCount(totals.done.verified)} đã xác minh, {formatCount(totals.unitsLate)} đơn
        vị chậm tiến độ.
      </p>
      {totals.takenOver > 0 && (
        <p class="muted">
          {formatCount(totals.takenOver)} đơn vị đang dùng thông tin tiếp nhận ban đầu, chưa được
          hai người khai báo và duyệt.
        </p>
      )}
      {form && <DeadlinesForm {...form} />}
      <details class="card send">
        <summary>So sánh với danh sách khác</summary>
        <p class="muted">
          Danh sách của Bộ hoặc bảng bất kỳ có mã hoặc tên đơn vị, đặt cạnh các đơn vị có tài khoản
          đang hiệu lực. Danh sách gửi lên không được lưu.
        </p>
        <CompareForm />
      </details>
      <nav class="filter" aria-label="Lọc">
        <a href="/ra-soat-tai-khoan" aria-current={onlyLate ? undefined : 'true'}>
          Tất cả <span>{formatCount(totals.units)}</span>
        </a>
        <a href="/ra-soat-tai-khoan?loc=cham" aria-current={onlyLate ? 'true' : undefined}>
          Chậm tiến độ <span>{formatCount(totals.unitsLate)}</span>
        </a>
        <a href="/api/v1/campaign/sheet?format=xlsx" download>
          Xuất Excel
        </a>
      </nav>
      {standings.length === 0 ? (
        <p class="empty">Không có đơn vị nào chậm tiến độ.</p>
      ) : (
        <Standings {...props} />
      )}
    </Layout>
  );
}

/** Short heads of the columns; the whole wording is their title. */
const heads: Readonly<Record<CampaignTask, string>> = {
  focal_points: 'Đầu mối',
  accountant: 'Kế toán',
  approver: 'Người duyệt',
  declared: 'Khai báo',
  approved: 'Được duyệt',
  verified: 'Xác minh',
  proven: 'Có tiền về',
};

function Standings({ standings, totals, deadlines, stranded }: CampaignPageProps) {
  const dueOn = new Map(deadlines.map((one) => [one.task, one.dueOn]));
  return (
    <table class="campaign">
      <thead>
        <tr>
          <th scope="col">Đơn vị</th>
          {campaignTasks.map((task) => (
            <th scope="col" key={task} title={campaignTaskWords[task]}>
              {heads[task]}
              <span class="sub">
                {formatCount(totals.done[task])}/{formatCount(totals.units)}
              </span>
              {dueOn.has(task) && <span class="sub">hạn {formatDay(dueOn.get(task) ?? '')}</span>}
            </th>
          ))}
          <th scope="col">Chậm</th>
          <th scope="col">Tiền chưa có nơi về</th>
        </tr>
      </thead>
      <tbody>
        {standings.map((standing) => (
          <Row
            key={standing.unitCode}
            {...{ standing }}
            stranded={stranded.get(standing.unitCode)}
          />
        ))}
      </tbody>
    </table>
  );
}

function Row(props: { readonly standing: UnitStanding; readonly stranded: Stranded | undefined }) {
  const { standing, stranded } = props;
  const { unitCode, done, late, approvedBy } = standing;
  const days = Math.max(0, ...late.map(({ workingDays }) => workingDays));
  return (
    <tr>
      <th scope="row">
        <a href={`/don-vi/${encodeURIComponent(unitCode)}/tai-khoan`}>{unitTitle(standing)}</a>{' '}
        <span class="code">{unitCode}</span>
      </th>
      {campaignTasks.map((task) => (
        <td key={task}>
          {done[task] ? (
            <Done isTakenOver={task === 'approved' && approvedBy === 'taken_over'} />
          ) : (
            '–'
          )}
        </td>
      ))}
      <td>{late.length > 0 && <Chip tone="bad" text={`${formatCount(days)} ngày làm việc`} />}</td>
      <td class="number">
        {stranded && (
          <>
            {formatMoney(stranded.paymentAmount + stranded.orderAmount)}
            <span class="sub">từ {formatDay(stranded.sinceOn)}</span>
          </>
        )}
      </td>
    </tr>
  );
}

function Done({ isTakenOver }: { readonly isTakenOver: boolean }) {
  return isTakenOver ? <span class="taken-over">Tiếp nhận</span> : <Chip tone="good" text="Xong" />;
}

// What was told to whom and what became of it; of one unit also when its flags came and went.
import { sumOf } from '../../alerts/alert-facts.js';
import {
  alertOutcomes,
  type AlertOutcome,
  type ListedAlert,
  type UnreachedUnit,
} from '../../alerts/alert-list-store.js';
import type { TellOutcome } from '../../alerts/tell-units.js';
import type { FlagInHistory } from '../../alerts/flag-history-store.js';
import { formatDay, formatInstant } from '../../calendar.js';
import { formatMoney } from '../../money.js';
import { unitTitle } from '../../units/unit.js';
import { FlagHistory } from '../components/flag-history.js';
import { Chip, FlagChip, type Tone } from '../components/tone.js';
import { formatCount } from '../count.js';
import { Layout } from '../layout.js';
import { addressOf } from '../page-query.js';

export interface AlertsPageProps {
  readonly province: string;
  readonly who: { readonly name: string };
  readonly alerts: readonly ListedAlert[];
  /** Only this unit's. */
  readonly unitCode: string | null;
  readonly outcome: AlertOutcome | null;
  /** The id after which the next page goes on. */
  readonly next: string | null;
  /** Of the one unit, the latest first. */
  readonly history: readonly FlagInHistory[];
  readonly unreached: readonly UnreachedUnit[];
  readonly maySend: boolean;
  /** What was just sent. */
  readonly told: TellOutcome | null;
}

const outcomeWords: Readonly<Record<AlertOutcome, { readonly text: string; readonly tone: Tone }>> =
  {
    queued: { text: 'Chờ gửi', tone: 'wait' },
    sent: { text: 'Đã gửi', tone: 'plain' },
    failed: { text: 'Không gửi được', tone: 'bad' },
    acknowledged: { text: 'Đã xác nhận', tone: 'good' },
    escalated: { text: 'Đã báo cấp trên', tone: 'doubt' },
  };

const kindWords: Readonly<Record<ListedAlert['kind'], string>> = {
  digest: 'Tổng hợp của ngày',
  account_change: 'Thay đổi tài khoản',
  large_sum: 'Số tiền lớn',
  escalation: 'Báo cáo cấp trên',
  sms: 'Tin nhắn SMS',
  month: 'Ký chốt tháng',
};

const provinceTitle: Readonly<Record<ListedAlert['level'], string>> = {
  0: '',
  1: 'Sở Tư pháp',
  2: 'UBND tỉnh, thành phố; Bộ Tư pháp',
};

export function AlertsPage(props: AlertsPageProps) {
  const { province, who, alerts, unitCode, outcome, next, history, unreached } = props;
  const addressWith = (query: Record<string, string | undefined>): string =>
    addressOf('/canh-bao', { 'don-vi': unitCode ?? undefined, ...query });
  return (
    <Layout {...{ province, who }} title="Cảnh báo">
      <h1>Cảnh báo</h1>
      {props.told && <Sent told={props.told} />}
      {props.maySend && (
        <form method="post" action="/canh-bao" class="send-file">
          <button type="submit">Gửi ngay cảnh báo đến hạn</button>{' '}
          <span class="muted">Hệ thống tự gửi lúc 07:00 mỗi ngày làm việc; không gửi trùng.</span>
        </form>
      )}
      {unitCode !== null && (
        <p class="filter">
          <a href="/canh-bao">Tất cả đơn vị</a>
          <a href={`/don-vi/${encodeURIComponent(unitCode)}`}>Trang của đơn vị</a>
        </p>
      )}
      <nav class="filter" aria-label="Trạng thái">
        <a href={addressWith({})} aria-current={outcome === null ? 'page' : undefined}>
          Tất cả
        </a>
        {alertOutcomes.map((each) => (
          <a
            key={each}
            href={addressWith({ 'trang-thai': each })}
            aria-current={outcome === each ? 'page' : undefined}
          >
            {outcomeWords[each].text}
          </a>
        ))}
      </nav>
      {alerts.length === 0 ? (
        <p class="empty">Không có cảnh báo nào.</p>
      ) : (
        <AlertsTable alerts={alerts} />
      )}
      {next !== null && (
        <nav class="pager" aria-label="Trang">
          <a rel="next" href={addressWith({ 'trang-thai': outcome ?? undefined, truoc: next })}>
            Cũ hơn ›
          </a>
        </nav>
      )}
      <Unreached unreached={unreached} />
      {unitCode !== null && <FlagHistory history={history} />}
    </Layout>
  );
}

function Sent({ told }: { readonly told: TellOutcome }) {
  return (
    <div class="notice" role="status">
      {!told.isWorkingDay && <p>Hôm nay là ngày nghỉ: không gửi thư cho ai.</p>}
      <p>
        {formatCount(told.unitsFlagged)} đơn vị có cờ cảnh báo: {formatCount(told.flagsRaised)} cờ
        mới, {formatCount(told.flagsCleared)} cờ đã gỡ. Thư: {formatCount(told.sent)} đã gửi,{' '}
        {formatCount(told.unchanged)} không cần gửi, {formatCount(told.pending)} chờ gửi,{' '}
        {formatCount(told.undeliverable)} không gửi được.
      </p>
      {told.alreadyTold > 0 && (
        <p>{formatCount(told.alreadyTold)} đơn vị đã được báo trong ngày, không báo lại.</p>
      )}
      {told.withoutAddress.length > 0 && (
        <p>
          {formatCount(told.withoutAddress.length)} đơn vị chưa có địa chỉ thư, xem ở cuối trang.
        </p>
      )}
      {told.stoppedBecause !== null && (
        <p>Máy chủ thư không nhận: những thư còn lại được gửi lại mỗi phút.</p>
      )}
    </div>
  );
}

function AlertsTable({ alerts }: { readonly alerts: readonly ListedAlert[] }) {
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Ngày</th>
            <th scope="col">Nơi nhận</th>
            <th scope="col">Nội dung</th>
            <th scope="col">Trạng thái</th>
          </tr>
        </thead>
        <tbody>
          {alerts.map((alert) => (
            <Row key={alert.id} alert={alert} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ alert }: { readonly alert: ListedAlert }) {
  const { unitCode, unitName, unitType, level, kind, onDay, outcome, facts } = alert;
  const title =
    unitName === null ? provinceTitle[level] : unitTitle({ unitName, type: unitType ?? '' });
  const { text, tone } = outcomeWords[outcome];
  const units = new Set(facts.map((fact) => fact.unitCode)).size;
  const sum = facts.reduce((total, fact) => total + sumOf(fact), 0n);
  return (
    <tr>
      <td>{formatDay(onDay)}</td>
      <td>
        {unitCode === null ? (
          title
        ) : (
          <a href={addressOf('/canh-bao', { 'don-vi': unitCode })}>{title}</a>
        )}
        <span class="sub">{kindWords[kind]}</span>
      </td>
      <td>
        {level > 0 && facts.length > 0
          ? `${formatCount(units)} đơn vị, ${formatMoney(sum)}`
          : facts.map((fact) => (
              <div key={fact.flag}>
                <FlagChip flag={fact.flag} /> {formatCount(fact.payments)} giao dịch,{' '}
                <span class="money">{formatMoney(sumOf(fact))}</span>
              </div>
            ))}
        {facts.length === 0 && alert.subject.replace('[Đối soát] ', '')}
      </td>
      <td>
        <Chip tone={tone} text={text} />
        <What alert={alert} />
      </td>
    </tr>
  );
}

function What({ alert }: { readonly alert: ListedAlert }) {
  const { acknowledgedAt, note, escalatedAt, recipients, bounced, receipt } = alert;
  return (
    <>
      {acknowledgedAt && <span class="sub">{formatInstant(acknowledgedAt)}</span>}
      {note !== null && <span class="sub">{note}</span>}
      {escalatedAt && <span class="sub">Báo cấp trên {formatInstant(escalatedAt)}</span>}
      {receipt && (
        <span class="sub">
          {receipt === 'delivered' ? 'Đã tới máy nhận' : 'Không tới máy nhận'}
        </span>
      )}
      {recipients === 0 && <span class="sub">Chưa có địa chỉ thư</span>}
      {bounced > 0 && (
        <span class="sub">
          {formatCount(bounced)}/{formatCount(recipients)} địa chỉ bị từ chối
        </span>
      )}
    </>
  );
}

function Unreached({ unreached }: { readonly unreached: readonly UnreachedUnit[] }) {
  if (unreached.length === 0) return null;
  return (
    <section aria-labelledby="dau-moi">
      <h2 id="dau-moi">Đầu mối cần xem lại ({formatCount(unreached.length)})</h2>
      <ul>
        {unreached.map(({ unitCode, unitName, unitType, addresses }) => (
          <li key={unitCode}>
            <a href={addressOf('/canh-bao', { 'don-vi': unitCode })}>
              {unitTitle({ unitName, type: unitType })}
            </a>
            {': '}
            {addresses.length === 0
              ? 'chưa có địa chỉ thư của đầu mối'
              : `máy chủ thư từ chối ${addresses.join(', ')}`}
          </li>
        ))}
      </ul>
    </section>
  );
}

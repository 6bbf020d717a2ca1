// Gateways as they stand: when each was heard of last, what waits, what a person has to settle.
import type { ShownGateway } from '../../api/gateways.js';
import { formatInstant } from '../../calendar.js';
import type { SilentGateway } from '../../payments/gateway-silence-store.js';
import type { ListedQuestion } from '../../payments/queries/question-list-store.js';
import { AdminTrail } from '../components/admin-trail.js';
import { Chip } from '../components/tone.js';
import { formatCount } from '../count.js';
import { basisWords, modeWords } from '../gateway-words.js';
import { Layout, type LayoutProps } from '../layout.js';

export interface GatewaysPageProps {
  readonly province: string;
  readonly who: NonNullable<LayoutProps['who']>;
  readonly gateways: readonly ShownGateway[];
  /** By name; absent: never. */
  readonly lastCallbacks: ReadonlyMap<string, Date>;
  readonly silent: readonly SilentGateway[];
  readonly waitingCount: number;
  readonly openCount: number;
  readonly givenUp: readonly ListedQuestion[];
  /** Counts stop here. */
  readonly countMax: number;
  readonly maySet: boolean;
}

export function GatewaysPage(props: GatewaysPageProps) {
  const { province, who, gateways, waitingCount, openCount, countMax, maySet } = props;
  const counted = (count: number): string =>
    count >= countMax ? `từ ${formatCount(countMax)}` : formatCount(count);
  return (
    <Layout {...{ province, who }} title="Cổng thanh toán">
      <AdminTrail here="Cổng thanh toán" />
      <h1>Cổng thanh toán</h1>
      <p>
        <a href="/quan-tri/thong-bao-cong">{counted(waitingCount)} thông báo chờ xử lý</a>;{' '}
        {counted(openCount)} giao dịch đang được hỏi lại cổng.
      </p>
      {gateways.length === 0 ? (
        <p class="empty">Chưa có cổng nào.</p>
      ) : (
        <GatewaysTable {...props} />
      )}
      {maySet && (
        <p class="note">
          <a href="/quan-tri/cong-moi">Thêm cổng thanh toán</a>
        </p>
      )}
      <GivenUp {...props} />
    </Layout>
  );
}

function GatewaysTable({ gateways, lastCallbacks, silent }: GatewaysPageProps) {
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Cổng</th>
            <th scope="col">Tình trạng</th>
            <th scope="col">Thông báo cuối</th>
            <th scope="col">Quyết toán</th>
            <th scope="col">Khóa bí mật</th>
          </tr>
        </thead>
        <tbody>
          {gateways.map((gateway) => {
            const { name, kind, terms, secretsSince } = gateway;
            const last = lastCallbacks.get(name);
            const agreed = terms.at(-1);
            return (
              <tr key={name}>
                <th scope="row">
                  <a href={`/quan-tri/cong/${encodeURIComponent(name)}`}>{name}</a>
                  <span class="sub">{kind}</span>
                </th>
                <td>
                  <State {...{ gateway, last }} silence={silent.find((one) => one.name === name)} />
                </td>
                <td>{last ? formatInstant(last) : 'Chưa có'}</td>
                <td>
                  {agreed && `${modeWords[agreed.mode]}; ${basisWords[agreed.basis].toLowerCase()}`}
                </td>
                <td>
                  {secretsSince === null
                    ? 'Chưa có'
                    : `từ ${formatInstant(new Date(secretsSince))}`}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function State(props: {
  readonly gateway: ShownGateway;
  readonly last: Date | undefined;
  readonly silence: SilentGateway | undefined;
}) {
  const { gateway, last, silence } = props;
  if (!gateway.callbacks) return <Chip tone="plain" text="Chỉ nhận tệp" />;
  if (silence) {
    const hours = Math.floor(silence.silentMs / 3_600_000);
    return (
      <>
        <Chip tone="bad" text="Im lặng bất thường" />
        <span class="sub">
          {formatCount(hours)} giờ làm việc. Hỏi cổng xem địa chỉ nhận còn đúng không.
        </span>
      </>
    );
  }
  return last ? <Chip tone="good" text="Đang nhận" /> : <Chip tone="wait" text="Chưa nhận gì" />;
}

function GivenUp({ givenUp }: GatewaysPageProps) {
  if (givenUp.length === 0) return null;
  return (
    <section aria-labelledby="bo-cuoc">
      <h2 id="bo-cuoc">Đã hỏi cổng mà không có kết quả</h2>
      <p class="muted">Cần người làm việc với cổng, hoặc chờ báo cáo quyết toán.</p>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Mã tham chiếu</th>
              <th scope="col">Cổng</th>
              <th scope="col">Từ lúc</th>
              <th scope="col">Số lần hỏi</th>
            </tr>
          </thead>
          <tbody>
            {givenUp.slice(0, 50).map(({ gatewayAccount, merchantRef, since, attempts }) => (
              <tr key={`${gatewayAccount} ${merchantRef}`}>
                <th scope="row">{merchantRef}</th>
                <td>{gatewayAccount}</td>
                <td>{formatInstant(since)}</td>
                <td>{formatCount(attempts)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

// How each gateway fares: when it last called, whether that is unusually long ago, what waits.
import { formatInstant, instantText } from '../../calendar.js';
import type { GatewayHealth } from '../../payments/gateway-health-store.js';
import { formatCount } from '../count.js';
import { addressOf } from '../page-query.js';
import { Chip } from './tone.js';

export function GatewayHealthTable(props: {
  readonly gateways: readonly GatewayHealth[];
  readonly asked: Date | undefined;
}) {
  const { gateways, asked } = props;
  return (
    <section aria-labelledby="cong">
      <h2 id="cong">Cổng thanh toán</h2>
      {gateways.length === 0 ? (
        <p class="empty">Chưa khai báo cổng thanh toán nào.</p>
      ) : (
        <div class="scroll" tabIndex={0} role="group" aria-label="Tình trạng cổng">
          <table class="gateways">
            <thead>
              <tr>
                <th scope="col">Cổng</th>
                <th scope="col">Thông báo gần nhất</th>
                <th scope="col">Tình trạng</th>
                <th scope="col" class="number">
                  Thông báo bị giữ lại
                </th>
              </tr>
            </thead>
            <tbody>
              {gateways.map((gateway) => (
                <tr key={`${gateway.kind} ${gateway.name ?? ''}`}>
                  <th scope="row">{nameOf(gateway)}</th>
                  <td>{gateway.lastAt ? formatInstant(gateway.lastAt) : '–'}</td>
                  <td>
                    <State {...{ gateway, asked }} />
                  </td>
                  <td class="number">
                    {gateway.quarantined === 0 ? (
                      '0'
                    ) : (
                      <a href="/quan-tri/thong-bao-cong">
                        <Chip
                          tone="doubt"
                          text={`${formatCount(gateway.quarantined)} chờ đọc lại`}
                        />
                      </a>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function nameOf({ name, kind }: GatewayHealth): string {
  if (name === null) return `${kind} (chưa rõ tài khoản)`;
  return name === kind ? name : `${name} (${kind})`;
}

function State(props: { readonly gateway: GatewayHealth; readonly asked: Date | undefined }) {
  const { gateway, asked } = props;
  if (gateway.name === null) return <>–</>;
  if (gateway.silence === 'silent') {
    const query = { 'as-of': asked && instantText(asked), loai: 'gateway_silent' };
    return (
      <a href={addressOf('/sai-lech', query)}>
        <Chip tone="bad" text="Im lặng lâu hơn thường lệ" />
      </a>
    );
  }
  if (gateway.lastAt === null) return <Chip tone="plain" text="Chưa có thông báo nào" />;
  return gateway.silence === 'usual' ? (
    <Chip tone="good" text="Bình thường" />
  ) : (
    <Chip tone="plain" text="Chưa đủ lịch sử để kết luận" />
  );
}

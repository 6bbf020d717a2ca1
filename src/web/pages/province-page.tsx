// Tổng quan: what stands where and how it moved since yesterday, what waits for whoever looks, whose
// money is missing, how fast it comes and where it hangs, how the gateways fare; then every unit.
// A search shows units alone.
import { formatInstant, instantText, localDateOf, type Calendar } from '../../calendar.js';
import { ageingOf } from '../../charts/ageing.js';
import { heatTable, weeksUntil } from '../../charts/heat-table.js';
import { formatMoney } from '../../money.js';
import { dayBeforeOf } from '../../oversight/latest-reading.js';
import type { OwnWork } from '../../oversight/own-work.js';
import { totalsByUnit, totalsOf, type Totals } from '../../oversight/rollup.js';
import type { GatewayHealth } from '../../payments/gateway-health-store.js';
import type { ProvinceReading, UnitReading } from '../../reconciliation/reading.js';
import { bySeverity, unitTitle } from '../../reconciliation/words.js';
import { FlaggedTable } from '../components/flagged-units.js';
import { GatewayHealthTable } from '../components/gateway-health.js';
import { HeatChart } from '../components/heat-chart.js';
import { MoneyCharts } from '../components/money-charts.js';
import { MyWork } from '../components/my-work.js';
import { OthersTable } from '../components/other-units.js';
import { TotalsBar } from '../components/totals-bar.js';
import { formatCount } from '../count.js';
import { Layout, type LayoutProps } from '../layout.js';
import { addressOf, foldedName, unitPath } from '../page-query.js';

/** What stands beside the list of units; what an officer may not see is null. */
export interface Overview {
  readonly calendar: Calendar;
  readonly dayBefore: Totals;
  /** Only of the present. */
  readonly work: OwnWork | null;
  readonly gateways: readonly GatewayHealth[] | null;
  readonly seesMatches: boolean;
}

export interface ProvincePageProps {
  readonly province: string;
  readonly who?: LayoutProps['who'];
  /** Whether the officer sees the whole province, not only units of theirs. */
  readonly isWhole: boolean;
  readonly reading: ProvinceReading;
  readonly asked: Date | undefined;
  readonly search: string;
  /** Null where units are searched. */
  readonly overview: Overview | null;
}

export function ProvincePage(props: ProvincePageProps) {
  const { province, who = null, isWhole, reading, asked, search, overview } = props;
  return (
    <Layout {...{ province, who, asked, search }} title="Tổng quan" asOf={reading.asOf}>
      <h1>Tổng quan: tiền phí, lệ phí về tài khoản các đơn vị</h1>
      <p class="lead">{leadOf(reading)}</p>
      {!isWhole && (
        <p class="muted">
          Số liệu của {formatCount(reading.units.length)} đơn vị trong phạm vi được giao cho bạn.
        </p>
      )}
      {overview && <Money reading={reading} dayBefore={overview.dayBefore} asked={asked} />}
      {overview?.work && <MyWork work={overview.work} />}
      {overview && (
        <Parts
          hasGateways={overview.gateways !== null}
          hasOthers={reading.units.some(({ flags }) => flags.length === 0)}
        />
      )}
      <Units {...props} charts={overview && <Charts {...{ reading, asked, overview }} />} />
    </Layout>
  );
}

/** To what stands below the first screen. */
function Parts(props: { readonly hasGateways: boolean; readonly hasOthers: boolean }) {
  const { hasGateways, hasOthers } = props;
  return (
    <nav class="parts" aria-label="Các phần của trang">
      <a href="#can-xu-ly">Đơn vị cần xử lý</a>
      <a href="#tuoi-no">Biểu đồ tiền về</a>
      <a href="#theo-tuan">Theo đơn vị và tuần</a>
      {hasGateways && <a href="#cong">Cổng thanh toán</a>}
      {hasOthers && <a href="#don-vi-khac">Đơn vị khác</a>}
    </nav>
  );
}

function Money(props: {
  readonly reading: ProvinceReading;
  readonly dayBefore: Totals;
  readonly asked: Date | undefined;
}) {
  const { reading, dayBefore, asked } = props;
  const totals = totalsOf(reading.payments);
  const unknown = totalsByUnit(reading.payments).get(null);
  return (
    <>
      <p class="muted">
        Tăng, giảm so với {formatInstant(dayBeforeOf(reading.asOf))}, theo dữ liệu hiện có.
      </p>
      <TotalsBar {...{ totals, dayBefore }} />
      {unknown && unknown.paid.count > 0 && (
        <p class="note">
          {formatCount(unknown.paid.count)} giao dịch đã thanh toán (
          {formatMoney(unknown.paid.amount)}) chưa xác định được đơn vị thụ hưởng.
        </p>
      )}
      {reading.discrepancies.length > 0 && (
        <p>
          <a href={addressOf('/sai-lech', { 'as-of': asked && instantText(asked) })}>
            {formatCount(reading.discrepancies.length)} vụ việc sai lệch
          </a>
          , mỗi vụ việc theo đơn vị, loại và cổng thanh toán.
        </p>
      )}
    </>
  );
}

function Charts(props: {
  readonly reading: ProvinceReading;
  readonly asked: Date | undefined;
  readonly overview: Overview;
}) {
  const { reading, asked, overview } = props;
  const { calendar, seesMatches, gateways } = overview;
  const { payments, asOf } = reading;
  const titles = new Map(reading.units.map((unit) => [unit.unitCode, unitTitle(unit)]));
  return (
    <>
      <MoneyCharts {...{ payments, calendar, asOf, seesMatches }} />
      <HeatChart
        {...{ titles, asked }}
        heat={heatTable(payments, weeksUntil(asOf))}
        awaiting={ageingOf(payments, { calendar, asOf }).totals.awaiting}
      />
      {gateways && <GatewayHealthTable {...{ gateways, asked }} />}
    </>
  );
}

function Units(props: ProvincePageProps & { readonly charts: LayoutProps['children'] }) {
  const { reading, asked, search, charts } = props;
  const found = reading.units.filter((unit) => isFound(unit, search));
  const flagged = found.filter((unit) => unit.flags.length > 0).sort(graverFirst);
  const others = found
    .filter((unit) => unit.flags.length === 0)
    .sort((one, other) => one.unitName.localeCompare(other.unitName, 'vi'));
  const totals = totalsByUnit(reading.payments);
  const hrefOf = (unit: UnitReading) =>
    addressOf(unitPath(unit.unitCode), { 'as-of': asked && instantText(asked) });
  return (
    <>
      {search !== '' && (
        <p class="found">
          Tìm thấy {formatCount(found.length)} đơn vị với “{search}”.{' '}
          <a href={addressOf('/', { 'as-of': asked && instantText(asked) })}>Xem tất cả</a>
        </p>
      )}
      <section aria-labelledby="can-xu-ly">
        <h2 id="can-xu-ly">Đơn vị cần xử lý ({formatCount(flagged.length)})</h2>
        {flagged.length === 0 ? (
          <p class="empty">Không có đơn vị nào có cảnh báo.</p>
        ) : (
          <div class="unit-box">
            <FlaggedTable units={flagged} {...{ hrefOf, asked }} />
          </div>
        )}
      </section>
      {charts}
      {others.length > 0 && (
        <section aria-labelledby="don-vi-khac">
          <h2 id="don-vi-khac">Đơn vị khác ({formatCount(others.length)})</h2>
          <div class="unit-box">
            <OthersTable {...{ units: others, totals, hrefOf, day: localDateOf(reading.asOf) }} />
          </div>
        </section>
      )}
    </>
  );
}

function leadOf(reading: ProvinceReading): string {
  const missing = reading.units
    .flatMap((unit) => unit.flags)
    .filter((flag) => flag.flag === 'money_missing');
  if (missing.length === 0) return 'Không có đơn vị nào được chứng minh là tiền chưa về.';
  const amount = missing.reduce((sum, flag) => sum + flag.amount, 0n);
  const payments = missing.reduce((sum, flag) => sum + flag.payments, 0);
  return (
    `${formatCount(missing.length)} trong ${formatCount(reading.units.length)} đơn vị có tiền ` +
    `chưa về: ${formatCount(payments)} giao dịch, ${formatMoney(amount)}.`
  );
}

function isFound(unit: UnitReading, search: string): boolean {
  const wanted = foldedName(search);
  return wanted === '' || foldedName(`${unitTitle(unit)} ${unit.unitCode}`).includes(wanted);
}

/** By the gravest flag, then by its amount, the larger first. */
function graverFirst(one: UnitReading, other: UnitReading): number {
  const [first] = [...one.flags].sort(bySeverity);
  const [second] = [...other.flags].sort(bySeverity);
  if (!first || !second) return 0;
  const byKind = bySeverity(first, second);
  if (byKind !== 0) return byKind;
  if (first.amount !== second.amount) return first.amount > second.amount ? -1 : 1;
  return one.unitName.localeCompare(other.unitName, 'vi');
}

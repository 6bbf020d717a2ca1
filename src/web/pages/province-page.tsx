// The province at a glance: whose money has not arrived, how much, since when and why; then
// everybody else. Flagged units come first, the gravest on top.
import { dueDayOf, formatDay, instantText, localDateOf, type LocalDate } from '../../calendar.js';
import { formatMoney } from '../../money.js';
import { unitCoveredThrough } from '../../oversight/coverage.js';
import { totalsByUnit, totalsOf, type Totals } from '../../oversight/rollup.js';
import type { FlagReading, ProvinceReading, UnitReading } from '../../reconciliation/reading.js';
import { bySeverity, unitTitle } from '../../reconciliation/words.js';
import { FlagChip } from '../components/tone.js';
import { TotalsBar } from '../components/totals-bar.js';
import { formatCount } from '../count.js';
import { Layout } from '../layout.js';
import { addressOf, flagPath, foldedName, unitPath } from '../page-query.js';

export interface ProvincePageProps {
  readonly province: string;
  readonly who?: { readonly name: string } | null;
  /** Whether the officer sees the whole province, not only units of theirs. */
  readonly isWhole: boolean;
  readonly reading: ProvinceReading;
  readonly asked: Date | undefined;
  readonly search: string;
}

interface UnitRowProps {
  readonly unit: UnitReading;
  readonly href: string;
}

export function ProvincePage(props: ProvincePageProps) {
  const { province, who = null, isWhole, reading, asked, search } = props;
  const found = reading.units.filter((unit) => isFound(unit, search));
  const flagged = found.filter((unit) => unit.flags.length > 0).sort(graverFirst);
  const others = found
    .filter((unit) => unit.flags.length === 0)
    .sort((one, other) => one.unitName.localeCompare(other.unitName, 'vi'));
  const totals = totalsByUnit(reading.payments);
  const hrefOf = (unit: UnitReading) =>
    addressOf(unitPath(unit.unitCode), { 'as-of': asked && instantText(asked) });
  const day = localDateOf(reading.asOf);
  return (
    <Layout {...{ province, who, asked, search }} title={province} asOf={reading.asOf}>
      <h1>Tiền phí, lệ phí về tài khoản các đơn vị</h1>
      <p class="lead">{leadOf(reading)}</p>
      {!isWhole && (
        <p class="muted">
          Số liệu của {formatCount(reading.units.length)} đơn vị trong phạm vi được giao cho bạn.
        </p>
      )}
      <TotalsBar totals={totalsOf(reading.payments)} />
      <UnknownUnit totals={totals.get(null)} />
      {reading.discrepancies.length > 0 && (
        <p>
          <a href={addressOf('/sai-lech', { 'as-of': asked && instantText(asked) })}>
            {formatCount(reading.discrepancies.length)} vụ việc sai lệch
          </a>
          , mỗi vụ việc theo đơn vị, loại và cổng thanh toán.
        </p>
      )}
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
          <FlaggedTable units={flagged} {...{ hrefOf, asked }} />
        )}
      </section>
      {others.length > 0 && (
        <section aria-labelledby="don-vi-khac">
          <h2 id="don-vi-khac">Đơn vị khác ({formatCount(others.length)})</h2>
          <OthersTable {...{ units: others, totals, hrefOf, day }} />
        </section>
      )}
    </Layout>
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

function UnknownUnit({ totals }: { readonly totals: Totals | undefined }) {
  if (!totals || totals.paid.count === 0) return null;
  return (
    <p class="note">
      {formatCount(totals.paid.count)} giao dịch đã thanh toán ({formatMoney(totals.paid.amount)})
      chưa xác định được đơn vị thụ hưởng.
    </p>
  );
}

function FlaggedTable(props: {
  readonly units: readonly UnitReading[];
  readonly hrefOf: (unit: UnitReading) => string;
  readonly asked: Date | undefined;
}) {
  return (
    <table class="flagged">
      <thead>
        <tr>
          <th scope="col">Đơn vị</th>
          <th scope="col">Lý do</th>
          <th scope="col" class="number">
            Giao dịch
          </th>
          <th scope="col" class="number">
            Số tiền
          </th>
          <th scope="col">Từ ngày</th>
          <th scope="col">Hạn cũ nhất</th>
          <th scope="col">Có sao kê đến ngày</th>
        </tr>
      </thead>
      {props.units.map((unit) => (
        <FlaggedUnit
          key={unit.unitCode}
          {...{ unit, href: props.hrefOf(unit), asked: props.asked }}
        />
      ))}
    </table>
  );
}

function FlaggedUnit({ unit, href, asked }: UnitRowProps & { readonly asked: Date | undefined }) {
  return (
    <tbody>
      {[...unit.flags].sort(bySeverity).map((flag, at) => (
        <tr key={flag.flag}>
          {at === 0 && (
            <th scope="rowgroup" rowSpan={unit.flags.length}>
              <UnitLink unit={unit} href={href} />
            </th>
          )}
          <FlagCells {...{ flag, asked }} />
        </tr>
      ))}
    </tbody>
  );
}

function FlagCells(props: { readonly flag: FlagReading; readonly asked: Date | undefined }) {
  const { flag, asked } = props;
  const count = formatCount(flag.payments);
  return (
    <>
      <td>
        <FlagChip flag={flag.flag} />
      </td>
      <td class="number">
        {flag.payments === 0 ? '–' : <a href={flagPath(flag, asked)}>{count}</a>}
      </td>
      <td class="number strong">{formatMoney(flag.amount)}</td>
      <td>{formatDay(localDateOf(flag.since))}</td>
      <td>{flag.oldestDueAt ? formatDay(dueDayOf(flag.oldestDueAt)) : '–'}</td>
      <td>{flag.coveredThrough ? formatDay(flag.coveredThrough) : 'Chưa có'}</td>
    </>
  );
}

function OthersTable(props: {
  readonly units: readonly UnitReading[];
  readonly totals: ReadonlyMap<string | null, Totals>;
  readonly hrefOf: (unit: UnitReading) => string;
  readonly day: LocalDate;
}) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Đơn vị</th>
          <th scope="col" class="number">
            Giao dịch
          </th>
          <th scope="col" class="number">
            Đã thanh toán
          </th>
          <th scope="col" class="number">
            Đã về tài khoản
          </th>
          <th scope="col" class="number">
            Chờ tiền về
          </th>
          <th scope="col">Có sao kê đến ngày</th>
        </tr>
      </thead>
      <tbody>
        {props.units.map((unit) => (
          <OtherUnit
            key={unit.unitCode}
            {...{ unit, href: props.hrefOf(unit), day: props.day }}
            totals={props.totals.get(unit.unitCode) ?? totalsOf([])}
          />
        ))}
      </tbody>
    </table>
  );
}

function OtherUnit(props: UnitRowProps & { readonly totals: Totals; readonly day: LocalDate }) {
  const { unit, totals } = props;
  const through = unitCoveredThrough(unit, props.day);
  const nothing = unit.accounts.length === 0 ? 'Chưa có tài khoản' : 'Chưa có';
  return (
    <tr class={totals.paid.count === 0 ? 'quiet' : ''}>
      <th scope="row">
        <UnitLink unit={unit} href={props.href} />
      </th>
      <td class="number">{formatCount(totals.paid.count)}</td>
      <td class="number">{formatMoney(totals.paid.amount)}</td>
      <td class="number">{formatMoney(totals.byPlace.arrived.amount)}</td>
      <td class="number">{formatMoney(totals.byPlace.awaiting.amount)}</td>
      <td>{through ? formatDay(through) : nothing}</td>
    </tr>
  );
}

function UnitLink({ unit, href }: UnitRowProps) {
  return (
    <>
      <a href={href}>{unitTitle(unit)}</a> <span class="code">{unit.unitCode}</span>
    </>
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

// The officers' queue of discrepancies: whose they are, how old, how grave, by when to act.
import { formatInstant, instantText } from '../../calendar.js';
import { discrepancyStates } from '../../discrepancies/standing.js';
import { ageBuckets } from '../../discrepancies/urgency.js';
import { bucketWords, kindWord, ownerWords, stateWords } from '../../discrepancies/words.js';
import type { WorkedDiscrepancy } from '../../discrepancies/worked-discrepancy.js';
import { formatMoney, sumMoney } from '../../money.js';
import { discrepancyKinds, discrepancyOwners } from '../../reconciliation/discrepancies.js';
import type { UnitReading } from '../../reconciliation/reading.js';
import { unitTitle } from '../../units/unit.js';
import { SeverityChip, StateChip } from '../components/discrepancy-chips.js';
import { Pager } from '../components/pager.js';
import { SavedViews } from '../components/saved-views.js';
import { formatCount } from '../count.js';
import { Layout } from '../layout.js';
import { addressOf, discrepancyPath, type DiscrepanciesQuery } from '../page-query.js';
import type { SavedView } from '../saved-view-store.js';

const rowsPerPage = 20;

export interface DiscrepanciesPageProps {
  readonly province: string;
  readonly who: { readonly name: string } | null;
  readonly query: DiscrepanciesQuery;
  /** Everything the filters leave but that by age, the most urgent first. */
  readonly found: readonly WorkedDiscrepancy[];
  /** Units in sight by code. */
  readonly units: ReadonlyMap<string, UnitReading>;
  readonly views: readonly SavedView[];
  /** Officers by id. */
  readonly names: ReadonlyMap<string, string>;
  readonly asOf: Date;
}

export function DiscrepanciesPage(props: DiscrepanciesPageProps) {
  const { province, who, query, found, asOf } = props;
  const asked = query['as-of'];
  const chosen = found.filter(({ bucket }) => query.tuoi === undefined || bucket === query.tuoi);
  const pageCount = Math.max(1, Math.ceil(chosen.length / rowsPerPage));
  const page = Math.min(query.trang, pageCount);
  const hrefOf = (to: number) =>
    addressOf('/sai-lech', { ...keptOf(query), trang: to === 1 ? undefined : String(to) });
  return (
    <Layout {...{ province, who, asked, asOf }} title="Sai lệch">
      <h1>Sai lệch</h1>
      <p class="lead">{leadOf(chosen)}</p>
      <FilterForm {...props} />
      <SavedViews
        page="discrepancies"
        views={props.views}
        query={addressOf('', { ...keptOf(query), 'as-of': undefined }).slice(1)}
      />
      <Ageing {...props} />
      {chosen.length === 0 ? (
        <p class="empty">Không có sai lệch nào như vậy trong phạm vi của bạn.</p>
      ) : (
        <Queue {...props} found={chosen.slice((page - 1) * rowsPerPage, page * rowsPerPage)} />
      )}
      <Pager {...{ page, pageCount, hrefOf }} />
    </Layout>
  );
}

function leadOf(found: readonly WorkedDiscrepancy[]): string {
  const overdue = found.filter(({ isOverdue }) => isOverdue).length;
  const amount = formatMoney(sumMoney(found.map((one) => one.amount)));
  return (
    `${formatCount(found.length)} vụ việc (${amount}), ` +
    `${formatCount(overdue)} vụ việc quá hạn xử lý.`
  );
}

/** What the address keeps from page to page. */
function keptOf(query: DiscrepanciesQuery): Record<string, string | undefined> {
  const { 'as-of': asked, ...rest } = query;
  return { ...rest, 'as-of': asked && instantText(asked), trang: undefined };
}

/** How old they are, each a filter. */
function Ageing({ query, found }: DiscrepanciesPageProps) {
  const hrefOf = (tuoi: string | undefined) => addressOf('/sai-lech', { ...keptOf(query), tuoi });
  return (
    <nav class="filter" aria-label="Lọc theo tuổi, tính bằng ngày làm việc">
      <a href={hrefOf(undefined)} aria-current={query.tuoi === undefined ? 'true' : undefined}>
        Mọi tuổi <span>{formatCount(found.length)}</span>
      </a>
      {ageBuckets.map((bucket) => (
        <a
          key={bucket}
          href={hrefOf(bucket)}
          aria-current={query.tuoi === bucket ? 'true' : undefined}
        >
          {bucketWords[bucket]}{' '}
          <span>{formatCount(found.filter((one) => one.bucket === bucket).length)}</span>
        </a>
      ))}
    </nav>
  );
}

function FilterForm({ query, units }: DiscrepanciesPageProps) {
  const asked = query['as-of'];
  const unit = units.get(query['don-vi'] ?? '');
  return (
    <form class="queue-filter pick" method="get" action="/sai-lech">
      {asked && <input type="hidden" name="as-of" value={instantText(asked)} />}
      {query.tuoi !== undefined && <input type="hidden" name="tuoi" value={query.tuoi} />}
      <Select
        {...{ name: 'loai', label: 'Loại', all: 'Mọi loại', chosen: query.loai }}
        options={discrepancyKinds.map((kind) => [kind, kindWord(kind)])}
      />
      <Select
        {...{ name: 'cua', label: 'Trách nhiệm', all: 'Mọi nơi', chosen: query.cua }}
        options={discrepancyOwners.map((owner) => [owner, ownerWords[owner]])}
      />
      <Select
        {...{ name: 'trang-thai', label: 'Trạng thái', chosen: query['trang-thai'] }}
        all="Đang có sai lệch"
        options={discrepancyStates.map((state) => [state, stateWords[state]])}
      />
      <Select
        {...{ name: 'giao', label: 'Giao cho', all: 'Mọi người', chosen: query.giao }}
        options={[['toi', 'Tôi']]}
      />
      <Select
        {...{ name: 'qua-han', label: 'Hạn xử lý', all: 'Mọi hạn', chosen: query['qua-han'] }}
        options={[['1', 'Đã quá hạn']]}
      />
      {query['don-vi'] !== undefined && (
        <Select
          {...{ name: 'don-vi', label: 'Đơn vị', all: 'Mọi đơn vị', chosen: query['don-vi'] }}
          options={[[query['don-vi'], unit ? unitTitle(unit) : query['don-vi']]]}
        />
      )}
      <button class="primary" type="submit">
        Lọc
      </button>
    </form>
  );
}

function Select(props: {
  readonly name: string;
  readonly label: string;
  readonly all: string;
  readonly chosen: string | undefined;
  readonly options: readonly (readonly [string, string])[];
}) {
  const { name, label, all, chosen, options } = props;
  const id = `loc-${name}`;
  return (
    <div>
      <label for={id}>{label}</label>
      <select id={id} name={name}>
        <option value="">{all}</option>
        {options.map(([value, text]) => (
          <option key={value} value={value} selected={value === chosen}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

function Queue(props: DiscrepanciesPageProps) {
  return (
    <table class="found-payments queue">
      <thead>
        <tr>
          <th scope="col">Sai lệch</th>
          <th scope="col">Đơn vị</th>
          <th scope="col" class="number">
            Số tiền
          </th>
          <th scope="col">Trách nhiệm, người xử lý</th>
          <th scope="col">Tuổi, hạn xử lý</th>
          <th scope="col">Mức độ, trạng thái</th>
        </tr>
      </thead>
      <tbody>
        {props.found.map((one) => (
          <Row key={one.id} {...{ one, ...props }} />
        ))}
      </tbody>
    </table>
  );
}

function Row(props: DiscrepanciesPageProps & { readonly one: WorkedDiscrepancy }) {
  const { one, units, names, query } = props;
  const unit = units.get(one.unitCode ?? '');
  const { assigneeId, state } = one.standing;
  return (
    <tr>
      <th scope="row">
        <a href={discrepancyPath(one.id, query['as-of'])}>{kindWord(one.kind)}</a>
        <span class="sub">
          {formatCount(one.members)} khoản
          {one.gatewayAccount !== null && ` · cổng ${one.gatewayAccount}`}
        </span>
      </th>
      <td>{unit ? unitTitle(unit) : (one.unitCode ?? 'Toàn tỉnh, chưa rõ đơn vị')}</td>
      <td class="number strong">{formatMoney(one.amount)}</td>
      <td>
        {ownerWords[one.owner]}
        <span class="sub">
          {assigneeId === null ? 'Chưa giao' : (names.get(assigneeId) ?? 'Đã giao')}
        </span>
      </td>
      <td>
        {formatCount(one.ageDays)} ngày làm việc
        {one.actBy && (
          <span class="sub">
            {one.isOverdue ? 'Quá hạn từ' : 'Hạn'} {formatInstant(one.actBy)}
          </span>
        )}
      </td>
      <td class="chips">
        <SeverityChip severity={one.severity} /> <StateChip state={state} />
      </td>
    </tr>
  );
}

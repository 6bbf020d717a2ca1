// The review: twenty proposals on the left, the chosen one on the right, both always in view. All of
// it works without the script, which only adds keys.
import { formatDay } from '../../calendar.js';
import { formatMoney } from '../../money.js';
import type { ParkedItem } from '../../oversight/parked-items.js';
import { isForNow, type ReviewItem } from '../../oversight/review-queue.js';
import type { UnitReading } from '../../reconciliation/reading.js';
import { ruleWording } from '../../reconciliation/words.js';
import { reviewScriptUrl } from '../assets.js';
import { ParkedTable, ParkedUntil } from '../components/parked-table.js';
import { ReviewDone, ReviewFilters } from '../components/review-head.js';
import { ReviewKeys } from '../components/review-keys.js';
import { type ChosenItem, ReviewPanel } from '../components/review-panel.js';
import { SavedViews } from '../components/saved-views.js';
import { Chip } from '../components/tone.js';
import { formatCount } from '../count.js';
import { Layout } from '../layout.js';
import { reviewPath, type ReviewQuery } from '../review-query.js';
import type { SavedView } from '../saved-view-store.js';

export interface ReviewPageProps {
  readonly province: string;
  readonly who: { readonly name: string };
  readonly query: ReviewQuery;
  readonly items: readonly ReviewItem[];
  /** How many the filters leave, and all that wait. */
  readonly count: number;
  readonly all: readonly ReviewItem[];
  readonly units: readonly UnitReading[];
  readonly chosen: ChosenItem | null;
  readonly pageCount: number;
  /** Lines and payments that were put off and fit the filter. */
  readonly beside: readonly ParkedItem[];
  /** Everything that is put off until a later day. */
  readonly parkedCount: number;
  readonly views: readonly SavedView[];
  /** Officers by id. */
  readonly names: ReadonlyMap<string, string>;
}

export function ReviewPage(props: ReviewPageProps) {
  const { province, who, query, all, chosen, beside, parkedCount } = props;
  const waiting = all.filter(isForNow).length;
  const isAnything = all.length > 0 || beside.length > 0 || parkedCount > 0;
  return (
    <Layout {...{ province, who }} title="Đối soát">
      <h1>Chờ xác nhận</h1>
      <p class="lead">
        {waiting === 0
          ? 'Không có đề xuất nào chờ xác nhận.'
          : `${formatCount(waiting)} đề xuất chờ người xác nhận.`}{' '}
        {parkedCount > 0 && (
          <>
            <a href="/doi-soat?de-lai=dang">{formatCount(parkedCount)} khoản đang để lại</a>
            {' · '}
          </>
        )}
        <a href="/quy-tac">Quy tắc đối soát</a>
      </p>
      <ReviewDone {...props} />
      {isAnything && <ReviewFilters {...props} />}
      <SavedViews
        page="review"
        views={props.views}
        query={reviewPath(query, { chon: undefined, trang: 1 }).split('?')[1] ?? ''}
      />
      {isAnything && props.items.length === 0 && beside.length === 0 && (
        <p class="empty">
          Không có đề xuất nào theo bộ lọc này. <a href="/doi-soat">Bỏ bộ lọc</a>
        </p>
      )}
      {props.items.length > 0 && (
        <div class="review">
          <List {...props} />
          {chosen && <ReviewPanel chosen={chosen} query={query} />}
        </div>
      )}
      {beside.length > 0 && <ParkedTable {...props} />}
      <ReviewKeys />
      <script src={reviewScriptUrl} defer />
    </Layout>
  );
}

function List(props: ReviewPageProps) {
  const { query, items, chosen, pageCount } = props;
  const [, kept = ''] = reviewPath(query).split('?');
  const mayAny = items.some(({ mayAccept }) => mayAccept);
  return (
    <form class="review-list" method="post" action="/doi-soat/nhieu">
      <input type="hidden" name="tiep" value={kept} />
      <table>
        <thead>
          <tr>
            <th scope="col">
              <span class="hidden">Chọn</span>
            </th>
            <th scope="col">Giao dịch</th>
            <th scope="col">Ngày</th>
            <th scope="col">Số tiền</th>
            <th scope="col">Căn cứ</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <Row
              key={item.match.id}
              item={item}
              query={query}
              names={props.names}
              isChosen={item.match.id === chosen?.item.match.id}
            />
          ))}
        </tbody>
      </table>
      <div class="review-foot">
        {mayAny && (
          <button type="submit" name="viec" value="xem">
            Xem tổng các dòng đã chọn
          </button>
        )}
        {pageCount > 1 && <Pages {...props} />}
      </div>
    </form>
  );
}

function Pages({ query, pageCount }: ReviewPageProps) {
  const hrefOf = (trang: number): string => reviewPath(query, { trang, chon: undefined });
  return (
    <nav class="pager" aria-label="Trang">
      {query.trang > 1 && (
        <a rel="prev" href={hrefOf(query.trang - 1)}>
          ‹ Trang trước
        </a>
      )}
      <span>
        Trang {formatCount(query.trang)} / {formatCount(pageCount)}
      </span>
      {query.trang < pageCount && (
        <a rel="next" href={hrefOf(query.trang + 1)}>
          Trang sau ›
        </a>
      )}
    </nav>
  );
}

function Row(props: {
  readonly item: ReviewItem;
  readonly query: ReviewQuery;
  readonly names: ReadonlyMap<string, string>;
  readonly isChosen: boolean;
}) {
  const { item, query, isChosen, names } = props;
  const { match, amount, bookedOn, mayAccept, parking } = item;
  const payments = match.legs.flatMap(({ payment }) => payment ?? []);
  const [first] = payments;
  const code = first?.merchantRef ?? first?.gatewayTxnId ?? 'Đơn vị khác';
  const name = `chon-${match.id}`;
  return (
    <tr class={isChosen ? 'chosen' : undefined}>
      <td>
        {mayAccept && (
          <input type="checkbox" name={name} value="1" aria-label={`Chọn ${code}`} data-pick />
        )}
      </td>
      <td>
        <a
          class="long"
          href={reviewPath(query, { chon: match.id })}
          aria-current={isChosen ? 'true' : undefined}
          data-row
        >
          {code}
        </a>
        {payments.length > 1 && <span class="sub">và {payments.length - 1} giao dịch nữa</span>}
      </td>
      <td>{formatDay(bookedOn)}</td>
      <td class="money">{formatMoney(amount)}</td>
      <td>
        {match.ambiguous ? (
          <Chip tone="doubt" text="Nhiều đáp án" />
        ) : (
          <>
            {ruleWording(match.rule).vi} {!mayAccept && <Chip tone="doubt" text="Cần xem kỹ" />}
          </>
        )}
        {parking && <ParkedUntil parking={parking} names={names} />}
      </td>
    </tr>
  );
}

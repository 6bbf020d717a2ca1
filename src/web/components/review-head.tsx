// On top of the review: what was done last, and the filters.
import type { ReviewItem } from '../../oversight/review-queue.js';
import type { UnitReading } from '../../reconciliation/reading.js';
import { ruleWording, unitTitle } from '../../reconciliation/words.js';
import { formatCount } from '../count.js';
import { reviewPath, type ReviewQuery } from '../review-query.js';

interface ReviewHeadProps {
  readonly query: ReviewQuery;
  /** All that wait, put off or not. */
  readonly all: readonly ReviewItem[];
  readonly units: readonly UnitReading[];
  /** Everything that is put off until a later day. */
  readonly parkedCount: number;
  /** Officers by id. */
  readonly names: ReadonlyMap<string, string>;
}

const doneWords = {
  confirmed: 'Đã xác nhận và đối chiếu lại.',
  rejected: 'Đã từ chối; đề xuất này không quay lại.',
  undone: 'Đã hoàn tác; đề xuất trở lại danh sách.',
  parked: 'Đã để lại; đề xuất trở lại danh sách vào ngày xem lại.',
  unparked: 'Đã đưa trở lại danh sách.',
  noted: 'Đã ghi chú.',
} as const;

/** What was done last; what is just confirmed or put off can be taken back at once. */
export function ReviewDone({ query, all }: Pick<ReviewHeadProps, 'query' | 'all'>) {
  if (query.da === undefined) return null;
  const [, kept = ''] = reviewPath(query).split('?');
  const parking = all.find(({ match }) => match.id === query.vua)?.parking;
  return (
    <div class="notice done" role="status">
      <span>{doneWords[query.da]}</span>
      {query.da === 'confirmed' && query.vua !== undefined && (
        <form method="post" action={`/doi-soat/${query.vua}/quyet-dinh`}>
          <input type="hidden" name="tiep" value={kept} />
          <input type="hidden" name="ly-do" value="Hoàn tác ngay sau khi xác nhận" />
          <button type="submit" name="viec" value="undone" class="link" data-key="u">
            Hoàn tác
          </button>
        </form>
      )}
      {query.da === 'parked' && query.vua !== undefined && parking && (
        <form method="post" action={`/doi-soat/${query.vua}/de-lai`}>
          <input type="hidden" name="tiep" value={kept} />
          <input type="hidden" name="phien-ban" value={parking.eventId} />
          <button type="submit" name="viec" value="bo" class="link" data-key="u">
            Hoàn tác
          </button>
        </form>
      )}
    </div>
  );
}

export function ReviewFilters({ query, all, units, parkedCount, names }: ReviewHeadProps) {
  const rules = [...new Set(all.map(({ match }) => match.rule))].sort();
  return (
    <form class="review-filters" method="get" action="/doi-soat">
      <Choice
        name="quy-tac"
        label="Quy tắc"
        chosen={query['quy-tac']}
        options={rules.map((rule) => [rule, ruleWording(rule).vi])}
        every="Mọi quy tắc"
        isFirst
      />
      {units.length > 1 && (
        <Choice
          name="don-vi"
          label="Đơn vị"
          chosen={query['don-vi']}
          options={units.map((unit) => [unit.unitCode, unitTitle(unit)])}
          every="Mọi đơn vị"
        />
      )}
      <Choice
        name="dang"
        label="Đáp án"
        chosen={query.dang}
        options={[
          ['mot', 'Một đáp án'],
          ['nhieu', 'Cần xem kỹ'],
        ]}
        every="Tất cả"
      />
      <Choice
        name="de-lai"
        label="Để lại"
        chosen={query['de-lai']}
        options={[
          ['dang', `Đang để lại (${formatCount(parkedCount)})`],
          ['den-han', 'Đến ngày xem lại'],
        ]}
        every="Cần xem"
      />
      {(names.size > 0 || query.ai !== undefined) && (
        <Choice
          name="ai"
          label="Người xem lại"
          chosen={query.ai}
          options={[['toi', 'Tôi']]}
          every="Mọi người"
        />
      )}
      <Choice
        name="xep"
        label="Xếp"
        chosen={query.xep}
        options={[
          ['cu', 'Chờ lâu nhất trước'],
          ['moi', 'Mới nhất trước'],
          ['tien', 'Số tiền lớn trước'],
        ]}
      />
      <button type="submit">Lọc</button>
    </form>
  );
}

function Choice(props: {
  readonly name: string;
  readonly label: string;
  readonly chosen: string | undefined;
  readonly options: readonly (readonly [value: string, words: string])[];
  /** How no choice is called; absent: one is always made. */
  readonly every?: string;
  readonly isFirst?: boolean;
}) {
  const { name, label, chosen, options, every, isFirst } = props;
  return (
    <label>
      {label}{' '}
      <select name={name} data-key={isFirst ? '/' : undefined}>
        {every !== undefined && <option value="">{every}</option>}
        {options.map(([value, words]) => (
          <option key={value} value={value} selected={value === chosen}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

// The docked panel of the review: the payment, its candidates in order with their reasons, how the day
// stands, and the decision.
import { formatDay, formatInstant } from '../../calendar.js';
import { formatMoney } from '../../money.js';
import type { Ambiguity } from '../../oversight/ambiguity.js';
import type { ReviewItem } from '../../oversight/review-queue.js';
import type { Rival } from '../../oversight/rivals.js';
import type { LineReading, PaymentReading } from '../../reconciliation/reading.js';
import { confidenceWords, ruleWording } from '../../reconciliation/words.js';
import { groupedNumber } from '../account-number.js';
import { linePath, paymentPath } from '../page-query.js';
import { ProofField } from '../pages/match-page.js';
import { reviewPath, type ReviewQuery } from '../review-query.js';
import type { ReviewWork } from '../review-work.js';
import { type AccountDay, AccountDayCard } from './account-day.js';
import { Ambiguities } from './ambiguity.js';
import { CheckChips } from './check-chips.js';
import { ReviewWorkPart } from './review-work.js';
import { Chip } from './tone.js';

/** The chosen proposal with everything that is shown beside it. */
export interface ChosenItem {
  readonly item: ReviewItem;
  readonly payments: readonly PaymentReading[];
  readonly lines: readonly LineReading[];
  readonly rivals: readonly Rival[];
  readonly ambiguity: Ambiguity | null;
  readonly day: AccountDay | null;
  /** Notes and parking; null where only a part of the match is in sight. */
  readonly work: ReviewWork | null;
  /** Which is chosen after a decision. */
  readonly next: string | undefined;
}

interface ReviewPanelProps {
  readonly chosen: ChosenItem;
  readonly query: ReviewQuery;
}

export function ReviewPanel({ chosen, query }: ReviewPanelProps) {
  const { item, ambiguity, day } = chosen;
  return (
    <section class="panel" aria-label="Đề xuất đang xem" data-chosen={item.match.id}>
      <Payments {...chosen} />
      <Ambiguities ambiguities={ambiguity ? [ambiguity] : []} />
      <Candidates {...chosen} />
      {item.mayDecide ? (
        <Decide chosen={chosen} query={query} />
      ) : (
        <p class="hint">Vai trò của bạn chỉ xem, không quyết định về đề xuất này.</p>
      )}
      {chosen.work && <ReviewWorkPart work={chosen.work} on={goingOn(chosen, query)} />}
      {day && <AccountDayCard day={day} />}
    </section>
  );
}

/** After putting off, the next one; after a note, the same. */
function goingOn({ item, next }: ChosenItem, query: ReviewQuery) {
  const leftAt = (chon: string | undefined): string =>
    reviewPath(query, { chon }).split('?')[1] ?? '';
  return { parked: leftAt(next), noted: leftAt(item.match.id) };
}

const shownMax = 6;

function Payments({ payments, item }: ChosenItem) {
  return (
    <>
      <h2>Giao dịch</h2>
      <ul class="plain">
        {payments.slice(0, shownMax).map(({ paymentId, merchantRef, gatewayTxnId, ...payment }) => (
          <li key={paymentId}>
            <a class="long" href={paymentPath(paymentId, undefined)}>
              {merchantRef ?? gatewayTxnId ?? paymentId}
            </a>{' '}
            <strong class="money">{formatMoney(payment.amount)}</strong>{' '}
            <span class="muted">nộp {formatInstant(payment.paidAt)}</span>
          </li>
        ))}
      </ul>
      {payments.length > shownMax && (
        <p class="muted">
          và {payments.length - shownMax} giao dịch nữa,{' '}
          <a href={`/doi-soat/${item.match.id}`}>xem tất cả</a>
        </p>
      )}
    </>
  );
}

/** The proposed lines first, then what comes nearest to them and why it is not the money. */
function Candidates({ item, lines, rivals }: ChosenItem) {
  const { match } = item;
  return (
    <>
      <h2>Ứng viên</h2>
      <ol class="candidates">
        <li class="proposed">
          <p>
            {match.ambiguous ? (
              <Chip tone="doubt" text="Nhiều đáp án" />
            ) : (
              <Chip tone="doubt" text={confidenceWords[match.confidence].vi} />
            )}{' '}
            <a href={`/quy-tac#${match.rule}`}>
              {match.ambiguous ? 'Quy tắc đã xét' : ruleWording(match.rule).vi}
            </a>
          </p>
          {lines.slice(0, shownMax).map((line) => (
            <div key={line.lineId}>
              <a href={linePath(line.lineId)}>{formatDay(line.bookingDate)}</a>{' '}
              <strong class="money">{formatMoney(line.amount)}</strong>{' '}
              <span class="muted">
                TK {groupedNumber(line.account)}
                {line.bankRef !== null && ` · số ${line.bankRef}`}
              </span>
              {line.narrative !== null && <p class="long narrative">{line.narrative}</p>}
            </div>
          ))}
          {lines.length > shownMax && (
            <p class="muted">và {lines.length - shownMax} khoản tiền nữa</p>
          )}
          <CheckChips checks={match.checks.slice(0, shownMax)} />
        </li>
        {rivals.map(({ line, checks, whyNot }) => (
          <li key={line.lineId}>
            <p>
              <a href={linePath(line.lineId)}>{formatDay(line.bookingDate)}</a>{' '}
              <strong class="money">{formatMoney(line.amount)}</strong>{' '}
              <span class="muted">{line.bankRef !== null && `số ${line.bankRef}`}</span>
            </p>
            <p>{whyNot}</p>
            <CheckChips checks={checks} />
          </li>
        ))}
      </ol>
    </>
  );
}

const usualReason = 'Đã đối chiếu với sao kê';

function Decide({ chosen, query }: ReviewPanelProps) {
  const { item, payments, next } = chosen;
  const { id } = item.match;
  const [, after = ''] = reviewPath(query, { chon: next }).split('?');
  const [payment] = payments;
  return (
    <form class="decide quick" method="post" action={`/doi-soat/${id}/quyet-dinh`}>
      <input type="hidden" name="tiep" value={after} />
      <label for="ly-do">Lý do</label>
      <input
        id="ly-do"
        name="ly-do"
        required
        maxLength={1000}
        value={usualReason}
        autocomplete="off"
      />
      <ProofField />
      <p class="actions">
        {item.mayAccept && (
          <button type="submit" name="viec" value="confirmed" class="accept" data-key="a">
            Xác nhận
          </button>
        )}
        <button type="submit" name="viec" value="rejected" class="reject" data-key="r">
          Từ chối
        </button>
        {payment && (
          <a href={`/doi-soat/khop-tay/${payment.paymentId}`} data-key="s">
            Tách hoặc khớp tay
          </a>
        )}
        <a href={`/doi-soat/${id}`}>Xem đầy đủ</a>
      </p>
      {!item.mayAccept && (
        <p class="hint">
          Có nhiều đáp án hoặc tổng chưa bằng nhau: chọn dòng đúng bằng “Tách hoặc khớp tay”.
        </p>
      )}
    </form>
  );
}

// One payment: in one sentence where its money is, then hop by hop with the evidence of each or the
// day it is expected, then everything that was said of it in order.
import { dueDayOf, formatDay, formatInstant, instantText } from '../../calendar.js';
import type { PaymentStory } from '../../api/payment-story.js';
import { formatMoney } from '../../money.js';
import type { Ambiguity } from '../../oversight/ambiguity.js';
import type { HopState, MoneyHop } from '../../oversight/money-hops.js';
import type { Rival } from '../../oversight/rivals.js';
import { searchSentence } from '../../oversight/search-sentence.js';
import type { TimelineEntry } from '../../oversight/payment-timeline.js';
import { kindWord } from '../../discrepancies/words.js';
import type { DiscrepancyReading, UnitReading } from '../../reconciliation/reading.js';
import { matchStatusWords, paymentStatusWords, ruleWording } from '../../reconciliation/words.js';
import { Ambiguities } from '../components/ambiguity.js';
import { type KnownFact, KnownFacts } from '../components/known-facts.js';
import { NotSearched } from '../components/not-searched.js';
import { Rivals } from '../components/rivals.js';
import { Chip, SettlementChip, type Tone } from '../components/tone.js';
import { ReviewNotice, ReviewWorkPart } from '../components/review-work.js';
import { UnitFact } from '../components/unit-fact.js';
import { Layout } from '../layout.js';
import { addressOf, discrepancyPath } from '../page-query.js';
import type { ReviewWork } from '../review-work.js';

export interface PaymentPageProps {
  readonly province: string;
  readonly who: { readonly name: string } | null;
  readonly story: PaymentStory;
  readonly unit: UnitReading | undefined;
  /** Whether the officer may say by hand which line is its money. */
  readonly mayMatch: boolean;
  /** What does not tie about it. */
  readonly discrepancies: readonly Pick<DiscrepancyReading, 'id' | 'kind'>[];
  /** Where it is one of several that may be each other's. */
  readonly ambiguities: readonly Ambiguity[];
  /** What comes nearest without being its money. */
  readonly rivals: readonly Rival[];
  /** Notes and parking; null at a past instant, and for whoever sees no matches. */
  readonly work: ReviewWork | null;
  /** What was typed before the page came back. */
  readonly form: ReadonlyMap<string, string>;
  readonly notice: string | null;
  readonly error: string | null;
  readonly asked: Date | undefined;
  readonly asOf: Date;
}

export function PaymentPage(props: PaymentPageProps) {
  const { province, who, story, asked, asOf } = props;
  const { dossierCode, merchantRef, gatewayTxnId, paymentId } = story.payment;
  const code = dossierCode ?? merchantRef ?? gatewayTxnId ?? paymentId;
  const kept = { 'as-of': asked && instantText(asked) };
  return (
    <Layout {...{ province, who, asked, asOf }} title={`Giao dịch ${code}`}>
      <nav class="trail" aria-label="Đường dẫn">
        <a href={addressOf('/giao-dich', kept)}>Giao dịch</a>
        <span aria-hidden="true"> › </span>
        <span class="long">{code}</span>
      </nav>
      <h1 class="long">Giao dịch {code}</h1>
      <p class="lead where">{story.sentence}</p>
      <ReviewNotice {...props} />
      <NotSearched searches={(story.payment.unanswered ?? []).map(searchSentence.payment)} />
      <ol class="hops" aria-label="Đường đi của tiền">
        {story.hops.map((hop) => (
          <Hop key={hop.hop} hop={hop} story={story} />
        ))}
      </ol>
      <Matched {...props} />
      <Ambiguities ambiguities={props.ambiguities} />
      <Rivals rivals={props.rivals} asked={asked} />
      <div class="payment-parts">
        <About {...props} />
        <Timeline entries={story.timeline} />
      </div>
      {props.work && <ReviewWorkPart work={props.work} form={props.form} />}
    </Layout>
  );
}

/** Its discrepancies and matches, and the way to one by hand while its money is not there. */
function Matched({ story, mayMatch, discrepancies, asked }: PaymentPageProps) {
  const { paymentId, matches, settlement } = story.payment;
  const ids = [...new Map(matches.map((match) => [match.matchId, match])).values()];
  const isOpen = mayMatch && settlement !== null && settlement !== 'arrived';
  if (ids.length === 0 && !isOpen && discrepancies.length === 0) return null;
  return (
    <p class="filter">
      {discrepancies.map(({ id, kind }) => (
        <a key={id} href={discrepancyPath(id, asked)}>
          Sai lệch: {kindWord(kind).toLowerCase()}
        </a>
      ))}
      {ids.map(({ matchId, rule, status }) => (
        <a key={matchId} href={`/doi-soat/${matchId}`}>
          {ruleWording(rule).vi} ({matchStatusWords[status].vi.toLowerCase()})
        </a>
      ))}
      {isOpen && <a href={`/doi-soat/khop-tay/${paymentId}`}>Khớp tay</a>}
    </p>
  );
}

const titles: Readonly<Record<MoneyHop['hop'], string>> = {
  paid: 'Người nộp thanh toán',
  settled: 'Cổng quyết toán',
  credited: 'Tiền vào tài khoản thụ hưởng',
};

const tones: Readonly<Record<HopState, Tone>> = {
  done: 'good',
  expected: 'wait',
  missing: 'bad',
  unproven: 'doubt',
  none: 'plain',
};

const settledWords: Readonly<Record<HopState, string>> = {
  done: 'Đã quyết toán',
  expected: 'Chờ quyết toán',
  missing: 'Đang giữ tại cổng',
  unproven: 'Chưa có báo cáo',
  none: 'Không có báo cáo',
};

function Hop({ hop, story }: { readonly hop: MoneyHop; readonly story: PaymentStory }) {
  return (
    <li class={tones[hop.state]}>
      <h2>{titles[hop.hop]}</h2>
      <p>
        <HopChip hop={hop} story={story} />
      </p>
      <p>{hop.text}</p>
      {hop.expectedOn !== null && (
        <p>
          Dự kiến chậm nhất ngày <strong>{formatDay(hop.expectedOn)}</strong>.
        </p>
      )}
      {hop.evidence.length > 0 && (
        <ul class="evidence" aria-label="Căn cứ">
          {hop.evidence.map(({ at, text }, place) => (
            <li key={`${at} ${String(place)}`}>
              <time dateTime={at}>{timeText(at)}</time> {text}
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

function HopChip({ hop, story }: { readonly hop: MoneyHop; readonly story: PaymentStory }) {
  const { payment } = story;
  if (hop.hop === 'settled') return <Chip tone={tones[hop.state]} text={settledWords[hop.state]} />;
  if (hop.hop === 'paid') {
    return <Chip tone={tones[hop.state]} text={paymentStatusWords[payment.status].vi} />;
  }
  if (payment.settlement === null) return <Chip tone="plain" text="Không có khoản phải về" />;
  return <SettlementChip payment={payment} />;
}

/** An instant, or a day where the source prints no time. */
function timeText(at: string): string {
  return at.length > 10 ? formatInstant(new Date(at)) : formatDay(at);
}

function About({ story, unit, asked }: PaymentPageProps) {
  const { payment, orderInfo, description } = story;
  const kept = { 'as-of': asked && instantText(asked) };
  const { dueAt } = payment;
  const facts: readonly KnownFact[] = [
    ['Số tiền', formatMoney(payment.amount)],
    ['Phí của cổng', formatMoney(payment.fee)],
    ['Đã về tài khoản', formatMoney(payment.arrivedAmount)],
    ['Hạn tiền về', dueAt && formatDay(dueDayOf(dueAt))],
    ['Mã hồ sơ', payment.dossierCode],
    ['Mã tham chiếu', payment.merchantRef],
    ['Mã giao dịch của cổng', payment.gatewayTxnId],
    ['Cổng thanh toán', payment.gatewayAccount],
    ['Số biên lai', payment.receiptNumber],
    ['Nội dung do cổng chuyển', orderInfo],
    ['Nội dung yêu cầu nộp phí', description],
  ];
  return (
    <section aria-labelledby="thong-tin">
      <h2 id="thong-tin">Thông tin giao dịch</h2>
      <dl class="about">
        <UnitFact unit={unit} kept={kept} />
        <KnownFacts facts={facts} />
      </dl>
      {(payment.masked ?? []).length > 0 && (
        <p class="muted">Một số thông tin không hiển thị với vai trò của bạn.</p>
      )}
      {payment.timeSuspect && (
        <p class="muted">Giờ cổng ghi lệch từ 12 giờ trở lên so với lúc nhận thông báo.</p>
      )}
    </section>
  );
}

function Timeline({ entries }: { readonly entries: readonly TimelineEntry[] }) {
  return (
    <section aria-labelledby="dien-bien">
      <h2 id="dien-bien">Diễn biến</h2>
      <ol class="timeline">
        {entries.map(({ at, text }, place) => (
          <li key={`${at} ${String(place)}`}>
            <time dateTime={at}>{timeText(at)}</time>
            <span>{text}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

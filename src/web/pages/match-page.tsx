// One match: its payments beside its lines, what was compared, what people decided, what they can.
import { formatDay, formatInstant } from '../../calendar.js';
import { formatMoney } from '../../money.js';
import type { Ambiguity } from '../../oversight/ambiguity.js';
import type { MatchReading } from '../../oversight/export-matches.js';
import type {
  Adjustment,
  MatchDecision,
  ShownDecision,
} from '../../reconciliation/match-decision-store.js';
import { proofKinds } from '../../reconciliation/match-decision-store.js';
import { byHand } from '../../reconciliation/match-store.js';
import { matchStatusWords, ruleWording } from '../../reconciliation/words.js';
import { groupedNumber } from '../account-number.js';
import { Ambiguities } from '../components/ambiguity.js';
import { DecideForm } from '../components/decide-form.js';
import { FormError } from '../components/field.js';
import { MatchChecks } from '../components/match-checks.js';
import { MatchFiles, type MatchFilesProps } from '../components/match-files.js';
import { ReviewWorkPart } from '../components/review-work.js';
import { Chip, type Tone } from '../components/tone.js';
import { Layout } from '../layout.js';
import { adjustmentWords, decisionExplained, decisionWords, proofWords } from '../match-words.js';
import { linePath } from '../page-query.js';
import type { ReviewWork } from '../review-work.js';

export interface MatchPageProps {
  readonly province: string;
  readonly who: { readonly name: string };
  readonly match: MatchReading;
  /** What the bank printed, by line, where the officer may read it. */
  readonly narratives: ReadonlyMap<string, string>;
  readonly decisions: readonly ShownDecision[];
  readonly adjustments: readonly Adjustment[];
  /** Where several answers fit equally. */
  readonly ambiguity: Ambiguity | null;
  readonly papers: Omit<MatchFilesProps, 'matchId'>;
  /** What the officer may decide now. */
  readonly possible: readonly MatchDecision[];
  /** Notes and parking; null where only a part of the match is in sight. */
  readonly work: ReviewWork | null;
  /** What was typed before the page came back. */
  readonly form: ReadonlyMap<string, string>;
  readonly notice: string | null;
  readonly error: string | null;
}

const tones: Readonly<Record<MatchReading['status'], Tone>> = {
  confirmed: 'good',
  proposed: 'doubt',
  rejected: 'plain',
  undone: 'plain',
};

export function MatchPage(props: MatchPageProps) {
  const { province, who, match, notice, decisions, adjustments, ambiguity } = props;
  return (
    <Layout {...{ province, who }} title="Kết quả khớp">
      <nav class="trail" aria-label="Đường dẫn">
        <a href="/doi-soat">Đối soát</a>
        <span aria-hidden="true"> › </span>
        {ruleWording(match.rule).vi}
      </nav>
      <h1>{ruleWording(match.rule).vi}</h1>
      <p class="lead">
        <Chip tone={tones[match.status]} text={matchStatusWords[match.status].vi} />{' '}
        {match.rule !== byHand && (
          <>
            Theo quy tắc <a href={`/quy-tac#${match.rule}`}>{ruleWording(match.rule).vi}</a>, bản{' '}
            {match.ruleSet}.
          </>
        )}
      </p>
      {notice !== null && (
        <p class="notice" role="status">
          {notice}
        </p>
      )}
      <Ambiguities ambiguities={ambiguity ? [ambiguity] : []} />
      <div class="payment-parts">
        <Payments match={match} />
        <Lines {...props} />
      </div>
      <Checks match={match} />
      {adjustments.length > 0 && (
        <section aria-labelledby="chenh-lech">
          <h2 id="chenh-lech">Chênh lệch</h2>
          <ul>
            {adjustments.map(({ kind, amount }) => (
              <li key={kind}>
                {adjustmentWords[kind]}: {formatMoney(amount)}
              </li>
            ))}
          </ul>
        </section>
      )}
      {decisions.length > 0 && (
        <section aria-labelledby="quyet-dinh">
          <h2 id="quyet-dinh">Quyết định</h2>
          <ul>
            {decisions.map(({ decision, reason, proof, at }) => (
              <li key={at.getTime()}>
                {formatInstant(at)}: <strong>{decisionWords[decision]}</strong>. Lý do: {reason}.
                {proof !== null && ` Căn cứ: ${proofWords[proof]}.`}
              </li>
            ))}
          </ul>
        </section>
      )}
      <MatchFiles matchId={match.id} {...props.papers} />
      <Decide {...props} />
      {props.work && <ReviewWorkPart work={props.work} form={props.form} />}
    </Layout>
  );
}

function Payments({ match }: { readonly match: MatchReading }) {
  const legs = match.legs.flatMap(({ payment, amount }) => (payment ? [{ payment, amount }] : []));
  return (
    <section aria-labelledby="giao-dich">
      <h2 id="giao-dich">Giao dịch</h2>
      {legs.length === 0 && <p class="muted">Không có giao dịch nào.</p>}
      <ul>
        {legs.map(({ payment, amount }) => {
          const code = payment.merchantRef ?? payment.gatewayTxnId ?? 'Của đơn vị khác';
          return (
            <li key={code}>
              {payment.paymentId === null ? (
                code
              ) : (
                <a class="long" href={`/giao-dich/${payment.paymentId}`}>
                  {code}
                </a>
              )}{' '}
              <strong class="money">{formatMoney(amount)}</strong>{' '}
              <span class="muted">{payment.gatewayAccount ?? payment.gateway}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Lines({ match, narratives }: MatchPageProps) {
  const lines = match.legs.flatMap(({ line }) => line ?? []);
  return (
    <section aria-labelledby="dong">
      <h2 id="dong">Dòng sao kê</h2>
      <ul>
        {lines.map((line) => (
          <li key={`${line.lineId ?? ''} ${line.bookingDate}`}>
            {line.lineId === null ? (
              formatDay(line.bookingDate)
            ) : (
              <a href={linePath(line.lineId)}>{formatDay(line.bookingDate)}</a>
            )}{' '}
            <strong class="money">{formatMoney(line.amount)}</strong>{' '}
            <span class="muted">
              TK {groupedNumber(line.account)}
              {line.bankRef !== null && ` · số ${line.bankRef}`}
            </span>
            <p class="long">{narratives.get(line.lineId ?? '')}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Checks({ match }: { readonly match: MatchReading }) {
  return (
    <section aria-labelledby="so-sanh">
      <h2 id="so-sanh">Đã so sánh</h2>
      <MatchChecks checks={match.checks} />
    </section>
  );
}

function Decide({ match, possible, error }: MatchPageProps) {
  // what was tried may no longer be possible
  if (possible.length === 0) return <FormError text={error} />;
  return (
    <section aria-labelledby="lam-gi">
      <h2 id="lam-gi">Xử lý</h2>
      <FormError text={error} />
      {match.status === 'proposed' && !possible.includes('confirmed') && (
        <p class="hint">
          Đề xuất này có nhiều đáp án hoặc tổng chưa bằng nhau: mở giao dịch đúng và chọn “Khớp
          tay”.
        </p>
      )}
      <DecideForm
        action={`/doi-soat/${match.id}/quyet-dinh`}
        choices={possible.map((value) => ({
          value,
          word: decisionWords[value],
          explained: decisionExplained[value],
        }))}
      >
        <ProofField />
      </DecideForm>
    </section>
  );
}

/** What the officer saw. */
export function ProofField() {
  return (
    <>
      <label for="can-cu">Căn cứ đã xem</label>
      <select id="can-cu" name="can-cu">
        {proofKinds.map((kind) => (
          <option key={kind} value={kind}>
            {proofWords[kind]}
          </option>
        ))}
      </select>
    </>
  );
}

// One statement line: its state in one sentence, what the bank printed, its matches with what was
// compared, and the payments that come nearest without being its own.
import { formatDay, formatInstant, instantText } from '../../calendar.js';
import { formatMoney } from '../../money.js';
import type { Ambiguity } from '../../oversight/ambiguity.js';
import type { MatchReading } from '../../oversight/export-matches.js';
import { lineSentence } from '../../oversight/line-sentence.js';
import type { Rival } from '../../oversight/rivals.js';
import { searchSentence } from '../../oversight/search-sentence.js';
import { kindWord } from '../../discrepancies/words.js';
import type { DiscrepancyReading, LineReading, UnitReading } from '../../reconciliation/reading.js';
import { lineStateWords, matchStatusWords, ruleWording } from '../../reconciliation/words.js';
import { Ambiguities } from '../components/ambiguity.js';
import { type KnownFact, KnownFacts } from '../components/known-facts.js';
import { MatchChecks } from '../components/match-checks.js';
import { NotSearched } from '../components/not-searched.js';
import { WhyNot } from '../components/rivals.js';
import { Chip, type Tone } from '../components/tone.js';
import { ReviewNotice, ReviewWorkPart } from '../components/review-work.js';
import { UnitFact } from '../components/unit-fact.js';
import { Layout } from '../layout.js';
import { addressOf, discrepancyPath, linePath, paymentPath } from '../page-query.js';
import type { ReviewWork } from '../review-work.js';

export interface LinePageProps {
  readonly province: string;
  readonly who: { readonly name: string } | null;
  readonly line: LineReading;
  readonly unit: UnitReading | undefined;
  readonly matches: readonly MatchReading[];
  readonly ambiguities: readonly Ambiguity[];
  readonly rivals: readonly Rival[];
  readonly discrepancies: readonly Pick<DiscrepancyReading, 'id' | 'kind'>[];
  readonly seesStatement: boolean;
  readonly seesMatches: boolean;
  /** Notes and parking; null at a past instant, and for whoever sees no matches. */
  readonly work: ReviewWork | null;
  /** What was typed before the page came back. */
  readonly form: ReadonlyMap<string, string>;
  readonly notice: string | null;
  readonly error: string | null;
  readonly asked: Date | undefined;
  readonly asOf: Date;
}

const tones: Readonly<Record<LineReading['state'], Tone>> = {
  matched: 'good',
  partly_matched: 'doubt',
  unmatched: 'wait',
  ignored: 'plain',
  reversed: 'plain',
};

export function LineStateChip({ state }: Pick<LineReading, 'state'>) {
  return <Chip tone={tones[state]} text={lineStateWords[state].vi} />;
}

export function LinePage(props: LinePageProps) {
  const { province, who, line, asked, asOf, discrepancies } = props;
  const day = formatDay(line.bookingDate);
  const kept = { 'as-of': asked && instantText(asked) };
  return (
    <Layout {...{ province, who, asked, asOf }} title={`Dòng sao kê ngày ${day}`}>
      <nav class="trail" aria-label="Đường dẫn">
        <a href="/sao-ke">Sao kê</a>
        <span aria-hidden="true"> › </span>
        {props.seesStatement ? (
          <a href={addressOf(`/sao-ke/${line.statement}`, kept)}>{line.account}</a>
        ) : (
          line.account
        )}
        <span aria-hidden="true"> › </span>
        Dòng {line.lineNo}
      </nav>
      <h1>
        Dòng sao kê ngày {day}, {formatMoney(line.amount)}
      </h1>
      <p class="lead where">
        <LineStateChip state={line.state} /> {lineSentence(line)}
      </p>
      <ReviewNotice {...props} />
      <NotSearched searches={(line.unanswered ?? []).map(searchSentence.line)} />
      <Ambiguities ambiguities={props.ambiguities} />
      {discrepancies.length > 0 && (
        <p class="filter">
          {discrepancies.map(({ id, kind }) => (
            <a key={id} href={discrepancyPath(id, asked)}>
              Sai lệch: {kindWord(kind).toLowerCase()}
            </a>
          ))}
        </p>
      )}
      <div class="payment-parts">
        <Printed {...props} />
        <div>
          <Matches {...props} />
          <Nearest {...props} />
        </div>
      </div>
      {props.work && <ReviewWorkPart work={props.work} form={props.form} />}
    </Layout>
  );
}

/** As the bank printed it; blanks and breaks are part of that. */
function Printed({ line, unit, asked }: LinePageProps) {
  const kept = { 'as-of': asked && instantText(asked) };
  const facts: readonly KnownFact[] = [
    ['Tài khoản', line.account],
    ['Ngày ghi sổ', formatDay(line.bookingDate)],
    ['Ngày giá trị', line.valueDate === line.bookingDate ? null : formatDay(line.valueDate)],
    ['Số tiền', `${formatMoney(line.amount)} (${line.amount < 0n ? 'ghi Nợ' : 'ghi Có'})`],
    ['Số bút toán', line.bankRef],
    ['Bên đối ứng', line.counterparty],
  ];
  return (
    <section aria-labelledby="in-tren-sao-ke">
      <h2 id="in-tren-sao-ke">Ngân hàng ghi</h2>
      {line.narrative === null ? (
        <p class="muted">Nội dung không hiển thị với vai trò của bạn.</p>
      ) : (
        <pre class="printed">{line.narrative}</pre>
      )}
      <dl class="about">
        <UnitFact unit={unit} kept={kept} />
        <KnownFacts facts={facts} />
      </dl>
    </section>
  );
}

function Matches({ matches, seesMatches, asked }: LinePageProps) {
  if (matches.length === 0) return null;
  return (
    <section aria-labelledby="khop">
      <h2 id="khop">Kết quả khớp</h2>
      {matches.map((match) => (
        <article key={match.id} class="line-match">
          <p>
            {seesMatches ? (
              <a href={`/doi-soat/${match.id}`}>{ruleWording(match.rule).vi}</a>
            ) : (
              ruleWording(match.rule).vi
            )}{' '}
            <Chip
              tone={match.status === 'confirmed' ? 'good' : 'doubt'}
              text={matchStatusWords[match.status].vi}
            />
          </p>
          <MatchedWith match={match} asked={asked} />
          <MatchChecks checks={match.checks} />
        </article>
      ))}
    </section>
  );
}

const paymentsShown = 10;

function MatchedWith({
  match,
  asked,
}: {
  readonly match: MatchReading;
  readonly asked?: Date | undefined;
}) {
  const legs = match.legs.flatMap(({ payment, amount }) => (payment ? [{ payment, amount }] : []));
  return (
    <>
      <ul>
        {legs.slice(0, paymentsShown).map(({ payment, amount }, at) => {
          const code = payment.merchantRef ?? payment.gatewayTxnId ?? 'Của đơn vị khác';
          return (
            <li key={payment.paymentId ?? String(at)}>
              {payment.paymentId === null ? (
                code
              ) : (
                <a class="long" href={paymentPath(payment.paymentId, asked)}>
                  {code}
                </a>
              )}{' '}
              <strong class="money">{formatMoney(amount)}</strong>
            </li>
          );
        })}
      </ul>
      {legs.length > paymentsShown && (
        <p class="muted">và {legs.length - paymentsShown} giao dịch nữa</p>
      )}
    </>
  );
}

function Nearest({ rivals, asked }: LinePageProps) {
  if (rivals.length === 0) return null;
  return (
    <section aria-labelledby="gan-nhat">
      <h2 id="gan-nhat">Giao dịch gần nhất, và vì sao không phải</h2>
      <ul class="reasons">
        {rivals.map(({ payment, checks, whyNot }) => (
          <li key={payment.paymentId}>
            <p>
              <a class="long" href={paymentPath(payment.paymentId, asked)}>
                {payment.merchantRef ?? payment.gatewayTxnId ?? payment.paymentId}
              </a>{' '}
              <strong class="money">{formatMoney(payment.amount)}</strong>{' '}
              <span class="muted">nộp lúc {formatInstant(payment.paidAt)}</span>
            </p>
            <WhyNot checks={checks} whyNot={whyNot} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The lines of a statement, or of a match, each with the way to its page. */
export function LinesTable(props: {
  readonly lines: readonly LineReading[];
  readonly asked?: Date | undefined;
}) {
  const { lines, asked } = props;
  return (
    <div class="scroll">
      <table class="statement-lines">
        <thead>
          <tr>
            <th scope="col">Dòng</th>
            <th scope="col">Ngày ghi sổ</th>
            <th scope="col">Số tiền</th>
            <th scope="col">Số bút toán</th>
            <th scope="col">Trạng thái</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.lineId}>
              <td>
                <a href={linePath(line.lineId, asked)}>Dòng {line.lineNo}</a>
              </td>
              <td>{formatDay(line.bookingDate)}</td>
              <td class="money">{formatMoney(line.amount)}</td>
              <td>{line.bankRef ?? '–'}</td>
              <td>
                <LineStateChip state={line.state} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

// The officers' handbook: each rule in its place with its sentence, how far it goes by itself, and
// examples with what came in and what the rule says of it.
import { formatDay } from '../../calendar.js';
import { formatMoney } from '../../money.js';
import type { ReadExample, ReadRule } from '../../reconciliation/rule-book.js';
import { confidenceWords, ruleWording } from '../../reconciliation/words.js';
import { MatchChecks } from '../components/match-checks.js';
import { Chip, type Tone } from '../components/tone.js';
import { Layout } from '../layout.js';

export interface RulesPageProps {
  readonly province: string;
  readonly who: { readonly name: string } | null;
  readonly ruleSet: string;
  readonly rules: readonly ReadRule[];
  readonly mayRehearse: boolean;
}

export function RulesPage({ province, who, ruleSet, rules, mayRehearse }: RulesPageProps) {
  return (
    <Layout {...{ province, who }} title="Quy tắc đối soát">
      <h1>Quy tắc đối soát</h1>
      <p class="lead">
        Các quy tắc chạy theo thứ tự này; mỗi quy tắc chỉ thấy những gì các quy tắc trước còn để
        lại. Quy tắc chắc chắn tự xác nhận; quy tắc có khả năng chỉ đề xuất và chờ người xác nhận.
        Chỗ nào có nhiều đáp án như nhau thì để chung, không tự chọn. Bản quy tắc:{' '}
        <strong>{ruleSet}</strong>.
      </p>
      {mayRehearse && (
        <p>
          <a href="/quan-tri/chay-thu">Chạy thử khi bỏ bớt quy tắc</a>, không ghi gì.
        </p>
      )}
      <nav class="rule-list" aria-label="Các quy tắc">
        <ol>
          {rules.map(({ code }) => (
            <li key={code}>
              <a href={`#${code}`}>{ruleWording(code).vi}</a>
            </li>
          ))}
        </ol>
      </nav>
      {rules.map((rule) => (
        <Rule key={rule.code} rule={rule} />
      ))}
    </Layout>
  );
}

const evidenceWords: Readonly<
  Record<ReadRule['evidence'], { readonly tone: Tone; readonly text: string }>
> = {
  conclusive: { tone: 'good', text: `${confidenceWords.certain.vi}: tự xác nhận` },
  suggestive: { tone: 'doubt', text: `${confidenceWords.probable.vi}: chỉ đề xuất` },
};

function Rule({ rule }: { readonly rule: ReadRule }) {
  const { code, handbook, evidence, runs, examples } = rule;
  return (
    <section class="rule" id={code} aria-labelledby={`ten-${code}`}>
      <h2 id={`ten-${code}`}>{ruleWording(code).vi}</h2>
      <p>
        <Chip {...evidenceWords[evidence]} />{' '}
        <span class="muted">
          {code} · thứ tự chạy {runs.join(', ')}
        </span>
      </p>
      <p class="sentence">{handbook.vi}</p>
      {runs.length > 1 && (
        <p class="hint">
          Các lần chạy sau xem cả tài khoản đơn vị đã thôi dùng và tài khoản của đơn vị khác.
        </p>
      )}
      <h3>Ví dụ</h3>
      <ol class="examples">
        {examples.map((example) => (
          <li key={example.vi}>
            <details>
              <summary>{example.vi}</summary>
              <Given example={example} />
              <Said example={example} />
            </details>
          </li>
        ))}
      </ol>
    </section>
  );
}

const accountWords = {
  present: 'tài khoản của đơn vị',
  retired: 'tài khoản cũ của đơn vị',
  'other unit': 'tài khoản của đơn vị khác',
} as const;

const many = 6;

function Given({ example }: { readonly example: ReadExample }) {
  const { payments, lines, batches = [] } = example;
  return (
    <div class="given">
      <div>
        <h4>Giao dịch</h4>
        <ol>
          {payments.slice(0, many).map(({ reference, amount, paidOn, batchGateway }) => (
            <li key={reference}>
              {reference}: <span class="money">{formatMoney(BigInt(amount))}</span>, nộp ngày{' '}
              {formatDay(paidOn)}
              {batchGateway !== undefined && `, ${batchGateway} quyết toán theo đợt`}
            </li>
          ))}
        </ol>
        {payments.length > many && <p class="muted">và {payments.length - many} giao dịch nữa</p>}
      </div>
      <div>
        <h4>Dòng sao kê</h4>
        <ol>
          {lines.map((line, at) => (
            <li key={String(at)}>
              {formatDay(line.bookedOn)}:{' '}
              <span class="money">{formatMoney(BigInt(line.amount))}</span>, “{line.narrative}”
              {line.bankRef !== undefined && `, số bút toán ${line.bankRef}`}
              {line.account !== undefined && `, ${accountWords[line.account]}`}
            </li>
          ))}
        </ol>
      </div>
      {batches.map(({ gateway, batch, settledOn, rows }) => (
        <div key={batch}>
          <h4>
            Bảng quyết toán của {gateway}, đợt {batch}, ngày {formatDay(settledOn)}
          </h4>
          <ol>
            {rows.map(({ reference, amount, fee }) => (
              <li key={reference}>
                {reference}: {formatMoney(BigInt(amount))}, phí {formatMoney(BigInt(fee))}
              </li>
            ))}
          </ol>
        </div>
      ))}
    </div>
  );
}

function Said({ example: { payments, lines, results } }: { readonly example: ReadExample }) {
  if (results.length === 0) {
    return (
      <p>
        <Chip tone="plain" text="Quy tắc này không khớp gì" />
      </p>
    );
  }
  return (
    <>
      {results.map((result, at) => (
        <div key={String(at)} class="said">
          <p>
            <Chip {...verdictOf(result)} />{' '}
            {linesText(
              result.lines.map((place) => lines[place]?.amount ?? '0'),
              lines.length,
            )}
            {result.payments.length > 0 &&
              ` ↔ ${result.payments.map((place) => payments[place]?.reference ?? '').join(', ')}`}
            {result.remembers.length > 0 &&
              `; ghi nhớ bị trả lại: ${result.remembers.map((place) => payments[place]?.reference ?? '').join(', ')}`}
          </p>
          <MatchChecks checks={result.checks} />
        </div>
      ))}
    </>
  );
}

function linesText(amounts: readonly string[], among: number): string {
  const sums = amounts.map((amount) => formatMoney(BigInt(amount))).join(' và ');
  return among === 1 ? `dòng ${sums}` : `${String(amounts.length)} dòng: ${sums}`;
}

function verdictOf({ status, ambiguous }: ReadExample['results'][number]): {
  readonly tone: Tone;
  readonly text: string;
} {
  if (ambiguous) return { tone: 'doubt', text: 'Nhiều đáp án: để chung, chờ người chọn' };
  return status === 'confirmed'
    ? { tone: 'good', text: 'Khớp, tự xác nhận' }
    : { tone: 'doubt', text: 'Đề xuất, chờ người xác nhận' };
}

// A rehearsal: what a run without some of the rules would change. Nothing of it is written.
import { formatMoney } from '../../money.js';
import type { Move, RuleTally, Tally } from '../../reconciliation/rehearse.js';
import { lineStateWords, ruleWording, settlementWords } from '../../reconciliation/words.js';
import { AdminTrail } from '../components/admin-trail.js';
import { FormError } from '../components/field.js';
import { formatCount } from '../count.js';
import { Layout, type LayoutProps } from '../layout.js';

export interface RehearsalPageProps {
  readonly province: string;
  readonly who: NonNullable<LayoutProps['who']>;
  readonly ruleSet: string;
  readonly rules: readonly { readonly code: string; readonly isLeftOut: boolean }[];
  readonly error: string | null;
  readonly result: {
    readonly kept: Tally;
    readonly decided: Tally;
    readonly rules: readonly RuleTally[];
    readonly payments: readonly Move[];
    readonly lines: readonly Move[];
  } | null;
}

export function RehearsalPage(props: RehearsalPageProps) {
  const { province, who, ruleSet, rules, error, result } = props;
  const via = [{ href: '/quan-tri/doi-chieu', title: 'Phiên đối chiếu' }];
  return (
    <Layout {...{ province, who }} title="Chạy thử quy tắc">
      <AdminTrail via={via} here="Chạy thử quy tắc" />
      <h1>Chạy thử quy tắc</h1>
      <p class="lead">
        Chạy các quy tắc trên toàn bộ dữ liệu đã lưu và so với hiện trạng. Không ghi gì. Bản quy
        tắc: <a href="/quy-tac">{ruleSet}</a>.
      </p>
      <FormError text={error} />
      {result && <Result result={result} />}
      <form method="post" action="/quan-tri/chay-thu">
        <fieldset class="boxes">
          <legend>Bỏ các quy tắc được đánh dấu</legend>
          {rules.map(({ code, isLeftOut }) => (
            <label key={code}>
              <input type="checkbox" name={`bo-${code}`} value="1" checked={isLeftOut} />{' '}
              {ruleWording(code).vi}
            </label>
          ))}
        </fieldset>
        <p class="hint">Tỉnh có nhiều giao dịch: mất vài giây đến một phút.</p>
        <button class="primary" type="submit">
          Chạy thử
        </button>
      </form>
    </Layout>
  );
}

const tallied = ({ matches, amount }: Tally): string =>
  `${formatCount(matches)} (${formatMoney(amount)})`;

function Result({ result }: { readonly result: NonNullable<RehearsalPageProps['result']> }) {
  const { kept, decided, rules, payments, lines } = result;
  const isSame = payments.length + lines.length === 0;
  return (
    <section aria-labelledby="ket-qua" role="status">
      <h2 id="ket-qua">Kết quả chạy thử</h2>
      <p>
        Giữ nguyên {tallied(kept)}; người đã quyết định {tallied(decided)}, không phiên nào đổi.
      </p>
      <div class="scroll" tabIndex={0} role="region" aria-label="Theo quy tắc">
        <table>
          <thead>
            <tr>
              <th scope="col">Quy tắc</th>
              <th scope="col">Hiện có</th>
              <th scope="col">Chạy thử</th>
              <th scope="col">Thêm</th>
              <th scope="col">Bớt</th>
              <th scope="col">Đổi</th>
            </tr>
          </thead>
          <tbody>
            {rules.map(({ rule, standing, rehearsed, added, ended, changed }) => (
              <tr key={rule}>
                <th scope="row">{ruleWording(rule).vi}</th>
                <td>{tallied(standing)}</td>
                <td>{tallied(rehearsed)}</td>
                <td>{formatCount(added.matches)}</td>
                <td>{formatCount(ended.matches)}</td>
                <td>{formatCount(changed.matches)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {isSame ? (
        <p>Không giao dịch hay dòng sao kê nào đổi tình trạng.</p>
      ) : (
        <ul>
          {payments.map((move) => (
            <MoveItem key={`p ${move.before} ${move.after}`} what="giao dịch" move={move} />
          ))}
          {lines.map((move) => (
            <MoveItem key={`l ${move.before} ${move.after}`} what="dòng sao kê" move={move} />
          ))}
        </ul>
      )}
    </section>
  );
}

const valueWords: Readonly<Record<string, { readonly vi: string }>> = {
  ...settlementWords,
  ...lineStateWords,
  none: { vi: 'không tính' },
};

function MoveItem({ what, move }: { readonly what: string; readonly move: Move }) {
  const { before, after, count, amount } = move;
  return (
    <li>
      {formatCount(count)} {what}: {valueWords[before]?.vi ?? before} ›{' '}
      {valueWords[after]?.vi ?? after}, <span class="money">{formatMoney(amount)}</span>
    </li>
  );
}

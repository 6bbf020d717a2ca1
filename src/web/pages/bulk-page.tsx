// Many proposals of one rule confirmed at once: their sum before, what became of each after.
import { formatDay } from '../../calendar.js';
import { formatMoney, moneyText, sumMoney } from '../../money.js';
import type { ReviewItem } from '../../oversight/review-queue.js';
import { ruleWording } from '../../reconciliation/words.js';
import { FormError } from '../components/field.js';
import { Chip } from '../components/tone.js';
import { formatCount } from '../count.js';
import { Layout } from '../layout.js';
import { ProofField } from './match-page.js';

export interface BulkResult {
  readonly matchId: string;
  readonly done: boolean;
}

export interface BulkPageProps {
  readonly province: string;
  readonly who: { readonly name: string };
  readonly chosen: readonly ReviewItem[];
  /** The review as it was left. */
  readonly back: string;
  readonly form: ReadonlyMap<string, string>;
  /** Null before they were confirmed. */
  readonly results: readonly BulkResult[] | null;
  readonly error: string | null;
}

export function BulkPage(props: BulkPageProps) {
  const { province, who, chosen, back, results, error } = props;
  const sum = formatMoney(sumMoney(chosen.map(({ amount }) => amount)));
  const done = results?.filter((each) => each.done).length ?? 0;
  return (
    <Layout {...{ province, who }} title="Xác nhận nhiều đề xuất">
      <nav class="trail" aria-label="Đường dẫn">
        <a href={back}>Đối soát</a>
        <span aria-hidden="true"> › </span>
        Xác nhận nhiều đề xuất
      </nav>
      <h1>Xác nhận nhiều đề xuất</h1>
      <FormError text={error} />
      {results !== null && (
        <p class="notice" role="status">
          Đã xác nhận {formatCount(done)} trên {formatCount(results.length)} đề xuất và đối chiếu
          lại. <a href={back}>Về danh sách</a>
        </p>
      )}
      {chosen.length > 0 && (
        <>
          <p class="lead">
            {formatCount(chosen.length)} đề xuất, tổng <strong>{sum}</strong>
          </p>
          <Chosen {...props} />
        </>
      )}
      {results === null && error !== null && chosen.length === 0 && (
        <p>
          <a href={back}>Về danh sách</a>
        </p>
      )}
      {results === null && chosen.length > 0 && <Confirm {...props} />}
    </Layout>
  );
}

function Chosen({ chosen, results }: BulkPageProps) {
  const doneOf = new Map(results?.map(({ matchId, done }) => [matchId, done]));
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Giao dịch</th>
            <th scope="col">Ngày</th>
            <th scope="col">Số tiền</th>
            <th scope="col">Căn cứ</th>
            {results !== null && <th scope="col">Kết quả</th>}
          </tr>
        </thead>
        <tbody>
          {chosen.map(({ match, bookedOn, amount }) => {
            const payment = match.legs.flatMap((leg) => leg.payment ?? [])[0];
            return (
              <tr key={match.id}>
                <td>
                  <a class="long" href={`/doi-soat/${match.id}`}>
                    {payment?.merchantRef ?? payment?.gatewayTxnId ?? 'Đơn vị khác'}
                  </a>
                </td>
                <td>{formatDay(bookedOn)}</td>
                <td class="money">{formatMoney(amount)}</td>
                <td>{ruleWording(match.rule).vi}</td>
                {results !== null && (
                  <td>
                    {doneOf.get(match.id) === true ? (
                      <Chip tone="good" text="Đã xác nhận" />
                    ) : (
                      <Chip tone="bad" text="Chưa: đã thay đổi" />
                    )}
                  </td>
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** The sum that was seen goes along: another one is not confirmed unseen. */
function Confirm({ chosen, form }: BulkPageProps) {
  const sum = sumMoney(chosen.map(({ amount }) => amount));
  return (
    <form class="decide" method="post" action="/doi-soat/nhieu">
      <input type="hidden" name="tiep" value={form.get('tiep') ?? ''} />
      <input type="hidden" name="tong" value={moneyText(sum)} />
      {chosen.map(({ match }) => (
        <input key={match.id} type="hidden" name={`chon-${match.id}`} value="1" />
      ))}
      <ProofField />
      <label for="ly-do">Lý do</label>
      <input
        id="ly-do"
        name="ly-do"
        required
        maxLength={1000}
        value={form.get('ly-do') ?? 'Đã đối chiếu với sao kê'}
        autocomplete="off"
      />
      <button type="submit" name="viec" value="xac-nhan">
        Xác nhận {formatCount(chosen.length)} đề xuất, tổng {formatMoney(sum)}
      </button>
    </form>
  );
}

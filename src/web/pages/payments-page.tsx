// Payments as the one-stop desk looks for them when a citizen asks: by what the receipt says.
import { formatDay, formatInstant, instantText } from '../../calendar.js';
import { formatMoney } from '../../money.js';
import type { PaymentReading, UnitReading } from '../../reconciliation/reading.js';
import { flagWords, settlementWords, unitTitle } from '../../reconciliation/words.js';
import { Pager } from '../components/pager.js';
import { PaymentCodes } from '../components/payment-codes.js';
import { Chip, SettlementChip } from '../components/tone.js';
import { formatCount } from '../count.js';
import { Layout } from '../layout.js';
import { addressOf, noUnit, type PaymentsQuery } from '../page-query.js';

const rowsPerPage = 20;

export interface PaymentsPageProps {
  readonly province: string;
  readonly who: { readonly name: string } | null;
  readonly query: PaymentsQuery;
  readonly found: readonly PaymentReading[];
  /** Units in sight by code. */
  readonly names: ReadonlyMap<string, UnitReading>;
  readonly asOf: Date;
}

export function PaymentsPage(props: PaymentsPageProps) {
  const { province, who, query, found, names, asOf } = props;
  const asked = query['as-of'];
  const pageCount = Math.max(1, Math.ceil(found.length / rowsPerPage));
  const page = Math.min(query.trang, pageCount);
  const hrefOf = (to: number) =>
    addressOf('/giao-dich', { ...keptOf(query), trang: to === 1 ? undefined : String(to) });
  return (
    <Layout {...{ province, who, asked, asOf }} title="Giao dịch thanh toán">
      <h1>Giao dịch thanh toán</h1>
      <SearchForm query={query} />
      <Filters query={query} names={names} />
      <h2>
        {query.q === '' ? 'Giao dịch' : `Tìm thấy với “${query.q}”`} ({formatCount(found.length)})
      </h2>
      {found.length === 0 ? (
        <p class="empty">
          Không có giao dịch nào như vậy trong phạm vi của bạn. Mã có thể nhập không dấu chấm, dấu
          gạch; số tiền nhập đủ đến đồng.
        </p>
      ) : (
        <FoundTable
          payments={found.slice((page - 1) * rowsPerPage, page * rowsPerPage)}
          {...{ names, asked }}
        />
      )}
      <Pager {...{ page, pageCount, hrefOf }} />
    </Layout>
  );
}

/** What the address keeps from page to page. */
function keptOf(query: PaymentsQuery): Record<string, string | undefined> {
  const asked = query['as-of'];
  return {
    'as-of': asked && instantText(asked),
    q: query.q,
    'don-vi': query['don-vi'],
    'tinh-trang': query['tinh-trang'],
    'canh-bao': query['canh-bao'],
    giu: query.giu,
    ...{ tu: query.tu, den: query.den, 'chua-ve': query['chua-ve'] },
  };
}

function SearchForm({ query }: { readonly query: PaymentsQuery }) {
  const hidden = Object.entries(keptOf(query)).filter(([name]) => name !== 'q');
  return (
    <form class="find" role="search" method="get" action="/giao-dich">
      {hidden.map(
        ([name, value]) =>
          value !== undefined && <input key={name} type="hidden" name={name} value={value} />,
      )}
      <label for="ma">Mã hồ sơ, mã tham chiếu, mã giao dịch của cổng hoặc số tiền</label>
      <span class="find-row">
        <input id="ma" name="q" type="search" value={query.q} maxLength={100} autocomplete="off" />
        <button class="primary" type="submit">
          Tìm giao dịch
        </button>
      </span>
    </form>
  );
}

/** Filters in force, each with a link that takes it away; and the one that is asked for most. */
function Filters({ query, names }: Pick<PaymentsPageProps, 'query' | 'names'>) {
  const unit = names.get(query['don-vi'] ?? '');
  const settlement = query['tinh-trang'];
  const flag = query['canh-bao'];
  const inForce = [
    { name: 'don-vi', text: unit ? unitTitle(unit) : unitWords(query['don-vi']) },
    { name: 'tinh-trang', text: settlement && settlementWords[settlement].vi },
    { name: 'canh-bao', text: flag && flagWords[flag].vi },
    { name: 'giu', text: query.giu && 'Đang giữ tại cổng' },
    { name: 'tu', text: query.tu && `Từ ngày ${formatDay(query.tu)}` },
    { name: 'den', text: query.den && `Đến hết ngày ${formatDay(query.den)}` },
    { name: 'chua-ve', text: query['chua-ve'] && 'Chưa về, không kể chưa đến hạn' },
  ].filter(({ text }) => text !== undefined);
  return (
    <nav class="filter" aria-label="Bộ lọc">
      {query.giu === undefined && (
        <a href={addressOf('/giao-dich', { ...keptOf(query), giu: '1' })}>Đang giữ tại cổng</a>
      )}
      {inForce.map(({ name, text }) => (
        <a
          key={name}
          href={addressOf('/giao-dich', { ...keptOf(query), [name]: undefined })}
          aria-current="true"
          aria-label={`Bỏ lọc: ${text ?? ''}`}
        >
          {text} <span aria-hidden="true">×</span>
        </a>
      ))}
    </nav>
  );
}

function unitWords(code: string | undefined): string | undefined {
  return code === noUnit ? 'Chưa xác định đơn vị' : code;
}

function FoundTable(props: {
  readonly payments: readonly PaymentReading[];
  readonly names: ReadonlyMap<string, UnitReading>;
  readonly asked: Date | undefined;
}) {
  return (
    <table class="found-payments">
      <thead>
        <tr>
          <th scope="col">Mã hồ sơ, mã tham chiếu</th>
          <th scope="col" class="number">
            Số tiền
          </th>
          <th scope="col">Thanh toán</th>
          <th scope="col">Đơn vị</th>
          <th scope="col">Cổng</th>
          <th scope="col">Tiền đang ở đâu</th>
        </tr>
      </thead>
      <tbody>
        {props.payments.map((payment) => (
          <FoundRow key={payment.paymentId} {...props} payment={payment} />
        ))}
      </tbody>
    </table>
  );
}

function FoundRow(props: {
  readonly payment: PaymentReading;
  readonly names: ReadonlyMap<string, UnitReading>;
  readonly asked: Date | undefined;
}) {
  const { payment, names, asked } = props;
  const unit = names.get(payment.unitCode ?? '');
  return (
    <tr>
      <PaymentCodes {...{ payment, asked }} />
      <td class="number strong">{formatMoney(payment.amount)}</td>
      <td>{formatInstant(payment.paidAt)}</td>
      <td>{unit ? unitTitle(unit) : (payment.unitCode ?? 'Chưa xác định')}</td>
      <td>{payment.gatewayAccount}</td>
      <td>
        <SettlementChip payment={payment} />
        {payment.held && (
          <>
            {' '}
            <Chip tone="bad" text="Đang giữ tại cổng" />
          </>
        )}
      </td>
    </tr>
  );
}

// One unit: what is wrong and what to do, its payments with the evidence, its accounts and how far
// their statements reach, and the credits that nothing explains yet.
import { adviceOn, coverageSentence } from '../../alerts/flag-advice.js';
import type { FlagInHistory } from '../../alerts/flag-history-store.js';
import { formatDay, instantText, localDateOf } from '../../calendar.js';
import { kindWord } from '../../discrepancies/words.js';
import { oldAccountsSentence } from '../../oversight/old-account-sentence.js';
import { totalsOf, type Totals } from '../../oversight/rollup.js';
import {
  settlementValues,
  type FlagReading,
  type LineReading,
  type PaymentReading,
  type ProvinceReading,
  type SettlementValue,
  type UnitReading,
} from '../../reconciliation/reading.js';
import { bySeverity, settlementWords, unitTitle } from '../../reconciliation/words.js';
import { AccountsTable } from '../components/accounts-table.js';
import { CreditsTable } from '../components/credits-table.js';
import type { Unit } from '../../units/unit.js';
import { FlagHistory } from '../components/flag-history.js';
import { FocalPoints } from '../components/focal-points.js';
import { MoneyCharts, type MoneyChartsProps } from '../components/money-charts.js';
import { Pager } from '../components/pager.js';
import { PaymentsTable } from '../components/payments-table.js';
import { FlagChip } from '../components/tone.js';
import { TotalsBar } from '../components/totals-bar.js';
import { formatCount } from '../count.js';
import { Layout } from '../layout.js';
import { addressOf, coveragePath, discrepancyPath, flagPath, unitPath } from '../page-query.js';

const rowsPerPage = 20;

export interface UnitPageProps {
  readonly province: string;
  readonly who?: { readonly name: string } | null;
  readonly reading: ProvinceReading;
  readonly unit: UnitReading;
  /** Bank names by BIN. */
  readonly banks: ReadonlyMap<string, string>;
  readonly asked: Date | undefined;
  readonly pageNumber: number;
  readonly settlement: SettlementValue | undefined;
  /** Whether the reader may look at the unit's statements. */
  readonly seesStatements?: boolean;
  /** Who is to act at the unit. */
  readonly focalPoints?: Pick<Unit, 'contactBusiness' | 'contactIt'> | undefined;
  /** When its flags came and went; null: not for this reader. */
  readonly history?: readonly FlagInHistory[] | null;
  /** What the charts and the differences to yesterday need. */
  readonly charts?: Omit<MoneyChartsProps, 'payments' | 'asOf'> & { readonly dayBefore: Totals };
}

export function UnitPage(props: UnitPageProps) {
  const { province, who = null, reading, unit, asked } = props;
  const title = unitTitle(unit);
  const payments = reading.payments.filter((payment) => payment.unitCode === unit.unitCode);
  return (
    <Layout {...{ province, who, asked, title }} asOf={reading.asOf}>
      <nav class="trail" aria-label="Đường dẫn">
        <a href={addressOf('/', { 'as-of': asked && instantText(asked) })}>{province}</a>
        <span aria-hidden="true"> › </span>
        <span>{title}</span>
      </nav>
      <h1>
        {title} <span class="code">{unit.unitCode}</span>
      </h1>
      <Flags flags={unit.flags} asked={asked} />
      {props.focalPoints && (
        <dl class="about focal-points">
          <FocalPoints unit={props.focalPoints} />
        </dl>
      )}
      <Discrepancies {...{ reading, unit, asked }} />
      <OldAccounts reading={reading} unit={unit} />
      <TotalsBar
        totals={totalsOf(payments)}
        {...(props.charts ? { dayBefore: props.charts.dayBefore } : {})}
      />
      <Payments {...props} payments={payments} />
      {props.charts && payments.length > 0 && (
        <MoneyCharts {...props.charts} {...{ payments, asOf: reading.asOf }} />
      )}
      <section aria-labelledby="tai-khoan">
        <h2 id="tai-khoan">Tài khoản thụ hưởng và sao kê</h2>
        <p class="to-accounts">
          <a href={`${unitPath(unit.unitCode)}/tai-khoan`}>
            Khai báo, thay đổi, xác minh tài khoản
          </a>
        </p>
        {unit.accounts.length === 0 ? (
          <p class="empty">Đơn vị chưa khai báo tài khoản thụ hưởng.</p>
        ) : (
          <AccountsTable
            accounts={unit.accounts}
            banks={props.banks}
            day={localDateOf(reading.asOf)}
            hrefOf={
              props.seesStatements === true
                ? ({ versionId }) => coveragePath(versionId, { asked })
                : null
            }
          />
        )}
      </section>
      <OpenCredits reading={reading} unit={unit} />
      {props.history && <FlagHistory history={props.history} />}
    </Layout>
  );
}

function Flags(props: {
  readonly flags: readonly FlagReading[];
  readonly asked: Date | undefined;
}) {
  const { flags, asked } = props;
  if (flags.length === 0) return <p class="lead">Không có cảnh báo đối với đơn vị.</p>;
  return (
    <section class="flags" aria-label="Cảnh báo">
      {[...flags].sort(bySeverity).map((flag) => {
        const { finding, request } = adviceOn(flag);
        return (
          <article key={flag.flag}>
            <p class="flag-head">
              <FlagChip flag={flag.flag} />
              <span>Từ ngày {formatDay(localDateOf(flag.since))}</span>
              <span>{coverageSentence(flag)}</span>
            </p>
            <p>{finding}</p>
            <p class="request">{request}</p>
            {flag.paymentIds.length > 0 && (
              <p>
                <a href={flagPath(flag, asked)}>Xem các giao dịch này</a>
              </p>
            )}
          </article>
        );
      })}
    </section>
  );
}

/** What does not tie, each with the page where it is worked on. */
function Discrepancies(props: {
  readonly reading: ProvinceReading;
  readonly unit: UnitReading;
  readonly asked: Date | undefined;
}) {
  const { reading, unit, asked } = props;
  const own = reading.discrepancies.filter(({ unitCode }) => unitCode === unit.unitCode);
  if (own.length === 0) return null;
  const all = { 'as-of': asked && instantText(asked), 'don-vi': unit.unitCode };
  return (
    <nav class="filter" aria-label="Sai lệch của đơn vị">
      <a href={addressOf('/sai-lech', all)}>
        Sai lệch <span>{formatCount(own.length)}</span>
      </a>
      {own.map(({ id, kind, members }) => (
        <a key={id} href={discrepancyPath(id, asked)}>
          {kindWord(kind)} <span>{formatCount(members)}</span>
        </a>
      ))}
    </nav>
  );
}

/** Money in former accounts: which account, which one was right, whose it is to explain. */
function OldAccounts(props: { readonly reading: ProvinceReading; readonly unit: UnitReading }) {
  const sentences = props.reading.discrepancies
    .filter(({ unitCode }) => unitCode === props.unit.unitCode)
    .flatMap((one) => oldAccountsSentence(one) ?? []);
  if (sentences.length === 0) return null;
  return (
    <section aria-labelledby="tai-khoan-cu">
      <h2 id="tai-khoan-cu">Tiền về tài khoản cũ</h2>
      {sentences.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </section>
  );
}

function Payments(props: UnitPageProps & { readonly payments: readonly PaymentReading[] }) {
  const { unit, payments, settlement, asked } = props;
  const chosen = payments
    .filter((payment) => settlement === undefined || payment.settlement === settlement)
    .sort((one, other) => other.paidAt.getTime() - one.paidAt.getTime());
  const pageCount = Math.max(1, Math.ceil(chosen.length / rowsPerPage));
  const page = Math.min(props.pageNumber, pageCount);
  const hrefOf = (to: number, value: SettlementValue | undefined) =>
    addressOf(unitPath(unit.unitCode), {
      'as-of': asked && instantText(asked),
      'tinh-trang': value,
      trang: to === 1 ? undefined : String(to),
    });
  return (
    <section aria-labelledby="giao-dich">
      <h2 id="giao-dich">Giao dịch thanh toán ({formatCount(chosen.length)})</h2>
      <Filter {...{ payments, settlement }} hrefOf={(value) => hrefOf(1, value)} />
      {chosen.length === 0 ? (
        <p class="empty">Chưa có giao dịch nào.</p>
      ) : (
        <PaymentsTable
          payments={chosen.slice((page - 1) * rowsPerPage, page * rowsPerPage)}
          asked={asked}
        />
      )}
      <Pager page={page} pageCount={pageCount} hrefOf={(to) => hrefOf(to, settlement)} />
    </section>
  );
}

function Filter(props: {
  readonly payments: readonly PaymentReading[];
  readonly settlement: SettlementValue | undefined;
  readonly hrefOf: (value: SettlementValue | undefined) => string;
}) {
  const { bySettlement } = totalsOf(props.payments);
  const values = settlementValues.filter(
    (value) => bySettlement[value].count > 0 || value === props.settlement,
  );
  if (values.length === 0) return null;
  return (
    <nav class="filter" aria-label="Lọc theo tình trạng">
      {[undefined, ...values].map((value) => (
        <a
          key={value ?? 'all'}
          href={props.hrefOf(value)}
          aria-current={value === props.settlement ? 'true' : undefined}
        >
          {value ? settlementWords[value].vi : 'Tất cả'}{' '}
          <span>{formatCount(value ? bySettlement[value].count : props.payments.length)}</span>
        </a>
      ))}
    </nav>
  );
}

/** Credits that nothing explains yet: how many, and the newest, which the page shows. */
export function openCreditsOf(
  reading: ProvinceReading,
  unit: UnitReading,
): { readonly count: number; readonly shown: readonly LineReading[] } {
  const open = reading.lines
    .filter(
      (line) =>
        line.unitCode === unit.unitCode &&
        line.amount > 0n &&
        (line.state === 'unmatched' || line.state === 'partly_matched'),
    )
    .sort((one, other) => (one.bookingDate < other.bookingDate ? 1 : -1));
  return { count: open.length, shown: open.slice(0, rowsPerPage) };
}

function OpenCredits(props: { readonly reading: ProvinceReading; readonly unit: UnitReading }) {
  const { count, shown } = openCreditsOf(props.reading, props.unit);
  if (count === 0) return null;
  return (
    <section aria-labelledby="ghi-co">
      <h2 id="ghi-co">Khoản ghi Có chưa khớp ({formatCount(count)})</h2>
      {count > shown.length && <p class="muted">{formatCount(shown.length)} khoản mới nhất.</p>}
      <CreditsTable lines={shown} />
    </section>
  );
}

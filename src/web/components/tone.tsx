// How grave a value looks: a colour and, since colour is never the only sign, an icon.
import type { FlagKind, PaymentReading, SettlementValue } from '../../reconciliation/reading.js';
import { flagWords, paymentStatusWords, settlementWords } from '../../reconciliation/words.js';

export type Tone = 'good' | 'bad' | 'doubt' | 'wait' | 'plain';

const paths: Readonly<Record<Tone, string>> = {
  good: 'M3.5 8.5l3 3 6-7',
  bad: 'M8 3v6M8 12.2v.6',
  doubt: 'M5.5 6a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.8-1.1 1.6M8 12.4v.4',
  wait: 'M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11M8 5.5V8l1.8 1.2',
  plain: 'M4 8h8',
};

function Icon({ tone }: { readonly tone: Tone }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="12" height="12" aria-hidden="true">
      <path d={paths[tone]} />
    </svg>
  );
}

/** A short text with the colour and icon of its tone. */
export function Chip({ tone, text }: { readonly tone: Tone; readonly text: string }) {
  return (
    <span class={`chip ${tone}`}>
      <Icon tone={tone} />
      {text}
    </span>
  );
}

const flagTones: Readonly<Record<FlagKind, Tone>> = {
  money_missing: 'bad',
  wrong_account: 'bad',
  no_account: 'bad',
  account_unverified: 'doubt',
  statement_missing: 'doubt',
  review_waiting: 'doubt',
  unidentified_credit: 'doubt',
};

export function FlagChip({ flag }: { readonly flag: FlagKind }) {
  return <Chip tone={flagTones[flag]} text={flagWords[flag].vi} />;
}

const settlementTones: Readonly<Record<SettlementValue, Tone>> = {
  refunded: 'plain',
  arrived: 'good',
  returned: 'bad',
  wrong_unit: 'bad',
  old_account: 'bad',
  over: 'doubt',
  short: 'bad',
  unassigned: 'doubt',
  no_account: 'bad',
  proposed: 'doubt',
  awaiting: 'wait',
  unverifiable: 'doubt',
  overdue: 'bad',
};

/** What the bank says of a payment; for one that was never paid, what the gateway says. */
export function SettlementChip({ payment }: { readonly payment: PaymentReading }) {
  const { settlement, status } = payment;
  return settlement === null ? (
    <Chip tone="plain" text={paymentStatusWords[status].vi} />
  ) : (
    <Chip tone={settlementTones[settlement]} text={settlementWords[settlement].vi} />
  );
}

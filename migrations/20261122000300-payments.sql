-- What gateways say was paid. Notices and events are evidence: the service role may only add them.
create table gateway_account (
  id bigint generated always as identity primary key,
  name text not null constraint one_gateway_account_per_name unique,
  kind text not null,
  merchant_code text,
  options jsonb not null default '{}',
  tolerance public.vnd not null default 0
);

create table gateway_secret (
  id bigint generated always as identity primary key,
  gateway_account_id bigint not null references gateway_account (id),
  -- every secret of a profile together, AES-256-GCM, so that a rotation replaces one row by another
  ciphertext bytea not null,
  valid_from timestamptz not null default now(),
  valid_to timestamptz
);

create table gateway_terms (
  id bigint generated always as identity primary key,
  gateway_account_id bigint not null references gateway_account (id),
  valid_from date,
  terms jsonb not null,
  constraint one_set_of_terms_per_day unique nulls not distinct (gateway_account_id, valid_from)
);

create table fee_order (
  id bigint generated always as identity primary key,
  -- a gateway account's name, a gateway kind, or '' when the order fits any
  gateway text not null default '',
  merchant_ref text not null,
  dossier_code text,
  unit_code text not null references public.unit (code),
  amount public.vnd not null constraint orders_are_for_a_positive_amount check (amount > 0),
  description text,
  -- [{"purpose": "...", "amount": "..."}]
  fee_items jsonb not null default '[]',
  procedure_code text,
  told_bank_code text,
  told_account text,
  source_system text,
  created_at timestamptz,
  recorded_at timestamptz not null default now(),
  constraint one_order_per_gateway_and_reference unique (gateway, merchant_ref)
);
create index fee_order_by_reference on fee_order (merchant_ref);

create table payment_notice (
  id bigint generated always as identity primary key,
  gateway_account_id bigint references gateway_account (id),
  gateway text not null,
  received_at timestamptz not null,
  method text not null,
  raw_query text not null,
  headers jsonb not null,
  raw_body bytea not null,
  verdict text not null
);

-- Refusals beyond the daily bound of kept bytes are only counted.
create table refused_notice_count (
  day date not null,
  gateway text not null,
  verdict text not null,
  count bigint not null,
  primary key (day, gateway, verdict)
);

create table payment (
  id bigint generated always as identity primary key,
  gateway_account_id bigint not null references gateway_account (id),
  -- the gateway's transaction id, or 'ref:' and our reference when it gave none
  txn_key text not null,
  gateway_txn_id text,
  -- a later message may fill these in where the first said nothing; none replaces them
  merchant_ref text,
  dossier_code text,
  -- only what a signed message or a portal's export said; the unit itself is derived
  unit_code text,
  order_info text,
  amount public.vnd not null constraint payments_are_of_a_positive_amount check (amount > 0),
  recorded_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  constraint one_payment_per_gateway_transaction unique (gateway_account_id, txn_key)
);
create index payment_by_reference on payment (merchant_ref);

create table payment_event (
  id bigint generated always as identity primary key,
  payment_id bigint not null references payment (id),
  status text not null constraint payment_statuses_are_known check
    (status in ('pending', 'failed', 'cancelled', 'succeeded', 'partly_refunded', 'refunded')),
  amount public.vnd not null,
  refunded_amount public.vnd,
  -- when the payer paid, as the gateway says; the reception time where it said none
  paid_at timestamptz not null,
  paid_at_stated boolean not null,
  -- when this status came to be: the refund's time for refunds, else paid_at
  occurred_at timestamptz not null,
  received_at timestamptz not null,
  notice_id bigint references payment_notice (id),
  source text not null constraint events_come_from_a_callback_or_an_import
    check (source in ('callback', 'import')),
  -- what the message says, without when it reached us
  word_key text not null,
  constraint the_same_word_is_recorded_once unique (payment_id, word_key)
);

create table payment_receipt (
  payment_id bigint primary key references payment (id),
  receipt_number text,
  source_system text
);

create table settlement_batch (
  id bigint generated always as identity primary key,
  gateway_account_id bigint not null references gateway_account (id),
  batch text not null,
  settlement_date date not null,
  file_name text not null,
  imported_at timestamptz not null default now(),
  constraint one_batch_per_gateway_account_and_id unique (gateway_account_id, batch)
);

create table settlement_line (
  id bigint generated always as identity primary key,
  settlement_batch_id bigint not null references settlement_batch (id),
  row_number integer not null,
  kind text not null constraint settlement_lines_are_of_a_known_kind
    check (kind in ('payment', 'refund', 'adjustment')),
  gateway_txn_id text,
  merchant_ref text,
  amount public.vnd not null,
  fee public.vnd not null,
  net_amount public.vnd not null,
  unit_code text references public.unit (code),
  constraint net_is_amount_less_fee check (net_amount = amount - fee)
);
create index settlement_line_by_batch on settlement_line (settlement_batch_id);

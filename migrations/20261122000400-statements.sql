-- What banks say arrived. A file is kept as received; a line is stored once, whichever file
-- brought it first.
create table statement_file (
  id bigint generated always as identity primary key,
  sha256 text not null constraint one_row_per_file unique,
  name text not null,
  bytes bytea not null,
  uploaded_at timestamptz not null
);

create table statement (
  id bigint generated always as identity primary key,
  statement_file_id bigint not null references statement_file (id),
  statement_index integer not null,
  bank_account_id bigint references bank_account (id),
  format text not null,
  layout text not null,
  account_printed text,
  currency text,
  bank_statement_id text,
  sequence_number integer,
  page integer,
  period_from date,
  period_to date,
  opening_balance public.vnd,
  closing_balance public.vnd,
  line_count integer not null,
  sum_credits public.vnd,
  sum_debits public.vnd,
  -- when the bank made it, or the upload time where it does not say
  made_at timestamptz not null,
  uploaded_at timestamptz not null,
  state text not null constraint statements_have_a_known_state check
    (state in ('balanced', 'unproven', 'quarantined', 'duplicate', 'overlap', 'parked')),
  warnings jsonb not null default '[]',
  new_count integer not null default 0,
  known_count integer not null default 0,
  -- lines that it shows and another statement had brought before
  known_line_ids bigint[] not null default '{}',
  constraint one_statement_per_place_in_a_file unique (statement_file_id, statement_index),
  constraint posted_statements_name_their_account
    check (state in ('parked', 'quarantined') or bank_account_id is not null)
);
create index statement_by_account on statement (bank_account_id, period_from);

create table statement_line (
  id bigint generated always as identity primary key,
  bank_account_id bigint not null references bank_account (id),
  statement_id bigint not null references statement (id),
  line_no integer not null,
  layout text not null,
  booking_date date not null,
  value_date date not null,
  amount public.vnd not null,
  bank_ref text,
  narrative text not null,
  counterparty text,
  -- equal lines of one day are told apart by their count, never by position in a file
  line_key text not null,
  occurrence integer not null,
  constraint each_line_is_stored_once unique (bank_account_id, layout, line_key, occurrence)
);
create index statement_line_by_day on statement_line (bank_account_id, booking_date);

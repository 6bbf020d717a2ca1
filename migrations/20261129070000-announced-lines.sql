-- What a message of a running day (camt.052, camt.054, MT942), or a statement's pending entry, shows
-- early: evidence that is only added. It is joined with the line it announces when facts are read.
create table announced_line (
  id bigint generated always as identity primary key,
  bank_account_id bigint not null references bank_account (id),
  statement_id bigint not null references statement (id),
  line_no integer not null,
  -- camt.052, MT942 …: repetitions are told apart within one kind of message
  layout text not null,
  booking_date date not null,
  value_date date not null,
  amount public.vnd not null,
  bank_ref text,
  narrative text not null,
  counterparty text,
  line_key text not null,
  constraint an_entry_is_announced_once unique (statement_id, line_no)
);
create index announced_line_by_account on announced_line (bank_account_id);

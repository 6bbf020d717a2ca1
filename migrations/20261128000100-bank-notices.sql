-- What bank-feed services (SePay, Casso) say moved on an account: evidence that is only added. It is
-- joined with the statement line it announces when the facts are read, never here.
create table bank_notice (
  id bigint generated always as identity primary key,
  gateway_account_id bigint not null references gateway_account (id),
  -- the service's own id of the movement
  notice_id text not null,
  -- as printed; which registered account it is, is derived
  account_number text,
  sub_account text,
  bank_name text,
  -- credits are positive
  amount public.vnd not null constraint a_bank_notice_moves_money check (amount <> 0),
  -- when it moved, as the service says; the reception time where it said none
  moved_at timestamptz not null,
  narrative text not null,
  code text,
  bank_ref text,
  running_balance public.vnd,
  received_at timestamptz not null,
  payment_notice_id bigint not null references payment_notice (id),
  -- what it says, without when it reached us: a contradicting repetition is kept beside the first
  content_key text not null,
  constraint the_same_movement_is_noticed_once unique (gateway_account_id, notice_id, content_key)
);

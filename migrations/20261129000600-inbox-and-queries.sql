-- Nothing is lost on the way in: what came and could not be taken is read again, and a gateway that
-- does not call is asked. Readings and answers are evidence and only added; a question is work.
alter table payment_notice
  -- what stood in the path: a gateway kind or the name of an account; null in what came before
  add column addressed_to text;

-- A stored callback read again, after a fix: what it came to, when, and by which program. What was
-- said of it before stays. Its state is that of the latest reading, once recorded for good.
create table payment_notice_reading (
  id bigint generated always as identity primary key,
  notice_id bigint not null references payment_notice (id),
  verdict text not null,
  read_at timestamptz not null,
  read_by text not null,
  program_version text not null
);
create index payment_notice_reading_by_notice on payment_notice_reading (notice_id, id);
create index payment_notice_not_recorded on payment_notice (id)
  where verdict not in ('verified', 'ignored');
-- the last callback of an account, and its usual gap
create index payment_notice_by_account_and_time on payment_notice (gateway_account_id, received_at);

-- Every time a gateway was asked, with its answer as received.
create table gateway_query (
  id bigint generated always as identity primary key,
  gateway_account_id bigint not null references gateway_account (id),
  merchant_ref text not null,
  request_id text not null constraint no_request_id_is_used_twice unique,
  asked_at timestamptz not null,
  answered_at timestamptz not null,
  outcome text not null constraint what_an_answer_came_to_is_known check
    (outcome in ('word', 'not_final', 'unknown', 'refused', 'untrusted', 'unanswered')),
  -- the gateway's own code, or why there was no answer
  detail text,
  http_status integer,
  raw_answer bytea
);
create index gateway_query_by_reference on gateway_query (gateway_account_id, merchant_ref);

-- What is still to be asked; made anew from payments and orders where it is missing.
create table gateway_question (
  gateway_account_id bigint not null references gateway_account (id),
  merchant_ref text not null,
  since timestamptz not null,
  attempts integer not null default 0,
  next_at timestamptz not null,
  leased_until timestamptz,
  settled_at timestamptz,
  given_up_at timestamptz,
  constraint one_question_per_gateway_account_and_reference
    primary key (gateway_account_id, merchant_ref)
);
create index gateway_question_due on gateway_question (next_at)
  where settled_at is null and given_up_at is null;
create index payment_event_pending on payment_event (received_at) where status = 'pending';
create index fee_order_by_recording on fee_order (recorded_at);

alter table payment_event
  add column query_id bigint references gateway_query (id),
  drop constraint events_come_from_a_callback_or_an_import,
  add constraint events_come_from_a_callback_a_query_or_an_import
    check (source in ('callback', 'query', 'import'));

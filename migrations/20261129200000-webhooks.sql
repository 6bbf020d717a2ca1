-- Outbound webhooks: who is told of which changes, what was told, and the outbox it leaves by.
-- Standard Webhooks: an event keeps its id for all retries and replays.
create table webhook (
  id bigint generated always as identity primary key,
  name text not null constraint webhook_names_are_short check (length(name) between 1 and 120),
  url text not null constraint webhook_addresses_are_short check (length(url) between 1 and 500),
  kinds text[] not null constraint a_webhook_is_told_of_something check (cardinality(kinds) > 0),
  -- a unit with everything below it, or the two digits of the province
  scope text not null,
  created_at timestamptz not null,
  created_by text not null,
  version integer not null default 1,
  paused_at timestamptz,
  paused_because text constraint webhooks_pause_for_a_known_reason
    check (paused_because in ('officer', 'gone', 'failing')),
  -- when the administrators were mailed that the service itself paused it
  told_at timestamptz,
  -- the first failure since the last success
  failing_since timestamptz,
  -- the receiver asked us to wait (Retry-After)
  not_before timestamptz,
  deleted_at timestamptz,
  constraint a_pause_has_its_reason check ((paused_at is null) = (paused_because is null))
);

create table webhook_secret (
  id bigint generated always as identity primary key,
  webhook_id bigint not null references webhook (id),
  ciphertext bytea not null,
  valid_from timestamptz not null,
  valid_to timestamptz
);
create unique index one_newest_secret_per_webhook on webhook_secret (webhook_id)
  where valid_to is null;

create table webhook_delivery (
  id bigint generated always as identity primary key,
  webhook_id bigint not null references webhook (id),
  event_id text not null,
  kind text not null,
  unit_code text references public.unit (code),
  occurred_at timestamptz not null,
  -- the bytes that are signed: the same each time
  body text not null constraint bodies_are_small check (length(body) <= 20000),
  is_replay boolean not null default false,
  created_at timestamptz not null,
  state text not null default 'pending' constraint deliveries_have_a_known_state
    check (state in ('pending', 'delivered', 'failed')),
  attempts integer not null default 0,
  next_attempt_at timestamptz not null,
  leased_until timestamptz,
  attempted_at timestamptz,
  -- what was answered last; never the answer itself
  last_status smallint,
  last_error text,
  ended_at timestamptz
);
create unique index an_event_is_told_a_webhook_once on webhook_delivery (webhook_id, event_id)
  where not is_replay;
create index webhook_delivery_due on webhook_delivery (webhook_id, next_attempt_at)
  where state = 'pending';
create index webhook_delivery_by_webhook on webhook_delivery (webhook_id, id);

-- The last word that subscribers know of a payment: a row only for payments that ever had one.
create table webhook_told_payment (
  payment_id bigint primary key references payment (id),
  told text constraint payments_are_told_of_in_known_words check (told in ('arrived', 'overdue'))
);

-- Stays of flags that subscribers know of, and whether of their end too.
create table webhook_told_flag (
  unit_flag_id bigint primary key,
  cleared boolean not null
);

-- Up to when all this is told. One row; no instant while nobody listens.
create table webhook_telling (
  only_row boolean primary key default true constraint there_is_one_telling check (only_row),
  as_of timestamptz,
  run_finished_at timestamptz,
  -- when time alone makes the next payment overdue
  next_due_at timestamptz
);

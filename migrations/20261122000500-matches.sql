-- Which payment is which statement line, and why. A match is never edited: when the set it was
-- proven against changes, it ends (`undone`) and a new one says what holds now.
create table match (
  id bigint generated always as identity primary key,
  -- rule, legs and checks in one digest: a second run finds what it would write already there
  fingerprint text not null,
  rule text not null,
  rule_set text not null,
  status text not null constraint matches_have_a_known_status
    check (status in ('confirmed', 'proposed', 'rejected', 'undone')),
  confidence text not null constraint confidence_is_certain_or_probable
    check (confidence in ('certain', 'probable')),
  -- several answers fit equally; the legs are all that take part
  ambiguous boolean not null default false,
  cause text,
  checks jsonb not null,
  decided_by text,
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  constraint ended_matches_say_so check ((ended_at is null) = (status in ('confirmed', 'proposed')))
);
create unique index one_live_match_per_fingerprint on match (fingerprint) where ended_at is null;

create table match_leg (
  match_id bigint not null references match (id),
  leg_no integer not null,
  statement_line_id bigint references statement_line (id),
  payment_id bigint references payment (id),
  -- which expected credit of the payment (0 unless its fee items go to several accounts)
  credit_no smallint,
  amount public.vnd not null,
  live boolean not null default true,
  primary key (match_id, leg_no),
  constraint a_leg_is_a_line_or_an_expected_credit
    check ((statement_line_id is null) <> (payment_id is null)),
  constraint expected_credits_are_numbered check ((payment_id is null) = (credit_no is null))
);
create unique index a_line_is_in_one_live_match on match_leg (statement_line_id) where live;
create unique index an_expected_credit_is_in_one_live_match
  on match_leg (payment_id, credit_no) where live;

create table reconciliation_run (
  id bigint generated always as identity primary key,
  started_at timestamptz not null,
  finished_at timestamptz not null,
  matches_added integer not null,
  matches_ended integer not null
);

-- The audit trail: events are added in the transaction of what they tell, and sealed into a chain
-- of digests by a short job. Personal values stand apart, so that they can be erased and the chain
-- still holds: an event carries only their salted digest.
create table audit_event (
  id bigint generated always as identity primary key,
  -- the database's clock: every process writes by the same one
  at timestamptz not null default clock_timestamp(),
  actor_kind text not null constraint actors_are_of_a_known_kind
    check (actor_kind in ('officer', 'token', 'command', 'job', 'gateway', 'visitor')),
  actor text not null,
  action text not null,
  unit_code text,
  subject_kind text not null,
  subject_id text,
  before jsonb,
  after jsonb,
  why text,
  request_id text,
  -- SHA-256 over salt and values of the row in audit_personal; null when there is none
  personal_digest text,
  -- which version of the canonical form its digest is made over
  canonical smallint not null
);
create index audit_event_by_subject on audit_event (subject_kind, subject_id);
create index audit_event_by_unit on audit_event (unit_code, id);
create index audit_event_by_time on audit_event (at);

create table audit_personal (
  event_id bigint primary key references audit_event (id),
  salt text,
  personal jsonb,
  erased_at timestamptz,
  erased_because text,
  constraint what_is_erased_is_gone check
    ((erased_at is null) = (personal is not null) and (salt is null) = (personal is null)),
  constraint an_erasure_says_why check ((erased_at is null) = (erased_because is null))
);

create table audit_seal (
  -- 1, 2, 3 … without a gap
  seq bigint primary key,
  event_id bigint not null constraint an_event_is_sealed_once unique references audit_event (id),
  event_digest text not null,
  -- SHA-256 over the chain before, seq, event_digest and sealed_at
  chain text not null,
  -- one instant for all entries that were sealed together
  sealed_at timestamptz not null
);

-- Heads as they stood, each naming the one before and signed under SECRET_KEY; the same lines are
-- kept in a file outside the database and printed on reports.
create table audit_anchor (
  no bigint primary key,
  seq bigint not null,
  chain text not null,
  at timestamptz not null,
  previous text not null,
  signature text not null
);

-- How long what is kept, and by which law. Loaded with the reference data.
create table if not exists public.retention_rule (
  class text primary key,
  keep_days integer not null constraint something_is_kept_for_a_time check (keep_days > 0),
  law text not null,
  note text not null
);

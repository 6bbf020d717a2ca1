-- An export or a report that somebody asked for and does not wait for. The row is the job: whoever has
-- its advisory lock makes the file, and a process that dies loses the lock with its connection.
create table export_job (
  id bigint generated always as identity primary key,
  asker_kind text not null constraint exports_are_asked_for_by_officers_and_tokens
    check (asker_kind in ('officer', 'token')),
  asker_id text not null,
  request_id text,
  -- roles with their units as they were then: what was masked for them stays masked
  grants jsonb not null,
  -- 'payments', …, or 'report' with its kind in the query
  content text not null,
  format text not null,
  query jsonb not null,
  as_of timestamptz not null,
  asked_at timestamptz not null,
  -- how often somebody began with it: what kills its process is not begun for ever
  attempts smallint not null default 0,
  phase text not null default 'waiting' constraint exports_are_in_a_known_phase
    check (phase in ('waiting', 'reading', 'writing')),
  percent smallint not null default 0 constraint a_share_is_of_a_hundred
    check (percent >= 0 and percent <= 100),
  ended_at timestamptz,
  outcome text constraint exports_end_in_a_known_way
    check (outcome in ('done', 'failed', 'cancelled')),
  failed_because text,
  file_name text,
  byte_count bigint,
  row_count integer,
  covered_through date,
  sha256 text,
  constraint what_has_ended_came_to_something check ((ended_at is null) = (outcome is null)),
  constraint what_is_done_has_a_file
    check ((outcome is not distinct from 'done') = (sha256 is not null)),
  constraint what_failed_says_why
    check ((outcome is not distinct from 'failed') = (failed_because is not null))
);
create index export_job_waiting on export_job (id) where ended_at is null;
create index export_job_by_asker on export_job (asker_kind, asker_id, id);

-- Its file, as a statement's: no process needs it in memory as a whole.
create table export_piece (
  export_id bigint not null references export_job (id) on delete cascade,
  piece_no integer not null,
  deflated bytea not null,
  constraint one_piece_per_place_in_an_export primary key (export_id, piece_no)
);
alter table export_piece alter column deflated set storage external;

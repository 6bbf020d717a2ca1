-- Who was told what, and which slots of the schedule have run.
create table unit_flag (
  id bigint generated always as identity primary key,
  unit_code text not null references public.unit (code),
  flag text not null,
  raised_at timestamptz not null,
  cleared_at timestamptz,
  constraint a_flag_clears_after_it_is_raised check (cleared_at >= raised_at)
);
create unique index one_open_flag_per_unit_and_kind on unit_flag (unit_code, flag)
  where cleared_at is null;

-- The outbox: written with the decision to tell, sent afterwards, at most one per unit and day.
create table alert (
  id bigint generated always as identity primary key,
  unit_code text not null references public.unit (code),
  on_day date not null,
  -- digest of what the mail says: nothing is sent when nothing changed
  content_digest text not null,
  message_id text not null,
  recipients jsonb not null,
  subject text not null,
  body_text text not null,
  body_html text not null,
  state text not null default 'pending'
    constraint alerts_have_a_known_state check (state in ('pending', 'sent', 'undeliverable')),
  attempts integer not null default 0,
  next_attempt_at timestamptz not null,
  leased_until timestamptz,
  sent_at timestamptz,
  last_error text,
  created_at timestamptz not null,
  constraint one_alert_per_unit_and_day unique (unit_code, on_day)
);

create table schedule_slot (
  job text not null,
  due_at timestamptz not null,
  started_at timestamptz,
  -- renewed while the job runs: one that was killed is taken over when it ends
  leased_until timestamptz,
  finished_at timestamptz,
  primary key (job, due_at)
);

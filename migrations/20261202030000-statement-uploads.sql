-- An upload of statements by a page: whoever sent it may close the page and come back. Whether it is
-- still being read is not stored: it holds an advisory lock while it is, as runs do.
create table statement_upload (
  id bigint generated always as identity primary key,
  officer_id bigint not null references officer (id),
  asked_at timestamptz not null,
  -- names and sizes; the bytes are in statement_file once they were taken
  files jsonb not null,
  finished_at timestamptz,
  -- what became of each statement; null where nothing was taken
  statements jsonb,
  -- why nothing was taken: file, line, field
  problem jsonb,
  -- the matching that follows
  run_id bigint references reconciliation_run (id),
  constraint an_upload_ends_taken_or_refused
    check ((finished_at is not null) = (num_nonnulls(statements, problem) = 1)
      and num_nonnulls(statements, problem) <= 1),
  constraint what_was_taken_is_matched check ((run_id is not null) = (statements is not null))
);
create index statement_upload_by_officer on statement_upload (officer_id, id);

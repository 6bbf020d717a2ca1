-- A run that somebody takes back before it has ended: nothing of it may stand, which the database
-- promises. Whether a run is under way is told by the lock it holds, as before.
alter table reconciliation_run
  add column cancelled_at timestamptz,
  add column cancelled_by text,
  add constraint who_cancelled_is_known
    check ((cancelled_at is null) = (cancelled_by is null)),
  add constraint a_run_that_was_cancelled_found_nothing
    check (cancelled_at is null or (matches_added is null and finished_at is null));

-- A run that somebody asked for is there before it has ended: it can be watched, and its result read
-- later. Whether it is still under way is not stored: it holds an advisory lock while it is.
alter table reconciliation_run
  alter column finished_at drop not null,
  alter column matches_added drop not null,
  alter column matches_ended drop not null,
  add column asked_by text,
  add column matches_confirmed integer,
  add column matches_proposed integer,
  add column rule_set text,
  -- the code of the problem that ended it
  add column failed_because text,
  add constraint a_run_that_failed_found_nothing
    check (failed_because is null or matches_added is null),
  add constraint a_run_that_ended_well_has_its_counts
    check (finished_at is null or failed_because is not null
      or (matches_added is not null and matches_ended is not null));

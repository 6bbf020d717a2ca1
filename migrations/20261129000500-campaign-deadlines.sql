-- By when each unit of the province is to have done what belongs to a right account. Set by the
-- province; a later word about a task replaces the earlier one, and both stay.
create table campaign_deadline (
  id bigint generated always as identity primary key,
  task text not null constraint campaign_tasks_are_known
    check (task in ('focal_points', 'accountant', 'approver', 'declared', 'approved', 'verified',
                    'proven')),
  -- null: the task has no deadline any more
  due_on date,
  note text constraint deadline_notes_are_short check (length(note) <= 500),
  set_at timestamptz not null,
  set_by text not null
);
create index campaign_deadline_by_task on campaign_deadline (task, id);

-- What the last run could not say of a line: its search was cut short at a bound, or found more than
-- one answer. Without this row nobody could tell "not searched" from "there is none".
create table unanswered_search (
  id bigint generated always as identity primary key,
  statement_line_id bigint not null references statement_line (id),
  rule text not null,
  because text not null constraint searches_end_without_an_answer_for_a_known_reason
    check (because in ('payments', 'steps', 'sessions', 'answers')),
  -- the bound it met; of several answers: one
  most integer not null,
  found_at timestamptz not null,
  ended_at timestamptz,
  constraint a_search_ends_after_it_was_found check (ended_at >= found_at)
);
create unique index one_open_search_per_line_and_rule
  on unanswered_search (statement_line_id, rule) where ended_at is null;

alter table reconciliation_run
  -- credits for which a search was cut short; null for runs before these were kept
  add column lines_not_searched integer;

-- What people decide about a statement, each with its reason: a quarantined one released, one voided
-- and perhaps restored, lines that look known declared to be others.
create table statement_decision (
  id bigint generated always as identity primary key,
  statement_id bigint not null references statement (id),
  decision text not null constraint decisions_on_statements_are_known
    check (decision in ('released', 'voided', 'restored', 'separated')),
  reason text not null constraint a_decision_on_a_statement_has_a_reason check (reason <> ''),
  -- an officer, as the audit trail names them
  by text not null,
  at timestamptz not null
);
create index statement_decision_by_statement on statement_decision (statement_id);

-- Lines that no statement shows any longer. They stay as evidence and count for nothing; a restored
-- statement brings lines of its own.
create table voided_line (
  statement_line_id bigint primary key references statement_line (id),
  statement_decision_id bigint not null references statement_decision (id)
);
create index voided_line_by_decision on voided_line (statement_decision_id);

alter table statement drop constraint statements_have_a_known_state;
alter table statement add constraint statements_have_a_known_state check
  (state in ('balanced', 'unproven', 'quarantined', 'duplicate', 'overlap', 'parked', 'voided'));
alter table statement drop constraint posted_statements_name_their_account;
alter table statement add constraint posted_statements_name_their_account
  check (state in ('parked', 'quarantined', 'voided') or bank_account_id is not null);

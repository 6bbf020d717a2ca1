-- What people decide about matches, each with its reason: a proposal confirmed or rejected, a match
-- undone, or one made by hand. An automatic match that is rejected or undone does not come back.
create table match_decision (
  id bigint generated always as identity primary key,
  match_id bigint not null references match (id),
  decision text not null constraint decisions_on_matches_are_known
    check (decision in ('matched', 'confirmed', 'rejected', 'undone')),
  -- the rules may not bring the same lines and payments together again
  bars boolean not null,
  proof text constraint proofs_of_matches_are_known
    check (proof in ('statement', 'credit_advice', 'payer_paper')),
  reason text not null constraint a_decision_on_a_match_has_a_reason check (reason <> ''),
  -- an officer, as the audit trail names them
  by text not null,
  at timestamptz not null
);
create index match_decision_by_match on match_decision (match_id);

-- What parts the sum that was expected from the sum that came, in a match made by hand.
create table match_adjustment (
  match_id bigint not null references match (id),
  kind text not null constraint adjustments_are_of_a_known_kind
    check (kind in ('fee', 'rounding', 'write_off', 'difference')),
  -- positive: less came than was expected
  amount public.vnd not null constraint an_adjustment_is_not_nothing check (amount <> 0),
  primary key (match_id, kind)
);

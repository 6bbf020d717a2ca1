-- Whoever typed a statement from paper and sees a slip in it takes it back, saying why, instead of
-- waiting for somebody to refuse it. It is the third way in which a paper ends, kept where the other
-- two are, so that of all who come at once still one alone decides.
alter table paper_decision
  drop constraint a_paper_statement_is_confirmed_or_refused,
  add constraint a_paper_statement_is_confirmed_refused_or_withdrawn
    check (outcome in ('confirmed', 'refused', 'withdrawn')),
  alter column checker_id drop not null,
  add constraint what_its_maker_withdrew_nobody_checked
    check ((outcome = 'withdrawn') = (checker_id is null)),
  add constraint a_withdrawn_paper_has_a_reason
    check (outcome <> 'withdrawn' or (reason is not null and reason <> ''));

-- What officers say about a proposal, an open line or an open payment, and what they put off: until a
-- day, for somebody to look again. Only added; whether something is still put off is derived from the
-- newest of these, from the day and from whether the matter is still open.
create table review_event (
  id bigint generated always as identity primary key,
  match_id bigint references match (id),
  statement_line_id bigint references statement_line (id),
  payment_id bigint references payment (id),
  act text not null constraint acts_of_reviews_are_known
    check (act in ('noted', 'parked', 'unparked')),
  text text constraint a_note_says_something check (text <> ''),
  -- the day on which it comes back, and whose it is then
  until_on date,
  owner_id bigint references officer (id),
  -- an officer, as the audit trail names them
  by text not null,
  at timestamptz not null,
  constraint a_review_event_is_about_one_thing
    check (num_nonnulls(match_id, statement_line_id, payment_id) = 1),
  constraint what_is_parked_names_day_and_owner
    check ((act = 'parked') = (until_on is not null) and (act = 'parked') = (owner_id is not null)),
  constraint what_is_noted_or_parked_has_words check (act = 'unparked' or text is not null)
);
create index review_event_by_match on review_event (match_id) where match_id is not null;
create index review_event_by_line on review_event (statement_line_id)
  where statement_line_id is not null;
create index review_event_by_payment on review_event (payment_id) where payment_id is not null;
-- few beside the notes, and read whenever somebody opens the review
create index review_event_that_parks on review_event (id) where act <> 'noted';

-- Filters and order of a list under a name, as one officer looks at it again and again.
create table saved_view (
  id bigint generated always as identity primary key,
  officer_id bigint not null references officer (id),
  page text not null constraint views_are_of_a_known_page check (page in ('review', 'discrepancies')),
  name text not null constraint a_view_has_a_name check (name <> ''),
  -- what follows the question mark of the address; never the number of an account or a person
  query text not null constraint a_view_holds_no_long_number check (query !~ '[0-9]{9}'),
  created_at timestamptz not null,
  removed_at timestamptz
);
create unique index one_view_of_a_name on saved_view (officer_id, page, name)
  where removed_at is null;

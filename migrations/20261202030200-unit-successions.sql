-- Which unit took over from which, by which decree and from which day: communes merge and are split, and
-- money still comes to the old one's account. Told, never acted upon: accounts change by two people.
-- Only added; what was recorded wrongly is withdrawn by another row.
create table unit_succession (
  id bigint generated always as identity primary key,
  -- unit_code: the one that ended or gave a part away
  unit_code text not null references public.unit (code),
  successor_code text not null references public.unit (code),
  kind text not null constraint successions_are_of_a_known_kind check (kind in ('merged', 'split')),
  effective_on date not null,
  decree text not null constraint a_succession_names_its_decree check (decree <> ''),
  recorded_at timestamptz not null,
  recorded_by text not null,
  constraint no_unit_succeeds_itself check (unit_code <> successor_code)
);
create index unit_succession_by_unit on unit_succession (unit_code);

create table unit_succession_withdrawal (
  succession_id bigint primary key references unit_succession (id),
  reason text not null constraint a_succession_is_withdrawn_with_a_reason check (reason <> ''),
  recorded_at timestamptz not null,
  recorded_by text not null
);

-- Days off that became known after the official list was made: swaps are announced within weeks. They
-- overlay the shared list in this province alone, since one province's slip must not move the due days
-- of 33 others. Only added: the latest entry of a day holds, those before it are its history.
create table calendar_entry (
  id bigint generated always as identity primary key,
  day date not null,
  kind text not null constraint entered_days_are_of_a_known_kind
    check (kind in ('holiday', 'compensatory', 'make-up-working-day', 'working')),
  name text not null constraint an_entered_day_has_a_name check (name <> ''),
  -- of a swap, the other day
  pair date,
  source text not null constraint an_entered_day_names_its_decree check (source <> ''),
  -- the entry it corrects: two people cannot both correct the same one
  corrects bigint references calendar_entry (id),
  recorded_at timestamptz not null,
  recorded_by text not null,
  constraint an_entry_of_a_day_is_corrected_once unique nulls not distinct (day, corrects),
  constraint a_day_is_not_swapped_with_itself check (pair <> day)
);

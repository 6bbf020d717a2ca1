-- Which province a commune belonged to before the mergers of 2025, by ranges of codes: a commune's
-- code survived the merger, and reports are asked for by former province too. Official data, shared.
create table if not exists public.former_province (
  province_code text not null references public.province (code),
  code_from text not null,
  code_to text not null,
  name text not null,
  constraint a_range_of_former_units_is_stated_once primary key (province_code, code_from),
  constraint a_range_of_codes_does_not_end_before_it_begins check (code_from <= code_to)
);

-- Letters are the province's until the day it became a city; null where it always was one, or is none.
alter table public.province add column if not exists city_since date;

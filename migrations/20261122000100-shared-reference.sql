-- Shared reference data lives in `public`: the same rows serve every province's schema, so each
-- statement tolerates that another province created the object first.
create extension if not exists btree_gist with schema public;

do $$ begin
  -- bigint with a check: numeric(18,0) would silently round "8000.5" (style rule 6).
  create domain public.vnd as bigint
    constraint amounts_have_at_most_eighteen_digits
    check (value between -999999999999999999 and 999999999999999999);
exception when duplicate_object then null; end $$;

create table if not exists public.province (
  code text primary key,
  name text not null,
  type text not null,
  full_name text not null
);

create table if not exists public.unit (
  code text primary key,
  name text not null,
  type text not null,
  province_code text references public.province (code),
  parent_code text references public.unit (code),
  agency_code text,
  email text,
  phone text,
  contact_business text,
  contact_it text,
  -- since when the unit has this type, and which it had before (accounts may still carry that name)
  type_since date,
  previous_type text,
  source text not null constraint units_are_official_or_imported check (source in ('official', 'import'))
);
create index if not exists unit_by_province on public.unit (province_code);

create table if not exists public.bank (
  bin text primary key,
  code text,
  short_name text not null,
  name text not null,
  former_name text,
  swift text,
  kind text not null,
  sbv_code text
);

create table if not exists public.holiday (
  day date primary key,
  name text not null,
  kind text not null constraint holidays_are_of_a_known_kind
    check (kind in ('holiday', 'compensatory', 'make-up-working-day')),
  pair date,
  source text not null
);

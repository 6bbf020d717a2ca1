-- What a proposed account is held against. Shared like the other lists, so each statement tolerates
-- that another province came first.

-- other short codes that public lists give a bank; one may be another bank's own
alter table public.bank add column if not exists other_codes text[] not null default '{}';

-- institutions that clear and have no BIN, so that they are no bank here
create table if not exists public.clearing_institution (
  sbv_code text primary key,
  name text not null,
  kind text not null
);

-- classes of the State Treasury's own books by the beginning of a natural account
create table if not exists public.treasury_class (
  prefix text primary key,
  kind text not null constraint treasury_classes_are_of_a_known_kind
    check (kind in ('estimate', 'deposit', 'fee_waiting', 'revenue')),
  name text not null,
  sure text not null,
  source text not null
);

-- what a unit was called before, [{name, type, until}]: its accounts may still carry that name
alter table public.unit add column if not exists former_names jsonb not null default '[]'
  constraint former_names_are_a_list check (jsonb_typeof(former_names) = 'array');

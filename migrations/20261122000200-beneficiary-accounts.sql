-- Which account is a unit's, from when to when. A physical account is one row; the register holds
-- dated versions that point at it. No two versions of one unit and purpose share a day.
create table bank_account (
  id bigint generated always as identity primary key,
  kind text not null constraint accounts_are_bank_or_treasury check (kind in ('bank', 'treasury')),
  bank_bin text references public.bank (bin),
  number text not null,
  -- letters and digits only, upper case: how statements are compared with the register
  number_key text not null,
  constraint a_bank_account_names_its_bank check (kind = 'treasury' or bank_bin is not null),
  constraint one_row_per_bank_and_number unique nulls not distinct (bank_bin, number_key)
);
create index bank_account_by_number on bank_account (number_key);

create table beneficiary_account (
  id bigint generated always as identity primary key,
  unit_code text not null references public.unit (code),
  purpose text not null default 'default',
  bank_account_id bigint not null references bank_account (id),
  account_name text not null,
  branch text,
  treasury_code text,
  budget_code text,
  valid_from date,
  valid_to date,
  valid daterange generated always as (daterange(valid_from, valid_to, '[)')) stored,
  -- vouched: brought by the take-over of a register, never approved by two people
  status text not null default 'vouched'
    constraint account_versions_have_a_known_status check (status in ('vouched')),
  recorded_at timestamptz not null default now(),
  recorded_by text not null,
  constraint a_version_ends_after_it_begins check (valid_to > valid_from),
  constraint one_account_per_unit_purpose_and_day
    exclude using gist (unit_code with =, purpose with =, valid with &&)
);
create index beneficiary_account_by_account on beneficiary_account (bank_account_id);

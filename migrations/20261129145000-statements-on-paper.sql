-- Statements that an office has on paper or as a picture only: one person types what the scan shows,
-- another one compares both. Only what they confirm becomes a statement; the scan itself is a
-- `statement_file`, like any other that banks gave.
create table paper_statement (
  id bigint generated always as identity primary key,
  bank_account_id bigint not null references bank_account (id),
  statement_file_id bigint not null references statement_file (id),
  -- as its maker's file is called: the same bytes may have come under another name
  scan_name text not null,
  period_from date not null,
  period_to date not null,
  opening_balance public.vnd not null,
  closing_balance public.vnd not null,
  maker_id bigint not null references officer (id),
  -- digest of the maker's citizen number: two accounts of one person are one person
  maker_citizen text,
  made_at timestamptz not null,
  constraint a_paper_statement_is_named_with_its_maker unique (id, maker_id),
  constraint a_paper_statement_ends_after_it_begins check (period_from <= period_to)
);
create index paper_statement_by_account on paper_statement (bank_account_id);
create index paper_statement_by_file on paper_statement (statement_file_id);

-- what was typed, credits and debits one by one, in the order of the paper
create table paper_line (
  paper_statement_id bigint not null references paper_statement (id),
  line_no integer not null,
  booking_date date not null,
  value_date date not null,
  amount public.vnd not null constraint a_line_on_paper_moves_money check (amount <> 0),
  bank_ref text,
  narrative text not null,
  counterparty text,
  primary key (paper_statement_id, line_no)
);

create table paper_decision (
  paper_statement_id bigint primary key,
  maker_id bigint not null,
  maker_citizen text,
  checker_id bigint not null references officer (id),
  checker_citizen text,
  outcome text not null constraint a_paper_statement_is_confirmed_or_refused
    check (outcome in ('confirmed', 'refused')),
  reason text,
  -- what it became
  statement_id bigint unique references statement (id),
  decided_at timestamptz not null,
  constraint a_decision_names_the_maker_of_the_paper
    foreign key (paper_statement_id, maker_id) references paper_statement (id, maker_id),
  constraint maker_and_checker_of_a_paper_are_two_people check (maker_id <> checker_id),
  constraint nobody_checks_their_own_paper_by_a_second_account
    check (maker_citizen <> checker_citizen),
  constraint what_is_confirmed_is_a_statement
    check ((outcome = 'confirmed') = (statement_id is not null)),
  constraint a_refused_paper_has_a_reason check (outcome = 'confirmed' or reason <> '')
);

-- How a version of the register comes to be: one person proposes, another decides, and the database
-- holds them to it. What is decided is added; a version that stands changes only by naming the
-- decision that ends it.

-- A purpose of a unit and how its first version came: a register that was taken over brings all of
-- its versions at once (so many, and never one more); anything else is decided by two people.
create table account_purpose (
  unit_code text not null references public.unit (code),
  purpose text not null,
  origin text not null constraint purposes_begin_in_a_known_way
    check (origin in ('take_over', 'decision')),
  taken_over_count integer not null,
  recorded_at timestamptz not null default now(),
  constraint one_beginning_per_unit_and_purpose primary key (unit_code, purpose),
  constraint only_a_take_over_brings_versions
    check ((origin = 'take_over') = (taken_over_count > 0)),
  constraint a_beginning_is_named_whole unique (unit_code, purpose, origin, taken_over_count)
);

insert into account_purpose (unit_code, purpose, origin, taken_over_count)
select account.unit_code, account.purpose, 'take_over', count(*)
  from beneficiary_account account
 group by account.unit_code, account.purpose;

create table account_proposal (
  id bigint generated always as identity primary key,
  unit_code text not null references public.unit (code),
  purpose text not null,
  -- declare: this account from a day on, the first or in place of the present one; close: the
  -- present one ends without a successor; resume: it was suspended and is used again
  change text not null constraint changes_are_of_a_known_kind
    check (change in ('declare', 'close', 'resume')),
  kind text constraint proposed_accounts_are_bank_or_treasury check (kind in ('bank', 'treasury')),
  bank_bin text references public.bank (bin),
  clearing_code text,
  account_number text,
  account_name text,
  branch text,
  treasury_code text,
  budget_code text,
  -- first day asked for (close: first day on which it no longer holds); null: as soon as it may be
  valid_from date,
  reason text not null,
  -- close, resume: the version that it is about. No foreign key: versions refer to decisions and
  -- those to proposals, and a backup wants an order
  version_id bigint,
  maker_id bigint not null references officer (id),
  -- digest of the maker's citizen number: two accounts of one person are one person
  maker_citizen text,
  made_at timestamptz not null,
  -- what `ETag` and `If-Match` carry
  version integer not null default 1,
  -- null while a draft
  submitted_at timestamptz,
  withdrawn_at timestamptz,
  -- decided or withdrawn
  ended_at timestamptz,
  constraint a_declared_account_is_named_whole check (change <> 'declare'
    or (kind is not null and account_number is not null and account_name is not null
        and (kind = 'treasury' or bank_bin is not null))),
  constraint an_end_or_a_resumption_names_its_version
    check ((change = 'declare') = (version_id is null)),
  constraint a_withdrawn_proposal_has_ended check (withdrawn_at is null or ended_at is not null),
  constraint a_proposal_is_named_whole unique (id, unit_code, purpose, change, maker_id),
  constraint a_proposal_is_named_with_its_version unique (id, version_id)
);
create unique index one_open_proposal_per_unit_and_purpose
  on account_proposal (unit_code, purpose) where ended_at is null;
create index account_proposal_by_unit on account_proposal (unit_code, id);

-- The paper behind a proposal: a bank's confirmation, a decision.
create table account_paper (
  id bigint generated always as identity primary key,
  proposal_id bigint not null references account_proposal (id),
  name text not null,
  media_type text not null constraint papers_are_pdf_jpeg_or_png
    check (media_type in ('application/pdf', 'image/jpeg', 'image/png')),
  sha256 text not null,
  bytes bytea not null constraint papers_have_at_most_twenty_megabytes
    check (octet_length(bytes) between 1 and 20971520),
  added_by bigint not null references officer (id),
  added_at timestamptz not null,
  -- taken back by the maker before the decision
  removed_at timestamptz,
  constraint a_paper_is_attached_once unique (proposal_id, sha256)
);

create table account_decision (
  proposal_id bigint primary key references account_proposal (id),
  outcome text not null constraint decisions_are_yes_or_no check (outcome in ('approved', 'rejected')),
  unit_code text not null,
  purpose text not null,
  change text not null,
  maker_id bigint not null,
  checker_id bigint not null references officer (id),
  maker_citizen text,
  checker_citizen text,
  reason text,
  -- digest of what the checker was shown
  shown_digest text not null,
  decided_at timestamptz not null,
  -- of what is approved: the account, its first day, and the instant until which it can be stopped
  bank_account_id bigint references bank_account (id),
  effective_on date,
  activates_at timestamptz,
  -- the version that it is about (close, resume) or ends (declare), and how that one ended before:
  -- a change that is stopped gives this back
  version_id bigint,
  ended_before_on date,
  ended_before_by bigint references account_decision (proposal_id),
  -- the unit's own focal points then: they hear of the next change too, whoever they are by now
  told jsonb not null,
  constraint maker_and_checker_are_two_people check (maker_id <> checker_id),
  constraint nobody_is_two_people_by_two_accounts check (maker_citizen <> checker_citizen),
  constraint a_rejection_says_why check (outcome = 'approved' or reason is not null),
  constraint what_is_approved_has_a_first_day
    check ((outcome = 'approved') = (effective_on is not null and activates_at is not null)),
  constraint a_decision_is_about_its_proposal
    foreign key (proposal_id, unit_code, purpose, change, maker_id)
    references account_proposal (id, unit_code, purpose, change, maker_id),
  constraint a_decision_is_named_whole
    unique (proposal_id, outcome, unit_code, purpose, change, bank_account_id, effective_on),
  constraint a_decision_is_named_by_its_day
    unique (proposal_id, outcome, unit_code, purpose, effective_on),
  constraint a_decision_is_named_with_its_version
    unique (proposal_id, outcome, change, version_id)
);
create index account_decision_by_unit on account_decision (unit_code, decided_at);

alter table beneficiary_account
  add column clearing_code text,
  -- which of the versions of a take-over it is
  add column taken_over_ordinal integer,
  add column taken_over_count integer,
  -- 'take_over' for these
  add column origin text,
  -- the decision that brought it
  add column decision_id bigint,
  add column decision_outcome text not null default 'approved'
    constraint versions_come_from_approvals check (decision_outcome = 'approved'),
  add column decision_change text not null default 'declare'
    constraint versions_come_from_declarations check (decision_change = 'declare'),
  -- until then the change can be stopped by one person
  add column activates_at timestamptz,
  add column stopped_at timestamptz,
  add column stopped_by text,
  add column stopped_because text,
  -- its last day as it was brought, and the decision that moved it
  add column stated_valid_to date,
  add column ended_by bigint;

update beneficiary_account version
   set taken_over_ordinal = counted.ordinal, taken_over_count = counted.total,
       origin = 'take_over', stated_valid_to = version.valid_to
  from (select account.id,
               row_number() over purposes as ordinal,
               count(*) over (partition by account.unit_code, account.purpose) as total
          from beneficiary_account account
        window purposes as (partition by account.unit_code, account.purpose order by account.id)
       ) counted
 where counted.id = version.id;

alter table beneficiary_account
  drop constraint one_account_per_unit_purpose_and_day,
  drop constraint account_versions_have_a_known_status,
  drop column valid,
  -- vouched: brought by the take-over of a register; approved: by two people. The rest of its life
  -- (not yet active, watch, closed, suspended) is derived from days and events
  add constraint account_versions_have_a_known_status check (status in ('vouched', 'approved')),
  add constraint only_a_decision_makes_an_approved_version
    check ((status = 'approved') = (decision_id is not null)
       and (status = 'approved') = (taken_over_ordinal is null)
       and (status = 'vouched' or (valid_from is not null and activates_at is not null
                                   and stated_valid_to is null))),
  add constraint a_take_over_has_so_many_versions_and_no_more
    check ((taken_over_ordinal is null and taken_over_count is null)
        or taken_over_ordinal between 1 and taken_over_count),
  add constraint each_version_of_a_take_over_is_brought_once
    unique (unit_code, purpose, taken_over_ordinal),
  add constraint a_taken_over_version_is_of_its_purpose
    foreign key (unit_code, purpose, origin, taken_over_count)
    references account_purpose (unit_code, purpose, origin, taken_over_count),
  add constraint every_version_is_of_a_purpose
    foreign key (unit_code, purpose) references account_purpose (unit_code, purpose),
  add constraint a_taken_over_version_says_so
    check ((status = 'vouched') = (origin is not null)),
  add constraint a_decision_brings_one_version unique (decision_id),
  add constraint an_approved_version_is_what_was_decided
    foreign key (decision_id, decision_outcome, unit_code, purpose, decision_change,
                 bank_account_id, valid_from)
    references account_decision (proposal_id, outcome, unit_code, purpose, change,
                                 bank_account_id, effective_on),
  add constraint only_a_change_that_is_not_active_can_be_stopped check (stopped_at < activates_at),
  add constraint a_stop_says_who_and_why check ((stopped_at is null) = (stopped_by is null)
    and (stopped_at is null) = (stopped_because is null)),
  add constraint only_a_decision_moves_the_last_day
    check (valid_to is not distinct from stated_valid_to or ended_by is not null),
  add constraint a_version_ends_as_was_decided
    foreign key (ended_by, decision_outcome, unit_code, purpose, valid_to)
    references account_decision (proposal_id, outcome, unit_code, purpose, effective_on),
  add column valid daterange generated always as (case when stopped_at is null
    then daterange(valid_from, valid_to, '[)') else 'empty'::daterange end) stored,
  add constraint one_account_per_unit_purpose_and_day
    exclude using gist (unit_code with =, purpose with =, valid with &&);

-- What happened to a version besides its days. One person may suspend; to resume takes two.
create table account_event (
  id bigint generated always as identity primary key,
  version_id bigint not null references beneficiary_account (id),
  event text not null constraint account_events_are_known
    check (event in ('suspended', 'resumed', 'closed')),
  at timestamptz not null,
  -- closed: the day on which the bank closed it
  on_day date,
  -- an officer, as the audit trail names them
  by text not null,
  reason text,
  -- resumed: the decision, which is about this version and resumes once
  proposal_id bigint constraint a_decision_resumes_once unique,
  decision_outcome text not null default 'approved'
    constraint resumptions_are_approved check (decision_outcome = 'approved'),
  decision_change text not null default 'resume'
    constraint resumptions_were_proposed_as_such check (decision_change = 'resume'),
  constraint to_resume_takes_a_decision check ((event = 'resumed') = (proposal_id is not null)),
  constraint a_version_is_resumed_as_was_decided
    foreign key (proposal_id, decision_outcome, decision_change, version_id)
    references account_decision (proposal_id, outcome, change, version_id),
  constraint a_closing_has_its_day check ((event = 'closed') = (on_day is not null)),
  constraint to_suspend_takes_a_reason check (event <> 'suspended' or reason is not null)
);
create index account_event_by_version on account_event (version_id);

-- What a payment platform was told of the register, and what it confirmed: a version begins, or it
-- ends. Until a change is confirmed, money in the old account is the platform's to explain.
create table platform_word (
  id bigint generated always as identity primary key,
  version_id bigint not null references beneficiary_account (id),
  change text not null constraint platforms_hear_of_beginnings_and_ends
    check (change in ('begins', 'ends')),
  -- a gateway account's name
  platform text not null,
  word text not null constraint platforms_are_told_and_confirm check (word in ('told', 'confirmed')),
  on_day date not null,
  recorded_at timestamptz not null,
  recorded_by text not null,
  constraint each_word_is_recorded_once unique (version_id, change, platform, word)
);

-- A test transfer that proves an account: its code, seen in a line of that account's statement.
create table account_verification (
  id bigint generated always as identity primary key,
  version_id bigint not null references beneficiary_account (id),
  code text not null constraint a_code_proves_one_account unique,
  amount public.vnd not null constraint test_transfers_are_of_a_positive_amount check (amount > 0),
  made_at timestamptz not null,
  made_by text not null,
  expires_on date not null
);
create index account_verification_by_version on account_verification (version_id);

-- A change of an account is told at once; the digest of a unit's flags once a day.
alter table alert
  add column kind text not null default 'digest'
    constraint alerts_are_of_a_known_kind check (kind in ('digest', 'account_change')),
  drop constraint one_alert_per_unit_and_day;
create unique index one_digest_per_unit_and_day on alert (unit_code, on_day)
  where kind = 'digest';
create index alert_by_unit on alert (unit_code, on_day);

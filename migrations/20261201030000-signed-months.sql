-- The sign-off of a unit's month. One person proposes the figures with everything they rest on, another
-- one signs just that; reopened, it may be signed anew as the next version. All of it is only added:
-- what evidence came later is a difference to be seen, never a change of what was signed.
create table unit_month_proposal (
  id bigint generated always as identity primary key,
  unit_code text not null references public.unit (code),
  month text not null constraint a_signed_month_is_a_month check (month ~ '^20\d\d-(0[1-9]|1[0-2])$'),
  maker_id bigint not null references officer (id),
  -- digest of the maker's citizen number: two accounts of one person are one person
  maker_citizen text,
  made_at timestamptz not null,
  -- the figures by their names, each a count and an amount
  figures jsonb not null,
  -- days that no statement proves, by account: named, or the month is not proposed
  gaps jsonb not null,
  remark text,
  -- gzip of the canonical list of all that the figures rest on, and SHA-256 of the list
  evidence bytea not null,
  evidence_sha256 text not null constraint evidence_is_named_by_its_digest
    check (evidence_sha256 ~ '^[0-9a-f]{64}$'),
  item_count integer not null,
  -- head of the audit chain in the same snapshot; null while nothing is sealed
  chain_seq text,
  chain text,
  constraint a_proposed_month_is_named_with_its_maker unique (id, maker_id),
  constraint a_proposed_month_is_named_with_its_unit unique (id, unit_code, month)
);
create index unit_month_proposal_by_month on unit_month_proposal (month, unit_code);

create table unit_month_reopening (
  proposal_id bigint primary key,
  unit_code text not null,
  month text not null,
  version integer not null,
  officer_id bigint not null references officer (id),
  reason text not null constraint a_month_is_reopened_with_a_reason check (reason <> ''),
  at timestamptz not null,
  constraint what_is_reopened_was_proposed foreign key (proposal_id, unit_code, month)
    references unit_month_proposal (id, unit_code, month),
  constraint a_version_is_reopened_once unique (unit_code, month, version)
);

create table unit_month_decision (
  proposal_id bigint primary key,
  unit_code text not null,
  month text not null,
  outcome text not null constraint a_proposed_month_is_signed_refused_or_withdrawn
    check (outcome in ('signed', 'refused', 'withdrawn')),
  maker_id bigint not null,
  maker_citizen text,
  checker_id bigint references officer (id),
  checker_citizen text,
  reason text,
  -- 1, 2, …: the next one only after the one before was reopened
  version integer,
  after_version integer,
  chain_seq text,
  chain text,
  decided_at timestamptz not null,
  constraint a_decision_names_the_maker_of_the_month
    foreign key (proposal_id, maker_id) references unit_month_proposal (id, maker_id),
  constraint a_decision_is_about_the_month_that_was_proposed
    foreign key (proposal_id, unit_code, month)
    references unit_month_proposal (id, unit_code, month),
  constraint maker_and_checker_of_a_month_are_two_people check (maker_id <> checker_id),
  constraint nobody_signs_their_own_month_by_a_second_account
    check (maker_citizen <> checker_citizen),
  constraint what_its_maker_took_back_nobody_checked
    check ((outcome = 'withdrawn') = (checker_id is null)),
  constraint what_is_not_signed_has_a_reason
    check (outcome = 'signed' or (reason is not null and reason <> '')),
  constraint what_is_signed_has_a_version
    check ((outcome = 'signed') = (version is not null) and version >= 1),
  constraint versions_follow_each_other
    check (after_version is not distinct from nullif(version - 1, 0)),
  constraint a_month_is_signed_once_in_each_version unique (unit_code, month, version),
  constraint a_next_version_needs_the_one_before_reopened
    foreign key (unit_code, month, after_version)
    references unit_month_reopening (unit_code, month, version)
);

-- the maker is told what became of it
alter table alert
  drop constraint alerts_are_of_a_known_kind,
  add constraint alerts_are_of_a_known_kind
    check (kind in ('digest', 'account_change', 'large_sum', 'escalation', 'sms', 'month'));

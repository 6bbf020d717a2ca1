-- Discrepancies as officers work on them. What does not tie is still derived; kept is since when it
-- stood, who joined and left, and what people did about it. Acts are only added.
create table discrepancy (
  -- unit, kind and gateway account, as a reading names it
  id text primary key,
  unit_code text references public.unit (code),
  kind text not null,
  -- a gateway account's name
  gateway_account text,
  constraint one_discrepancy_per_unit_kind_and_gateway
    unique nulls not distinct (unit_code, kind, gateway_account)
);

-- From its first member until its last has gone; the next member opens another stay.
create table discrepancy_stay (
  id bigint generated always as identity primary key,
  discrepancy_id text not null references discrepancy (id),
  opened_at timestamptz not null,
  closed_at timestamptz,
  constraint a_stay_closes_after_it_is_opened check (closed_at >= opened_at)
);
create unique index one_open_stay_per_discrepancy on discrepancy_stay (discrepancy_id)
  where closed_at is null;
create index discrepancy_stay_by_discrepancy on discrepancy_stay (discrepancy_id);

create table discrepancy_member (
  id bigint generated always as identity primary key,
  discrepancy_id text not null references discrepancy (id),
  -- 'payment 12', 'line 7', or what tells apart a row of a report or a gap between notices
  member text not null,
  joined_at timestamptz not null,
  left_at timestamptz,
  -- of payments: what the bank said of it by then, and the day its money was booked
  left_as text,
  arrived_on date,
  constraint a_member_leaves_after_it_joined check (left_at >= joined_at)
);
create unique index one_open_row_per_member on discrepancy_member (discrepancy_id, member)
  where left_at is null;
create index discrepancy_member_by_discrepancy on discrepancy_member (discrepancy_id);

create table discrepancy_event (
  id bigint generated always as identity primary key,
  discrepancy_id text not null references discrepancy (id),
  -- the stay it was about, and the newest member row that whoever acted could know of
  stay_id bigint references discrepancy_stay (id),
  member_seen bigint not null,
  act text not null constraint acts_on_discrepancies_are_known
    check (act in ('assigned', 'commented', 'attached', 'waiting', 'explained', 'resolved',
      'write_off_confirmed', 'write_off_refused', 'reopened')),
  assignee_id bigint references officer (id),
  text text constraint an_act_says_something check (text <> ''),
  ticket text,
  until_on date,
  proposal text,
  proposal_on date,
  resolution text constraint resolutions_are_known
    check (resolution in ('settled', 'corrected', 'refunded', 'no_loss', 'write_off')),
  -- as the audit trail names them
  by text not null,
  -- whose write-off is decided about
  first_by text,
  at timestamptz not null,
  constraint a_write_off_takes_two_people check (first_by <> by),
  constraint a_second_person_decides_about_a_first
    check ((act in ('write_off_confirmed', 'write_off_refused')) = (first_by is not null)),
  constraint a_resolution_has_a_kind check ((act = 'resolved') = (resolution is not null)),
  constraint a_wait_names_ticket_and_day
    check ((act = 'waiting') = (ticket is not null) and (ticket is null) = (until_on is null)),
  constraint what_is_decided_or_said_has_words check (act in ('assigned', 'attached') or text is not null)
);
create index discrepancy_event_by_discrepancy on discrepancy_event (discrepancy_id);

create table discrepancy_file (
  id bigint generated always as identity primary key,
  event_id bigint not null constraint one_file_per_event unique references discrepancy_event (id),
  name text not null,
  media_type text not null constraint files_are_of_a_known_kind
    check (media_type in ('application/pdf', 'image/jpeg', 'image/png')),
  sha256 text not null,
  bytes bytea not null
);

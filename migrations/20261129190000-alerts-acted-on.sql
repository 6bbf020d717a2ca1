-- From telling to acting: what an alert said is kept beside it, so that who answered it, whose money
-- came in meanwhile, and whom to turn to next follows from the alerts themselves.
alter table alert
  -- null: the officers of the province, who are no unit
  alter column unit_code drop not null,
  drop constraint alerts_are_of_a_known_kind,
  add constraint alerts_are_of_a_known_kind
    check (kind in ('digest', 'account_change', 'large_sum', 'escalation')),
  -- 0: the unit itself; 1: the Department of Justice; 2: the city or the ministry
  add column level smallint not null default 0,
  -- the flags it told of, one each: unit, flag, payments, sum
  add column facts jsonb not null default '[]',
  -- digest of the secret in its link; null where there is nothing to acknowledge
  add column ack_hash text,
  -- recipients who have it, or were refused for good, while it still waits for others
  add column settled_addresses jsonb not null default '[]',
  add constraint one_link_belongs_to_one_alert unique (ack_hash),
  add constraint only_escalations_climb
    check (level between 0 and 2 and (kind = 'escalation') = (level > 0)),
  add constraint an_alert_names_its_unit check (unit_code is not null or kind = 'escalation');
create unique index one_escalation_per_office_and_day
  on alert (coalesce(unit_code, ''), level, on_day) where kind = 'escalation';
create unique index a_large_sum_is_told_once
  on alert (unit_code, content_digest) where kind = 'large_sum';
create index escalation_by_what_it_tells on alert using gin (facts jsonb_path_ops)
  where kind = 'escalation';

-- Somebody who holds the mail says that the unit acts. Added once, never edited.
create table alert_answer (
  alert_id bigint primary key references alert (id),
  note text constraint notes_have_at_most_five_hundred_characters check (length(note) <= 500),
  answered_at timestamptz not null
);

-- A recipient whom the mail server refused for good.
create table mail_bounce (
  id bigint generated always as identity primary key,
  alert_id bigint not null references alert (id),
  address text not null,
  because text not null,
  bounced_at timestamptz not null default now(),
  constraint an_address_bounces_once_per_alert unique (alert_id, address)
);
create index mail_bounce_by_address on mail_bounce (address, alert_id);

-- In which language a unit's focal points are written to.
alter table public.unit
  add column if not exists language text not null default 'vi'
    constraint units_are_written_to_in_a_known_language check (language in ('vi', 'en'));

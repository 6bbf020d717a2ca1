-- Short word by SMS beside the mails, where an office pays for it: it waits in the same outbox, and
-- what the gateway later says of it is added beside it.
alter table alert
  drop constraint alerts_are_of_a_known_kind,
  add constraint alerts_are_of_a_known_kind
    check (kind in ('digest', 'account_change', 'large_sum', 'escalation', 'sms')),
  -- letters without marks: one message of the network, no more
  add constraint an_sms_has_at_most_160_characters
    check (kind <> 'sms' or (length(body_text) <= 160 and body_text !~ '[^ -~]'));
create unique index an_sms_is_written_once
  on alert (unit_code, content_digest) where kind = 'sms';
create unique index an_sms_has_one_id on alert (message_id) where kind = 'sms';

-- What the gateway says became of an SMS. Added once a word, never edited.
create table sms_receipt (
  id bigint generated always as identity primary key,
  alert_id bigint not null references alert (id),
  status text not null
    constraint receipts_say_what_is_known check (status in ('delivered', 'failed')),
  received_at timestamptz not null,
  constraint an_sms_is_reported_once_a_word unique (alert_id, status)
);

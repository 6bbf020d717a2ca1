-- What matching must do at least, written by hand: one join per reference, one per batch, and the same
-- match and leg rows that the service writes for them, through the same keys and indexes.
set local synchronous_commit = on;

create temporary table pair on commit drop as
select nextval(pg_get_serial_sequence('match', 'id')) as match_id, 'payment-reference' as rule,
       line.id as line_id, line.amount, line.bank_ref, line.booking_date as booked_on,
       payment.id as payment_id, gateway.name || ' ' || payment.gateway_txn_id as label,
       payment.amount as expected,
       (event.paid_at at time zone 'Asia/Ho_Chi_Minh')::date as paid_on
  from statement_line line
  join payment
    on payment.merchant_ref = substring(replace(line.narrative, ' ', '') from 'DN[0-9]{13}')
  join gateway_account gateway on gateway.id = payment.gateway_account_id
  join payment_event event on event.payment_id = payment.id and event.status = 'succeeded'
  join beneficiary_account account
    on account.unit_code = payment.unit_code and account.bank_account_id = line.bank_account_id
 where line.amount > 0
   and line.booking_date >= (event.paid_at at time zone 'Asia/Ho_Chi_Minh')::date;

create temporary table batch_pair on commit drop as
select nextval(pg_get_serial_sequence('match', 'id')) as match_id, 'settlement-report' as rule,
       line.id as line_id, line.amount, line.booking_date as booked_on, batch.id as batch_id,
       batch.batch as label, total.net as expected
  from statement_line line
  join settlement_batch batch
    on batch.batch = substring(replace(line.narrative, ' ', '') from 'MM[0-9]{10}')
  join (select settlement_line.settlement_batch_id, sum(settlement_line.net_amount) as net
          from settlement_line
         group by settlement_line.settlement_batch_id) total
    on total.settlement_batch_id = batch.id and total.net = line.amount;

create temporary table batch_member on commit drop as
select batch_pair.match_id, payment.id as payment_id, settlement_line.net_amount as amount,
       (event.paid_at at time zone 'Asia/Ho_Chi_Minh')::date as paid_on
  from batch_pair
  join settlement_batch batch on batch.id = batch_pair.batch_id
  join settlement_line on settlement_line.settlement_batch_id = batch.id
  join payment
    on payment.gateway_account_id = batch.gateway_account_id
   and payment.txn_key = settlement_line.gateway_txn_id
  join payment_event event on event.payment_id = payment.id and event.status = 'succeeded';

insert into match (id, fingerprint, rule, rule_set, status, confidence, ambiguous, cause, checks)
overriding system value
select said.match_id,
       encode(sha256(convert_to(concat_ws(' ', said.rule, said.line_id, said.checks), 'UTF8')), 'hex'),
       said.rule, '2026-11-29', 'confirmed', 'certain', false, null, said.checks
  from (select pair.match_id, pair.rule, pair.line_id,
               jsonb_build_array(
                 jsonb_build_object('name', 'reference', 'expected', pair.label,
                                    'found', pair.bank_ref, 'agrees', true),
                 jsonb_build_object('name', 'amount', 'expected', pair.expected::text,
                                    'found', pair.amount::text,
                                    'agrees', pair.expected = pair.amount),
                 jsonb_build_object('name', 'time', 'expected', pair.paid_on::text,
                                    'found', pair.booked_on::text, 'agrees', true)) as checks
          from pair
        union all
        select batch_pair.match_id, batch_pair.rule, batch_pair.line_id,
               jsonb_build_array(
                 jsonb_build_object('name', 'batch', 'expected', batch_pair.label,
                                    'found', batch_pair.label, 'agrees', true),
                 jsonb_build_object('name', 'amount', 'expected', batch_pair.expected::text,
                                    'found', batch_pair.amount::text, 'agrees', true),
                 jsonb_build_object('name', 'time', 'expected', member.paid_on::text,
                                    'found', batch_pair.booked_on::text, 'agrees', true))
          from batch_pair
          join (select batch_member.match_id, min(batch_member.paid_on) as paid_on
                  from batch_member
                 group by batch_member.match_id) member on member.match_id = batch_pair.match_id) said;

insert into match_leg (match_id, leg_no, statement_line_id, payment_id, credit_no, amount)
select pair.match_id, 0, pair.line_id, null, null, pair.amount
  from pair
union all
select pair.match_id, 1, null, pair.payment_id, 0, pair.amount
  from pair
union all
select batch_pair.match_id, 0, batch_pair.line_id, null, null, batch_pair.amount
  from batch_pair
union all
select batch_member.match_id,
       row_number() over (partition by batch_member.match_id order by batch_member.payment_id),
       null, batch_member.payment_id, 0, batch_member.amount
  from batch_member;

-- Every callback asks whether another payment of its gateway account has its reference. With the
-- reference alone in the index a planner that has no statistics yet also reads all of the account's
-- payments, each time.
drop index payment_by_reference;
create index payment_by_reference on payment (merchant_ref, gateway_account_id);

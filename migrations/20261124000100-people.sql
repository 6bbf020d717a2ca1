-- Who may do what. Passwords, links, sessions, devices and tokens are kept as digests only; nothing
-- here lets a reader of the database log in as somebody.
create table officer (
  id bigint generated always as identity primary key,
  name text not null,
  email text constraint one_officer_per_email unique
    constraint emails_are_kept_in_lower_case check (email = lower(email)),
  -- HMAC-SHA256 under a key made from SECRET_KEY: the number itself is nowhere
  citizen_id_hash text constraint one_officer_per_citizen unique,
  -- argon2id in PHC form; null until the set-up link was used
  password_hash text,
  password_set_at timestamptz,
  -- sealed under SECRET_KEY; `totp_last_step` is the last time step that was used, so none twice
  totp_secret bytea,
  totp_confirmed_at timestamptz,
  totp_last_step bigint,
  second_factor_reset_at timestamptz,
  second_factor_reset_by text,
  disabled_at timestamptz,
  -- what `ETag` and `If-Match` carry
  version integer not null default 1,
  created_at timestamptz not null,
  created_by text not null,
  constraint an_officer_logs_in_by_something check (email is not null or citizen_id_hash is not null),
  constraint a_confirmed_second_factor_has_a_secret
    check (totp_confirmed_at is null or totp_secret is not null)
);

-- A role over a unit and everything below it. `scope` is a unit's code, or the province's two
-- digits for all of it. A grant is never edited: it ends, and another begins.
create table officer_grant (
  id bigint generated always as identity primary key,
  officer_id bigint not null references officer (id),
  role text not null constraint granted_roles_are_known check (role in ('commune_admin',
    'commune_accountant', 'approver', 'finance_officer', 'department_of_justice', 'auditor',
    'system_admin')),
  scope text not null,
  granted_at timestamptz not null,
  granted_by text not null,
  ended_at timestamptz,
  ended_by text,
  constraint a_grant_ends_after_it_begins check (ended_at >= granted_at),
  constraint an_ended_grant_names_who_ended_it check ((ended_at is null) = (ended_by is null))
);
create unique index one_live_grant_per_officer_role_and_scope
  on officer_grant (officer_id, role, scope) where ended_at is null;

create table setup_link (
  id bigint generated always as identity primary key,
  officer_id bigint not null references officer (id),
  token_hash text not null constraint one_row_per_setup_link unique,
  created_at timestamptz not null,
  created_by text not null,
  expires_at timestamptz not null,
  -- set when it was used or replaced by a newer one
  ended_at timestamptz
);
create unique index one_live_setup_link_per_officer on setup_link (officer_id)
  where ended_at is null;

create table recovery_code (
  id bigint generated always as identity primary key,
  officer_id bigint not null references officer (id),
  code_hash text not null,
  created_at timestamptz not null,
  -- set when it was used or replaced by a newer set
  ended_at timestamptz
);
create index recovery_code_by_officer on recovery_code (officer_id) where ended_at is null;

-- A browser that its owner has logged in from: guessing from elsewhere never locks it out.
create table known_device (
  id bigint generated always as identity primary key,
  officer_id bigint not null references officer (id),
  token_hash text not null,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  ended_at timestamptz,
  constraint one_row_per_device_and_officer unique (officer_id, token_hash)
);

create table session (
  id bigint generated always as identity primary key,
  token_hash text not null constraint one_row_per_session unique,
  officer_id bigint not null references officer (id),
  -- full: logged in. second_factor: the password was right. enrol: must set up a second factor.
  stage text not null constraint session_stages_are_known
    check (stage in ('second_factor', 'enrol', 'full')),
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  ended_because text,
  -- a second factor that is being set up, sealed; the officer's only once a code of it was typed
  totp_pending bytea
);
create index session_by_officer on session (officer_id) where ended_at is null;

-- Guesses by account, by address and by known device; `key` is a keyed digest of which. A guess is
-- counted before it is judged, so that guesses in parallel cannot slip through.
create table login_throttle (
  key text primary key,
  guess_count integer not null,
  last_at timestamptz not null,
  blocked_until timestamptz
);

create table login_attempt (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  -- keyed digests of what was typed and of where from
  account_key text not null,
  address_key text not null,
  officer_id bigint references officer (id),
  outcome text not null,
  request_id text
);
create index login_attempt_by_officer on login_attempt (officer_id, at);

create table api_token (
  id bigint generated always as identity primary key,
  token_hash text not null constraint one_row_per_token unique,
  name text not null,
  role text not null constraint token_roles_are_known check (role in ('commune_admin',
    'commune_accountant', 'approver', 'finance_officer', 'department_of_justice', 'auditor',
    'system_admin', 'portal', 'monitor')),
  scope text not null,
  created_at timestamptz not null,
  created_by text not null,
  expires_at timestamptz not null,
  seen_at timestamptz,
  revoked_at timestamptz,
  revoked_by text,
  constraint a_token_expires_after_it_begins check (expires_at > created_at),
  constraint a_revoked_token_names_who_did_it check ((revoked_at is null) = (revoked_by is null))
);

-- The answer that a creating request got, handed out again when the same request comes again.
create table idempotency_key (
  -- 'officer 7' or 'token 3': a key belongs to whoever sent it
  owner text not null,
  key text not null,
  request_digest text not null,
  status integer not null,
  headers jsonb not null,
  body text not null,
  -- scopes of the grants under which it was asked: without them the answer is not shown again
  scopes jsonb not null,
  created_at timestamptz not null,
  primary key (owner, key)
);
create index idempotency_key_by_age on idempotency_key (created_at);

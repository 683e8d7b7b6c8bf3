set local role medbook_owner;

create table medbook.rate_policy (
  name text primary key,
  quota integer not null,
  "window" interval not null,
  key text not null,
  constraint rate_policy_name_shape check (name ~ '^[a-z_]{1,40}$'),
  constraint rate_policy_quota_is_positive check (quota > 0),
  constraint rate_policy_window_has_a_length check ("window" between interval '1 second' and interval '1 day'),
  constraint rate_policy_key_is_known check (key in ('address', 'user', 'account', 'account and address'))
);

insert into medbook.rate_policy (name, quota, "window", key)
values
  ('general', 100, '15 minutes', 'address'),
  ('auth', 10, '15 minutes', 'address'),
  ('account', 10, '15 minutes', 'account'),
  ('lockout', 10, '15 minutes', 'account and address'),
  ('booking', 5, '1 minute', 'user');

comment on table medbook.rate_policy is
'How many requests of each kind are let through: change a row with UPDATE and the next request obeys, delete it and
there is no such limit. api.endpoint.rate says which requests spend what';
comment on column medbook.rate_policy.quota is 'Requests within one window';
comment on column medbook.rate_policy."window" is 'Begins with the first request';
comment on column medbook.rate_policy.key is
'Each of these has a counter of its own. account: the name of the account that is signed in to, from addresses that it
never signed in from, each of which counts for one less than the quota';

-- Lost when the server crashes, and worth no more: every window then begins again.
create unlogged table medbook.rate_counter (
  policy text not null,
  key text not null,
  spent integer not null,
  ends_at timestamptz not null,
  primary key (policy, key),
  -- What is no address is refused before the index would have to hold it.
  constraint rate_counter_key_length check (length(key) <= 200)
) with (fillfactor = 50);

create index rate_counter_end on medbook.rate_counter (ends_at);

comment on table medbook.rate_counter is 'What was spent of each policy in windows that have not ended yet';
comment on column medbook.rate_counter.key is 'IPv4 address or /64 network, id of the user, SHA-256 of the account''s name';

reset role;

-- What a login of these roles begins with; the gateway sets its own, shorter ones from its configuration.
alter role medbook_gateway set statement_timeout = '5s';
alter role medbook_gateway set lock_timeout = '1s';
alter role medbook_gateway set idle_in_transaction_session_timeout = '10s';
alter role medbook_worker set statement_timeout = '10min';
alter role medbook_worker set lock_timeout = '5s';
alter role medbook_worker set idle_in_transaction_session_timeout = '1min';

-- DETAIL of a violated constraint and parameters of a failed statement are personal: they stay out of the log.
alter role medbook_gateway set log_error_verbosity = terse;
alter role medbook_gateway set log_parameter_max_length = 0;
alter role medbook_gateway set log_parameter_max_length_on_error = 0;
alter role medbook_worker set log_error_verbosity = terse;
-- So too where the gateway signs in as somebody mightier and takes its role then.
do $$
begin
  execute format('alter database %I set log_error_verbosity = terse', current_database());
  execute format('alter database %I set log_parameter_max_length = 0', current_database());
  execute format('alter database %I set log_parameter_max_length_on_error = 0', current_database());
end
$$;

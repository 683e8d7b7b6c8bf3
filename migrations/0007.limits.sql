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
  ('desk', 3000, '15 minutes', 'user'),
  ('auth', 10, '15 minutes', 'address'),
  ('account', 10, '15 minutes', 'account'),
  ('lockout', 10, '15 minutes', 'account and address'),
  ('reset', 10, '15 minutes', 'account and address'),
  ('booking', 5, '1 minute', 'user');

comment on table medbook.rate_policy is
'The rate limits. Change a row with UPDATE, and the next request uses it; delete a row, and its limit is gone.
api.endpoint.rate names the policies that an operation counts against';
comment on column medbook.rate_policy.quota is 'Requests within one window';
comment on column medbook.rate_policy."window" is 'Length of a window, which begins with the first request';
comment on column medbook.rate_policy.key is
'What each counter belongs to. account: the account''s name at sign-in, for requests from addresses that its owner
never signed in from; a single address can use up all but one request of that quota';

-- Unlogged: after a crash of the server all windows begin again, which does little harm.
create unlogged table medbook.rate_counter (
  policy text not null,
  key text not null,
  requests integer not null,
  ends_at timestamptz not null,
  primary key (policy, key),
  -- A long key fails here, before the index has to store it.
  constraint rate_counter_key_length check (length(key) <= 200)
) with (fillfactor = 50);

create index rate_counter_end on medbook.rate_counter (ends_at);

comment on table medbook.rate_counter is 'Requests counted in windows that have not ended yet';
comment on column medbook.rate_counter.key is
'IPv4 address or /64 network, id of the user, SHA-256 of the account''s name';

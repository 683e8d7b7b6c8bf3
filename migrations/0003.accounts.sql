set local role medbook_owner;

create type medbook.role as enum ('USER', 'ADMIN');

-- The body is not in quotes: when PostgreSQL restores a backup and checks the rows, it would parse a quoted body again
-- as the owner, who may not use the schema yet.
create function medbook.visible(
  p_text text
)
  returns text
  language sql
  immutable
  strict
  parallel safe
  return regexp_replace(
    p_text,
    '[[:space:][:cntrl:]\u00a0\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f'
    '\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3'
    '\U0001d173-\U0001d17a\U000e0000-\U000e0fff]',
    '', 'g');

comment on function medbook.visible(text) is
'A text without what cannot be seen: spaces of all kinds, control and format characters';

create function medbook.tidy(
  p_text text
)
  returns text
  language sql
  immutable
  strict
  parallel safe
  return btrim(regexp_replace(p_text, '[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+', ' ', 'g'));

comment on function medbook.tidy(text) is
'A text without white space at its ends, and with one space where white space is
Line breaks and invisible characters stay, for medbook.is_tidy to refuse.';

create function medbook.is_tidy(
  p_text text
)
  returns boolean
  language sql
  immutable
  strict
  parallel safe
  return p_text <> '' and p_text = medbook.tidy(p_text) and medbook.visible(p_text) = replace(p_text, ' ', '');

comment on function medbook.is_tidy(text) is
'Whether a text is as medbook.tidy makes it, is not blank, and has neither line breaks nor invisible characters';

create table medbook.users (
  id uuid primary key default gen_random_uuid(),
  email extensions.citext unique,
  password_hash text,
  name text not null,
  phone text,
  role medbook.role not null default 'USER',
  time_zone text not null default 'UTC',
  is_active boolean not null default true,
  created_at timestamptz not null default clock_timestamp(),
  constraint users_email_shape check (
    email::text ~ '^[^@]+@[^@]+$' and medbook.visible(email::text) = email::text and length(email::text) <= 254),
  constraint users_password_is_hashed check (password_hash like '$argon2id$%'),
  constraint users_password_has_an_email check (password_hash is null or email is not null),
  constraint users_phone_length check (length(phone) between 5 and 30),
  constraint users_phone_has_digits check (phone ~ '([0-9].*){3}' and medbook.is_tidy(phone)),
  constraint users_name_length check (length(name) between 1 and 200),
  constraint users_name_is_tidy check (medbook.is_tidy(name))
);

comment on table medbook.users is 'Accounts of patients and administrators';
comment on column medbook.users.password_hash is
'PHC string of argon2id, which the gateway makes and checks; null: nobody can sign in yet';
comment on column medbook.users.email is 'Null: a patient who gave none, at the counter or on the telephone';
comment on column medbook.users.phone is 'Telephone, E.164 or as the clinic writes it; null: none was given';


create table medbook.password_resets (
  user_id uuid primary key references medbook.users,
  code_hash bytea not null,
  expires_at timestamptz not null,
  constraint password_resets_code_is_hashed check (octet_length(code_hash) = 32)
);

comment on table medbook.password_resets is
'One-time codes for a new password: a user has one at most, and it is deleted when it is used';
comment on column medbook.password_resets.code_hash is 'SHA-256 of the code; the code itself is never stored';

create table medbook.sessions (
  token_hash bytea primary key,
  parent bytea,
  family uuid not null,
  user_id uuid not null references medbook.users,
  started_at timestamptz not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  ends_at timestamptz not null,
  used_at timestamptz,
  revoked_at timestamptz,
  address text,
  user_agent text,
  constraint sessions_token_is_hashed check (octet_length(token_hash) = 32),
  constraint sessions_user_agent_length check (length(user_agent) <= 200)
);

create index sessions_family on medbook.sessions (family);
create index sessions_parent on medbook.sessions (parent);
create index sessions_user on medbook.sessions (user_id);
create index sessions_expiry on medbook.sessions (expires_at);
create index sessions_revoked on medbook.sessions (revoked_at) where revoked_at is not null;

comment on table medbook.sessions is 'Refresh tokens; each can be exchanged once';
comment on column medbook.sessions.token_hash is 'SHA-256 of the token; the token itself is never stored';
comment on column medbook.sessions.parent is 'Hash of the token that was exchanged for this one';
comment on column medbook.sessions.family is 'Id of the session: all tokens that descend from one sign-in';
comment on column medbook.sessions.started_at is 'When the user signed in';
comment on column medbook.sessions.expires_at is 'When this token expires';
comment on column medbook.sessions.ends_at is 'When the session ends, even if it is refreshed';
comment on column medbook.sessions.revoked_at is 'When the whole session was ended';
comment on column medbook.sessions.address is 'IPv4 address or /64 network of the sign-in';
comment on column medbook.sessions.user_agent is 'Header User-Agent of the sign-in';

set local role medbook_owner;

alter table medbook.settings
  add column session_idle interval not null default '30 days',
  add column session_lifetime interval not null default '90 days',
  add column refresh_grace interval not null default '10 seconds',
  add constraint settings_session_outlasts_its_access_tokens
    check (session_idle >= interval '1 hour' and session_lifetime >= interval '1 hour'),
  add constraint settings_refresh_grace_is_short check (refresh_grace between interval '0' and interval '1 minute');

comment on column medbook.settings.session_idle is 'A session that is not refreshed for so long has ended';
comment on column medbook.settings.session_lifetime is 'A session ends so long after the sign-in, however it is used';
comment on column medbook.settings.refresh_grace is
'How long a spent refresh token may come again because its answer was lost, unless the answer was used';

alter table medbook.sessions
  add column started_at timestamptz,
  add column ends_at timestamptz,
  add column address text,
  add column user_agent text;
update medbook.sessions s
   set started_at = first.at, ends_at = first.at + interval '90 days'
  from (select family, min(created_at) as at from medbook.sessions group by family) first
 where first.family = s.family;
alter table medbook.sessions
  alter column started_at set not null,
  alter column ends_at set not null,
  add constraint sessions_user_agent_length check (length(user_agent) <= 200);

create index sessions_parent on medbook.sessions (parent);
create index sessions_revoked on medbook.sessions (revoked_at) where revoked_at is not null;

comment on column medbook.sessions.family is 'Id of the session: all tokens that descend from one sign-in';
comment on column medbook.sessions.expires_at is 'When this token is worth nothing any more';
comment on column medbook.sessions.revoked_at is 'When the whole session was ended';
comment on column medbook.sessions.started_at is 'When its owner signed in';
comment on column medbook.sessions.ends_at is 'When the session ends, however often it is refreshed';
comment on column medbook.sessions.address is 'Where its owner signed in: IPv4 address or /64 network';
comment on column medbook.sessions.user_agent is 'What its owner signed in with, as that calls itself';

create or replace view api.session as
select s.family as id, s.started_at, s.created_at as last_used_at, s.expires_at, s.address, s.user_agent
  from medbook.sessions s
 cross join core.now() as clock(now)
 where s.used_at is null and s.revoked_at is null and s.expires_at > clock.now;

comment on view api.session is 'A session of an account: one sign-in';
comment on column api.session.id is 'Id of the session';
comment on column api.session.started_at is 'When the user signed in';
comment on column api.session.last_used_at is 'When it was last refreshed';
comment on column api.session.expires_at is 'When it ends unless it is refreshed';
comment on column api.session.address is 'IPv4 address or /64 network of the sign-in; null if unknown';
comment on column api.session.user_agent is 'Header User-Agent of the sign-in; null if there was none';

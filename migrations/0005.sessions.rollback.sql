drop index medbook.sessions_parent, medbook.sessions_revoked;
alter table medbook.sessions
  drop column started_at cascade,
  drop column ends_at cascade,
  drop column address cascade,
  drop column user_agent cascade;
alter table medbook.settings
  drop column session_idle cascade,
  drop column session_lifetime cascade,
  drop column refresh_grace cascade;
comment on column medbook.sessions.family is 'All tokens that descend from one login';
comment on column medbook.sessions.expires_at is null;
comment on column medbook.sessions.revoked_at is null;

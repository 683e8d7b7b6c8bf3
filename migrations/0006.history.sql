set local role medbook_owner;

create table medbook.booking_history (
  doctor_id uuid not null,
  booking_id uuid not null,
  at timestamptz not null,
  actor_id uuid,
  from_status medbook.booking_status,
  to_status medbook.booking_status not null,
  trace_id text default nullif(current_setting('medbook.trace_id', true), ''),
  login text not null default session_user,
  changed xid8 not null default pg_current_xact_id(),
  correction integer not null default 0,
  -- A booking enters each status at most once, until an outcome is corrected.
  primary key (doctor_id, booking_id, to_status, correction)
);

comment on table medbook.booking_history is
'Every change of a booking, append-only: no role may change or remove a row. It has no foreign keys, so that people can
be erased and no change of a booking waits for a lock on them';
comment on column medbook.booking_history.actor_id is 'The user who made the change; null: a DBA, or the hold
lapsed, or the slot was offered to who waits';
comment on column medbook.booking_history.from_status is 'Null for a new booking';
comment on column medbook.booking_history.trace_id is 'Trace of the HTTP request; null in psql';
comment on column medbook.booking_history.login is 'Database role that had signed in';
comment on column medbook.booking_history.changed is 'The transaction that made the change';
comment on column medbook.booking_history.correction is
'How many changes had taken back an outcome (COMPLETED, NO_SHOW) of the booking by then, this one included';

create table medbook.audit (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  action text not null,
  actor_id uuid,
  subject_id uuid,
  outcome text not null,
  trace_id text default nullif(current_setting('medbook.trace_id', true), ''),
  login text not null default session_user,
  constraint audit_action_length check (length(action) <= 100)
);

create index audit_actor on medbook.audit (actor_id, at);
create index audit_subject on medbook.audit (subject_id, at);

comment on table medbook.audit is
'Sign-ins, ended sessions, refusals of callers without the right, changes of roles, reads of other people''s data.
Append-only, like medbook.booking_history. Holds ids only: no name, no address';
comment on column medbook.audit.action is 'What was done or tried';
comment on column medbook.audit.actor_id is 'The user who did it, if known; null for a DBA: see login';
comment on column medbook.audit.subject_id is 'The user whose data or account it concerns';
comment on column medbook.audit.outcome is 'OK, or the code of the refusal';
comment on column medbook.audit.trace_id is 'Trace of the HTTP request; null in psql';
comment on column medbook.audit.login is 'Database role that had signed in';

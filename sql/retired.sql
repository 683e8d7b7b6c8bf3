-- Whoever holds a lock that the load needs for longer than this makes it fail, not everybody wait.
set local lock_timeout = '5s';
set local role medbook_owner;

-- What is gone or changes its parameters or result is dropped here, and api.endpoint before it:
--   drop view if exists api.endpoint;
--   drop function if exists api.retired_name(uuid);
drop function if exists core.is_open(boolean, timestamptz, timestamptz, boolean, timestamptz) cascade;
drop function if exists core.free_slots(uuid, uuid[]);
drop function if exists core.hold_slot(uuid, uuid);
drop function if exists core.insert_booking(uuid, uuid, timestamptz);
drop function if exists account.open_session(uuid, bytea, interval);
drop function if exists account.close_session(bytea);
drop function if exists account.rotate_session(bytea, bytea, interval);

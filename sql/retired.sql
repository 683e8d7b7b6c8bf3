-- Fail soon, rather than make everybody wait, when somebody holds a lock that the load needs.
set local lock_timeout = '5s';
set local role medbook_owner;

-- What is gone, or changes its parameters or result, is dropped here, and the views that name functions before it:
--   drop view if exists api.endpoint, api.refusal, api.argument;
--   drop function if exists api.retired_name(uuid);

-- If another session holds a lock that the load needs, fail soon: all callers would wait behind the load.
set local lock_timeout = '5s';
set local role medbook_owner;

-- Drop here what was removed or changes its parameters or result, and before it the views that name functions:
--   drop view if exists api.endpoint, api.manual, api.refusal, api.argument;
--   drop function if exists api.retired_name(uuid);

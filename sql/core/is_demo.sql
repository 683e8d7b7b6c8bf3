create or replace function core.is_demo()
  returns boolean
  language sql
  stable
  security definer
  set search_path = pg_catalog, extensions, pg_temp
as $$
  select is_demo from medbook.settings
$$;

comment on function core.is_demo() is
'Whether this database holds the demo clinic
The gateway warns when it starts: the passwords of its accounts are in the README.';

create or replace function core.schema_version()
  returns text
  language sql
  stable
  security definer
  set search_path = pg_catalog, extensions, pg_temp
as $$
  select max(migration_id) from public._yoyo_migration
$$;

comment on function core.schema_version() is
'The last migration that was applied
The gateway reports ready only if this is not older than the last migration that it was released with.';

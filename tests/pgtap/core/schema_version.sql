begin;
select plan(5);

select matches(core.schema_version(), '^\d{4}\.[a-z_]+$', 'the version is a migration''s name');
select is(
  core.schema_version(),
  (select max(migration_id) from public._yoyo_migration),
  'the version is the last migration that was applied'
);
insert into public._yoyo_migration (migration_hash, migration_id, applied_at_utc)
  values ('-', '9999.future', '2030-01-01');
select is(core.schema_version(), '9999.future', 'a later migration makes a later version');
select is_definer('core', 'schema_version', array[]::text[], 'its caller needs no right to the table of migrations');
select lives_ok(
  'set local role medbook_gateway; select core.schema_version(); reset role',
  'the gateway can ask for the version'
);

select * from finish();
rollback;

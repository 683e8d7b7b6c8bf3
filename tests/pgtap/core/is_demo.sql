begin;
select plan(4);

select is(core.is_demo(), false, 'a database is no demo');
update medbook.settings set is_demo = true;
select is(core.is_demo(), true, 'but for the one that says so');
select is_definer('core', 'is_demo', array[]::text[], 'its caller needs no right to the settings');
select lives_ok(
  'set local role medbook_gateway; select core.is_demo(); reset role',
  'the gateway can ask for it'
);

select * from finish();
rollback;

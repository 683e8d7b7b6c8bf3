begin;
\ir ../names.psql
select plan(5);

-- Stands in for the extension, so that the numbers are known.
create schema stand_in;
create table stand_in.pg_stat_statements (dbid oid, toplevel boolean, query text, calls bigint, total_exec_time float8);
insert into stand_in.pg_stat_statements
select oid, toplevel, query, calls, total
  from pg_database,
       (values (true, 'select * from api.get_slot(p_slot_id => $1::uuid) r', 3, 6.0),
               (true, 'select api.get_slot($1), api.book_slot($2, $3)', 1, 4),
               (true, 'call booking.sweep()', 1, 1.5),
               (false, 'select api.get_slot($1)', 5, 5),
               (true, 'select * from api.slot', 5, 5),
               (true, 'create function api.get_slot(p_slot_id uuid) …', 5, 5),
               (true, 'grant execute on function api.get_slot(uuid) to public', 5, 5),
               (true, 'select api.gone($1)', 5, 5),
               (true, 'select capi.get_slot($1)', 5, 5),
               (true, null, 5, 5)) as statement (toplevel, query, calls, total)
 where datname = current_database()
 union all
select 0, true, 'select api.get_slot($1)', 5, 5;
savepoint before;
update pg_extension set extnamespace = 'stand_in'::regnamespace where extname = 'pg_stat_statements';
select set_eq(
  'select * from health.list_slow_functions()',
  $$values ('api.get_slot', 4::bigint, 2.5, 10.0), ('booking.sweep', 1, 1.5, 1.5)$$,
  'calls are counted for the first function of ours that a statement of this database names'
);
rollback to before;

select lives_ok(
  'set local role medbook_operator; select * from health.list_slow_functions(); reset role',
  'DBAs can read it'
);
select api.get_slot(:'dora_1') as slot \gset
select is(
  (select count(*) from health.list_slow_functions() where name = 'api.get_slot') > 0,
  current_setting('pg_stat_statements.max', true) is not null,
  'a call is seen where the server has loaded pg_stat_statements, and where not that is no error'
);
drop extension pg_stat_statements;
select is_empty('select * from health.list_slow_functions()', 'where the extension is missing there are none');
select is_empty('select * from health.slow_functions', 'nor in the view, which is still there');

select * from finish();
rollback;

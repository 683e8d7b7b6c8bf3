begin;
\ir ../names.psql
select plan(11);

-- That it loops and commits is shown where transactions can be: outside of pgTAP.
select has_function('calendar', 'open_all_slots', array['integer'], 'it exists');
select is_procedure('calendar', 'open_all_slots', array['integer'], 'it is a procedure: it commits');
select isnt_definer(
  'calendar',
  'open_all_slots',
  array['integer'],
  'it runs as its caller: one that changes the user could not commit'
);
select is(
  (select proconfig from pg_proc where oid = 'calendar.open_all_slots(integer)'::regprocedure),
  null,
  'it sets nothing: one that does could not commit'
);
select matches(
  obj_description('calendar.open_all_slots(integer)'::regprocedure, 'pg_proc'),
  'It commits: call it\s+outside of a transaction',
  'the comment says that it commits'
);

select :state as before \gset
select throws_ok(
  'call calendar.open_all_slots()',
  '2D000',
  null,
  'it cannot be part of a transaction while there is something to do'
);
select throws_ok('call calendar.open_all_slots(1)', '2D000', null, 'nor can a smaller one');
select is(:state, :'before', 'one that failed changed nothing');
update medbook.doctors set open_until = '2031-01-01';
update test.clock set now = '2030-02-01Z';
select lives_ok('call calendar.open_all_slots()', 'with nothing to do it does nothing');
update medbook.doctors set is_active = false, open_until = null;
select lives_ok('call calendar.open_all_slots()', 'a retired doctor is skipped');
select is(
  has_function_privilege('medbook_worker', 'calendar.open_all_slots(integer)', 'execute'),
  true,
  'the worker may call it'
);

select * from finish();
rollback;

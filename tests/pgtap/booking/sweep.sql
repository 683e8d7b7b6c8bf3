begin;
\ir ../names.psql
select plan(9);

-- That it loops and commits is shown where transactions can be: outside of pgTAP.
select has_function('booking', 'sweep', array['integer'], 'the sweep exists');
select is_procedure('booking', 'sweep', array['integer'], 'the sweep is a procedure: it commits');
select isnt_definer(
  'booking',
  'sweep',
  array['integer'],
  'the sweep runs as its caller: one that changes the user could not commit'
);
select is(
  (select proconfig from pg_proc where oid = 'booking.sweep(integer)'::regprocedure),
  null,
  'the sweep sets nothing: one that does could not commit'
);
select matches(
  obj_description('booking.sweep(integer)'::regprocedure, 'pg_proc'),
  'It commits: call it outside of a transaction',
  'the comment says that it commits'
);

select lives_ok('call booking.sweep()', 'a sweep with nothing to do does nothing');
select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as held \gset
update test.clock set now = now + interval '2 minutes';
select :state as before \gset
select throws_ok('call booking.sweep()', '2D000', null, 'a sweep with something to do cannot be part of a transaction');
select throws_ok('call booking.sweep(1)', '2D000', null, 'nor can a smaller one');
select is(:state, :'before', 'a sweep that failed changed nothing');

select * from finish();
rollback;

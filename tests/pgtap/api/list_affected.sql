begin;
\ir ../names.psql
\ir ../calendar.psql
\ir ../pages.psql
select plan(12);

-- Visits of several slots.
savepoint visits;
\ir ../kinds.psql
select api.book_slot(:'ann', :'dora_1', :'long') #>> '{booking,id}' as visit_id \gset
update medbook.slots set close_cause = 'TIME_OFF' where id in (:'dora_1', :'dora_2');
select is(
  pg_temp.ids(api.list_affected(:'chief')),
  array[:'visit_id']::uuid[],
  'a visit is listed once'
);
rollback to visits;

select pg_temp.appointment(:'ann', :'dora_1') as anns \gset
select pg_temp.appointment(:'ben', :'eve_1') as bens \gset
select api.book_slot(:'ben', :'dora_2') #>> '{booking,id}' as held \gset
select is(api.list_affected(:'chief') -> 'bookings', '[]', 'where nothing is in the way nobody is called');
select api.add_time_off(:'chief', :'dora', '2030-01-08Z', '2030-01-09Z') as answer \gset
select api.set_working_hours(:'chief', :'eve', '[]') as answer \gset
select is(
  pg_temp.ids(api.list_affected(:'chief')),
  array[:'anns', :'held', :'bens']::uuid[],
  'leave and hours are in the way of appointments and holds, by their time'
);
select is(
  api.list_affected(:'chief') #> '{bookings,0}',
  to_jsonb(p),
  'a booking is shown as api.patient_booking has it, with whom to call'
) from api.patient_booking p where id = :'anns';
select is(:audited -> 0 ->> 'action', 'list affected bookings', 'the look is recorded');
select is(pg_temp.ids(api.list_affected(:'chief', :'eve')), array[:'bens']::uuid[], 'one doctor''s');
select is(
  array(select pg_temp.walk(format('api.list_affected(%L, null, $1, $2)', :'chief'), page)),
  array[:'anns', :'held', :'bens']::uuid[],
  'in pages of ' || page || ' each comes once'
) from unnest(array[1, 2]) page;
update test.clock set now = '2030-01-07 08:02Z';
select api.cancel_booking(:'chief', :'bens') as answer \gset
select is(
  pg_temp.ids(api.list_affected(:'chief')),
  array[:'anns']::uuid[],
  'what was cancelled or has lapsed needs no call, swept or not'
);
select is(
  array[api.list_affected(:'chief', p_limit => 0) #>> '{errors,0,pointer}',
        api.list_affected(:'chief', p_cursor => 'x') #>> '{errors,0,pointer}'],
  '{#/limit,#/cursor}',
  'the limit and the cursor are checked'
);
select is(api.list_affected(:'ann') ->> 'error', 'FORBIDDEN', 'patients do not see others');
update test.clock set now = '2030-01-08 09:00Z';
select is(api.list_affected(:'chief') -> 'bookings', '[]', 'who has come already is not called');

select * from finish();
rollback;

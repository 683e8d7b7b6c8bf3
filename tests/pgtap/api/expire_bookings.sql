begin;
\ir ../names.psql
select plan(23);

select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as first \gset
select api.book_slot(:'ben', :'eve_1') #>> '{booking,id}' as second \gset
select is(api.expire_bookings(:'chief'), '{"success": true, "expired": 0}', 'holds with time left are kept');
update test.clock set now = now + interval '2 minutes';

select :state as before \gset
select set_config('medbook.trace_id', 'trace-1', true) as traced \gset
select is(api.expire_bookings(:'ann'), '{"success": false, "error": "FORBIDDEN"}', 'a patient may not expire bookings');
select is(api.expire_bookings(:'gone') ->> 'error', 'FORBIDDEN', 'an inactive user may not');
select is(api.expire_bookings(:'nobody') ->> 'error', 'FORBIDDEN', 'an unknown user may not');
select is(api.expire_bookings(null) ->> 'error', 'FORBIDDEN', 'nobody may not');
select is(api.expire_bookings(:'ann', 0) ->> 'error', 'FORBIDDEN', 'not allowed comes before bad input');
select is(api.expire_bookings(:'chief', 0) ->> 'error', 'INVALID_INPUT', 'a limit of 0 is refused');
select is(api.expire_bookings(:'chief', 0) #>> '{errors,0,pointer}', '#/limit', 'a bad limit is pointed at');
select is(api.expire_bookings(:'chief', -1) ->> 'error', 'INVALID_INPUT', 'a negative limit is refused');
select is(api.expire_bookings(:'chief', 10001) ->> 'error', 'INVALID_INPUT', 'a limit of 10001 is refused');
select is(api.expire_bookings(:'chief', null) ->> 'error', 'INVALID_INPUT', 'no limit is refused');
select is(:state, :'before', 'refusals change nothing');
select results_eq(
  'select action, actor_id, subject_id, outcome, trace_id from medbook.audit order by id',
  format($$values ('expire bookings', %L::uuid, null::uuid, 'FORBIDDEN', 'trace-1'),
    ('expire bookings', %L, null, 'FORBIDDEN', 'trace-1'), ('expire bookings', %L, null, 'FORBIDDEN', 'trace-1'),
    ('expire bookings', null, null, 'FORBIDDEN', 'trace-1'), ('expire bookings', %L, null, 'FORBIDDEN', 'trace-1')$$,
    :'ann', :'gone', :'nobody', :'ann'),
  'a forbidden attempt is recorded; bad input is not'
);

savepoint lapsed;
select is(api.expire_bookings(:'chief', 1), '{"success": true, "expired": 1}', 'a batch is no larger than its limit');
select is(api.expire_bookings(:'chief', 1), '{"success": true, "expired": 1}', 'the next call does the rest');
select is(api.expire_bookings(:'chief', 1), '{"success": true, "expired": 0}', 'the last call answers 0');
rollback to lapsed;
select is(api.expire_bookings(:'chief', 10000), '{"success": true, "expired": 2}', 'a limit of 10000 is allowed');
select is(status, 'FAILED', 'a lapsed hold has failed') from medbook.bookings where id = :'first';
select is(is_available, true, 'its slot is offered again') from medbook.slots where id = :'dora_1';
select is(
  actor_id,
  null,
  'its history says that time did it, not the administrator'
) from medbook.booking_history where booking_id = :'first' and to_status = 'FAILED';
select is(count(*), 5::bigint, 'an administrator''s call is not recorded here') from medbook.audit;
rollback to lapsed;
select is(api.expire_bookings(:'chief'), '{"success": true, "expired": 2}', 'without a limit it does a thousand');
update medbook.users set is_active = false where id = :'chief';
select is(api.expire_bookings(:'chief') ->> 'error', 'FORBIDDEN', 'a deactivated administrator may not');

select * from finish();
rollback;

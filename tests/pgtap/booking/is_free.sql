begin;
\ir ../names.psql
\ir ../waitlist.psql
select plan(10);
\set now '2030-01-07 08:00:00Z'
\set slot :'dora' ', null, null, \'2030-01-08 09:00Z\', ' :'now'
\set closing :'dora' ', \'TIME_OFF\', null, \'2030-01-08 09:00Z\', ' :'now'

select is(booking.is_free(true, null, :slot), true, 'an available slot is free, also if somebody waits');
select is(booking.is_free(false, null, :slot), false, 'a booked slot is not free');
update medbook.waitlist set created_at = :'now';
select is(booking.is_free(false, :'now', :slot), false, 'nor one whose hold lapsed and for which somebody waits');
update medbook.waitlist set ended_at = core.now(), ended_because = 'LEFT';
select is(booking.is_free(false, '2030-01-07 08:00:00.000001Z', :slot), false, 'a held slot is not free');
select is(
  booking.is_free(false, :'now', :slot),
  true,
  'it is free from the instant at which the hold lapses'
);
select is(booking.is_free(false, :'now', :closing), false, 'unless it closes with it');
select is(booking.is_free(false, null, :closing), false, 'a closed slot is not free');
select volatility_is('booking', 'is_free', 'stable', 'so that it is inlined, and an index serves it');
select is(proconfig, null, 'it sets nothing, so that it is inlined')
  from pg_proc where oid = 'booking.is_free'::regproc;
set local track_functions = 'all';
select api.list_slots(:'eve'), api.book_slot(:'ann', :'eve_1');
select is_empty(
  $$select from pg_stat_xact_user_functions where funcname = 'is_awaited'$$,
  'who books or lists free slots does not ask who waits'
);

select * from finish();
rollback;

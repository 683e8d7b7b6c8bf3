begin;
\ir ../names.psql
select plan(7);

create function pg_temp.taken(p_time timestamptz, p_doctor_id uuid default test.dora()) returns integer
  language sql as $$
  select taken from booking.taken_on_day(p_doctor_id, p_time, 'Europe/Berlin', core.now())
$$;

select is(pg_temp.taken('2030-01-08 10:00Z'), 0, 'free and closed slots are not taken');
select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as held \gset
select api.book_slot(:'ben', :'dora_4') #>> '{booking,id}' as booked \gset
select api.confirm_booking(:'ben', :'booked') as confirmed \gset
select is(pg_temp.taken('2030-01-08 10:00Z'), 2, 'held and booked ones are');
select is(pg_temp.taken('2030-01-08 10:00Z', :'eve'), 0, 'of this doctor');
select is(pg_temp.taken('2030-01-07 23:00Z'), 2, 'from midnight on');
select is(pg_temp.taken('2030-01-08 22:59:59Z'), 2, 'to midnight');
select is(pg_temp.taken('2030-01-07 22:59:59Z') + pg_temp.taken('2030-01-08 23:00Z'), 0, 'of this zone');
update test.clock set now = now + interval '2 minutes';
select is(pg_temp.taken('2030-01-08 10:00Z'), 1, 'a hold that has lapsed takes nothing');

select * from finish();
rollback;

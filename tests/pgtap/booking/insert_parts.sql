begin;
\ir ../names.psql
\ir ../kinds.psql
select plan(4);

select api.book_slot(:'ann', :'dora_1') #>> '{booking,id}' as held \gset
update medbook.bookings set visit_end = '2030-01-08 10:00Z' where id = :'held';
select booking.insert_parts(:'held', array[:'dora_2']::uuid[]) as done \gset
select is(pg_temp.states(), 'held held free free', 'the further slot is held as well');
select is(
  p.status || ' ' || p.fee || ' ' || p.user_id || ' ' || (p.expires_at = b.expires_at)::text,
  'PENDING 0 ' || :'ann' || ' true',
  'its row has the booking''s patient, status and time, and costs nothing')
  from medbook.bookings p join medbook.bookings b on b.id = p.part_of where p.slot_id = :'dora_2';
select is(count(*), 1::bigint, 'the history is the booking''s alone') from medbook.booking_history;
select is_empty('select * from health.check_invariants()', 'the copies agree');

select * from finish();
rollback;

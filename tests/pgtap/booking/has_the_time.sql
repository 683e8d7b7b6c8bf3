begin;
\ir ../names.psql
\ir ../waitlist.psql
select plan(9);

select booking.cancel_all(:'chief') as cancelled \gset
update medbook.bookings set status = 'CANCELLED', expires_at = null, cancelled_at = core.now(), ended_by = 'CLINIC',
       user_id = :'chief'
 where status = 'PENDING';
create function pg_temp.has_the_time() returns boolean language sql as $$
  select exists (
    select from medbook.waitlist w cross join booking.offer o
     cross join lateral booking.has_the_time(
       w.id, w.user_id, w.service_id, w.created_at, o.slot_id, o.doctor_id, o.time_zone, o.start_time, o.end_time,
       o.max_bookings_per_user, o.max_bookings_per_doctor_day, core.now())
     where w.user_id = test.ann() and o.slot_id = test.slot(1))
$$;
select ok(pg_temp.has_the_time(), 'who has nothing else has the time');
savepoint free;
update medbook.users set is_active = false where id = :'ann';
select ok(not pg_temp.has_the_time(), 'who is deactivated gets nothing');
rollback to free;
update medbook.bookings set user_id = :'ann', ended_by = 'PATIENT' where slot_id = :'dora_1' and waitlist_id is null;
select ok(not pg_temp.has_the_time(), 'nor does who gave the slot up while waiting');
update medbook.waitlist set created_at = core.now() + interval '1 microsecond';
select ok(pg_temp.has_the_time(), 'who gave it up before may want it now');
rollback to free;
update medbook.bookings set user_id = :'ann' where slot_id = :'dora_1' and waitlist_id is null;
select ok(pg_temp.has_the_time(), 'and to whom it was cancelled by the clinic');
rollback to free;
update medbook.settings set max_bookings_per_doctor_day = 1;
insert into test.slots (doctor_id, id, start_time, end_time)
values (:'dora', test.slot(7), '2030-01-08 20:00Z', '2030-01-08 20:30Z');
update medbook.waitlist set ended_at = core.now(), ended_because = 'LEFT' where id = :'ben_waits';
select api.book_slot(:'ann', test.slot(7)) ->> 'success' as booked \gset
select ok(not pg_temp.has_the_time(), 'nor who has as many on the day as may be');
update medbook.settings set max_bookings_per_doctor_day = 2, max_bookings_per_user = 1;
select ok(not pg_temp.has_the_time(), 'or in all');
update medbook.settings set max_bookings_per_user = 2, max_holds_per_user = 1;
select ok(pg_temp.has_the_time(), 'holds do not count');
update medbook.bookings set waitlist_id = :'ann_waits' where slot_id = test.slot(7);
select ok(not pg_temp.has_the_time(), 'nobody gets two offers for one wish');

select * from finish();
rollback;

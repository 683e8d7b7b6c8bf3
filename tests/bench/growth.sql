-- Calendars that reach far back, after people.sql: of each doctor bench.coming half-hours from tomorrow on, the others
-- before;
-- every fourth of those was an appointment. Ten million rows take minutes: several sessions make them, each those of
-- the doctors whose number leaves the remainder bench.part, and foreign keys are not checked.

set session_replication_role = replica;

with calendar as (
  select current_setting('bench.slots')::integer / current_setting('bench.doctors')::integer as slots,
         current_setting('bench.coming')::integer as coming, date_trunc('day', now()) + interval '1 day' as tomorrow),
made as (
  insert into medbook.slots (doctor_id, id, start_time, end_time, is_available)
  select d.id, core.new_id(d.id), starts.at, starts.at + interval '30 minutes', turn >= 0 or turn % 4 <> 0
    from calendar c
   cross join bench.doctor d
   cross join generate_series(c.coming - c.slots, c.coming - 1) turn
   cross join lateral (select c.tomorrow + turn * interval '30 minutes' as at) starts
   where d.n % current_setting('bench.parts')::integer = current_setting('bench.part')::integer
  returning doctor_id, id, start_time, end_time, is_available),
guarded as (
  insert into medbook.calendar (doctor_id, slot_id, start_time, end_time)
  select doctor_id, id, start_time, end_time from made),
booked as (
  insert into medbook.bookings (doctor_id, id, slot_id, user_id, status, fee, currency, created_at, confirmed_at)
  select s.doctor_id, core.new_id(s.doctor_id), s.id, p.id, 'COMPLETED', 10000, 'EUR', s.start_time - interval '7 days',
         s.start_time - interval '7 days'
    from made s
    join bench.doctor d on d.id = s.doctor_id
    join bench.patient p on p.n = bench.patient(d.n, s.start_time)
   where not s.is_available
  returning doctor_id, id, user_id, created_at)
insert into medbook.booking_history (doctor_id, booking_id, at, actor_id, to_status)
select doctor_id, id, created_at, user_id, 'PENDING' from booked;

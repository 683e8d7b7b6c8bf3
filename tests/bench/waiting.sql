-- After data.sql: each doctor has an appointment, with a patient whose number is the doctor's. For the first half of
-- the doctors everybody else waits, one half of them for anybody of the field. It suits only the last of them: the
-- others want another day of the week, a later day, or an earlier one.

create table bench.appointment as
select d.n, d.n <= count(*) over () / 2 as is_awaited, d.id as doctor_id, s.start_time, p.id as patient_id,
  (api.book_slot(p.id, s.id) ->> 'created')::uuid as booking_id
  from bench.doctor d
  join bench.patient p on p.n = d.n
 cross join lateral (
   select id, start_time from medbook.slots where doctor_id = d.id order by start_time limit 1) s;

do $$ begin perform api.confirm_booking(patient_id, booking_id) from bench.appointment; end $$;

insert into medbook.waitlist (user_id, doctor_id, specialization, weekdays, from_time, to_time, created_at)
select p.id, case when p.n % 2 = 0 then d.id end, case when p.n % 2 = 1 then medbook.comparable(d.specialization) end,
  case when not is_last and p.n % 3 = 0
       then array[1 + extract(isodow from a.start_time at time zone d.time_zone)::integer % 7] end,
  case when not is_last and p.n % 3 = 1 then a.start_time + interval '1 day' end,
  case when not is_last and p.n % 3 = 2 then a.start_time end,
  now() - interval '1 day' + p.n * interval '1 millisecond'
  from bench.appointment a
  join medbook.doctors d on d.id = a.doctor_id
  join (select n, id, n = max(n) over () as is_last from bench.patient) p
    on p.n > current_setting('bench.doctors')::integer
 where a.is_awaited
 order by p.n;

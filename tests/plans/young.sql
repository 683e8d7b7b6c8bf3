-- A clinic around the time it is now, whose statistics were made when nothing was booked: since then it has filled.

set local session_replication_role = replica;

insert into medbook.users (id, name)
select gen_random_uuid(), 'Patient ' || n from generate_series(1, 2000) n;

insert into medbook.doctors (id, name, specialization, experience_years, fee, currency, time_zone)
select overlay('b1700000-0000-8000-8000-000000000000' placing lpad(n::text, 5, '0') from 4)::uuid,
       'Dr. ' || n, 'Cardiology', 10, 10000, 'EUR', 'UTC'
  from generate_series(1, 20) n;

-- Each doctor has 50 past visits and 500 slots to come.
insert into medbook.slots (doctor_id, id, start_time, end_time, is_available)
select d.id, core.new_id(d.id), start_time, start_time + interval '30 minutes', n >= 0
  from medbook.doctors d
 cross join generate_series(-50, 499) n
 cross join lateral (select now() + interval '1 minute' + n * interval '30 minutes' as start_time) slot
 where d.id::text like 'b17%';

insert into medbook.calendar
select doctor_id, id, start_time, end_time from medbook.slots where doctor_id::text like 'b17%';

-- In no order of theirs, so that PostgreSQL does not find the index of users cheaper than others.
create view test.patient as
select row_number() over (order by name) as n, id from medbook.users where name like 'Patient %';

insert into medbook.bookings (doctor_id, id, slot_id, user_id, status, fee, currency, created_at, confirmed_at)
select s.doctor_id, core.new_id(s.doctor_id), s.id, p.id, 'COMPLETED', 10000, 'EUR', now() - interval '60 days',
       now() - interval '60 days'
  from (select *, row_number() over (order by id) as n from medbook.slots
         where not is_available and doctor_id::text like 'b17%') s
  join test.patient p on p.n = s.n;

analyze medbook.users, medbook.doctors, medbook.slots, medbook.bookings;

-- Since then half of the slots were taken; every tenth of these is a hold that has lapsed.
update medbook.slots s set is_available = false, held_until = case when n % 10 = 0 then now() - interval '1 minute' end
  from (select doctor_id, id, row_number() over (order by id) as n from medbook.slots
         where is_available and doctor_id::text like 'b17%') free
 where s.doctor_id = free.doctor_id and s.id = free.id and n % 2 = 0;

insert into medbook.bookings (
  doctor_id, id, slot_id, user_id, status, fee, currency, created_at, expires_at, confirmed_at)
select s.doctor_id, core.new_id(s.doctor_id), s.id, p.id,
       case when s.held_until is null then 'CONFIRMED' else 'PENDING' end::medbook.booking_status, 10000, 'EUR',
       now() - interval '3 minutes', s.held_until, case when s.held_until is null then now() end
  from (select *, row_number() over (order by id) as n from medbook.slots
         where not is_available and start_time > now() and doctor_id::text like 'b17%') s
  join test.patient p on p.n = s.n % 2000 + 1;

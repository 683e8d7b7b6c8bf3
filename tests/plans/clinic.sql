-- A big clinic around the time it is now, beside the small one of the tests. Its doctors are b1600001-…
-- to b1600200-…, its patients 00000001-… to 00010000-….

-- Without row triggers there are no foreign keys to check; every constraint is checked.
set local session_replication_role = replica;

insert into medbook.users (id, email, password_hash, name, created_at)
select overlay('00000000-0000-4000-9000-000000000000' placing lpad(n::text, 8, '0') from 1)::uuid,
       'patient' || n || '@example.com', '$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5$bm9ib2R5', 'Patient ' || n,
         '2020-01-01Z'
  from generate_series(1, 10000) n;

insert into medbook.doctors (id, name, specialization, experience_years, fee, currency, time_zone)
select overlay('b1600000-0000-8000-8000-000000000000' placing lpad(n::text, 5, '0') from 4)::uuid,
       'Dr. ' || n, 'Cardiology', 10, 10000, 'EUR', 'UTC'
  from generate_series(1, 200) n;

-- The exclusion constraint as a mere index: made at the end, and without the constraint's check, it takes a third of
-- the time.
alter table medbook.calendar drop constraint slots_of_a_doctor_do_not_overlap;

-- 500,000 half-hours. Each doctor has 1,000 past ones, of which every third was booked, and 1,350 future ones, of which
-- every fifth is booked and every 27th has a hold that lapsed a minute ago: 10,000 holds. Doctor 200 has 30,000 more
-- past ones that nobody booked.
insert into medbook.slots (doctor_id, id, start_time, end_time, is_available, held_until)
select d.id, core.new_id(d.id), start_time, start_time + interval '30 minutes', not (is_booked or is_held),
       case when is_held then now() - interval '1 minute' end
  from medbook.doctors d
 cross join lateral generate_series(case d.name when 'Dr. 200' then -31000 else -1000 end, 1349) n
 cross join lateral (
   select now() + interval '1 minute' + n * interval '30 minutes' as start_time,
          n between -1000 and -1 and n % 3 = 0 or n >= 0 and n % 27 <> 0 and n % 5 = 1 as is_booked,
          n >= 0 and n % 27 = 0 as is_held) slot
 where d.id between 'b1600001-0000-8000-8000-000000000000' and 'b1600200-0000-8000-8000-000000000000';

insert into medbook.calendar
select doctor_id, id, start_time, end_time from medbook.slots where doctor_id::text like 'b16%';
create index slots_of_a_doctor_do_not_overlap on medbook.calendar
  using gist (doctor_id extensions.gist_uuid_ops, tstzrange(start_time, end_time)) with (buffering = on);

-- Patient 1 has every hundredth of the bookings, the others share the rest.
insert into medbook.bookings (
  doctor_id, id, slot_id, user_id, status, fee, currency, created_at, expires_at, confirmed_at)
select s.doctor_id, core.new_id(s.doctor_id), s.id,
       overlay('00000000-0000-4000-9000-000000000000'
         placing lpad((case when s.n % 100 = 0 then 1 else s.n % 10000 + 1 end)::text, 8, '0') from 1)::uuid,
       case when s.held_until is null then 'CONFIRMED' else 'PENDING' end::medbook.booking_status, 10000, 'EUR',
       now() - interval '3 minutes' - s.n * interval '1 second', s.held_until,
       case when s.held_until is null then now() end
  from (select *, row_number() over (order by start_time, doctor_id) as n
          from medbook.slots where not is_available and doctor_id::text like 'b16%') s;

-- Every other slot of the next two weeks is booked.

set session_replication_role = replica;

with taken as (
  update medbook.slots set is_available = false, changed = pg_current_xact_id()
   where start_time < now() + interval '14 days' and extract(epoch from start_time)::bigint / 900 % 2 = 0
  returning doctor_id, id, start_time)
insert into medbook.bookings (doctor_id, id, slot_id, user_id, status, fee, currency, created_at, confirmed_at)
select s.doctor_id, core.new_id(s.doctor_id), s.id, p.id, 'CONFIRMED', 10000, 'EUR', now(), now()
  from taken s
  join bench.doctor d on d.id = s.doctor_id
  join bench.patient p on p.n = bench.patient(d.n, s.start_time);

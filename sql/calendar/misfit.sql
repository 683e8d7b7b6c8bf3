create or replace view calendar.misfit as
select distinct v.*
  from medbook.slots s
  join medbook.bookings b on b.doctor_id = s.doctor_id and b.slot_id = s.id and b.status in ('PENDING', 'CONFIRMED')
  join api.patient_booking v on v.doctor_id = b.doctor_id and v.id = coalesce(b.part_of, b.id)
 where s.closed_at is null and s.close_cause = 'HOURS' and v.status in ('PENDING', 'CONFIRMED')
   and s.start_time > core.now();

comment on view calendar.misfit is
'Live bookings to come whose slots the doctor''s working hours no longer contain
Found when hours or a time zone are changed, and every night by calendar.open_all_slots. They stay until they end.';

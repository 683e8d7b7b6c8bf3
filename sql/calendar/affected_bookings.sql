create or replace function calendar.affected_bookings(
  p_doctor_id uuid,
  p_slot_ids uuid[]
)
  returns jsonb
  language sql
  stable
as $$
  select coalesce(jsonb_agg(to_jsonb(v) order by v.start_time, v.id), '[]')
    from (select distinct coalesce(part_of, id) as id from medbook.bookings
           where doctor_id = p_doctor_id and slot_id = any(p_slot_ids) and status in ('PENDING', 'CONFIRMED')) b
    join api.patient_booking v on v.doctor_id = p_doctor_id and v.id = b.id
   where v.status in ('PENDING', 'CONFIRMED')
$$;

comment on function calendar.affected_bookings(uuid, uuid[]) is
'The live bookings of these slots, with whom to call';

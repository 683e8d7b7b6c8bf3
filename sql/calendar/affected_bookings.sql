create or replace function calendar.affected_bookings(
  p_doctor_id uuid,
  p_slot_ids uuid[]
)
  returns jsonb
  language sql
  stable
as $$
  select coalesce(jsonb_agg(to_jsonb(v) order by v.start_time, v.id), '[]')
    from medbook.bookings b join api.patient_booking v on v.doctor_id = b.doctor_id and v.id = b.id
   where b.doctor_id = p_doctor_id and b.slot_id = any(p_slot_ids) and v.status in ('PENDING', 'CONFIRMED')
     and b.status in ('PENDING', 'CONFIRMED')
$$;

comment on function calendar.affected_bookings(uuid, uuid[]) is
'The live bookings of these slots, with whom to call';

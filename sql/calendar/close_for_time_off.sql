create or replace function calendar.close_for_time_off(
  p_doctor_id uuid,
  p_during tstzrange
)
  returns jsonb
  language plpgsql
  volatile
as $$
declare
  v_slot_ids uuid[] := array(
    select slot_id from medbook.calendar
     where doctor_id = p_doctor_id and tstzrange(start_time, end_time) && p_during);
  v_closed integer := calendar.close_free_slots(p_doctor_id, v_slot_ids, 'TIME_OFF');
begin
  return jsonb_build_object('closed', v_closed, 'affected_bookings', case
    when v_closed < cardinality(v_slot_ids) then calendar.affected_bookings(p_doctor_id, v_slot_ids) else '[]' end);
end
$$;

comment on function calendar.close_for_time_off(uuid, tstzrange) is
'Closes a doctor''s slots during a time off; answers closed and affected_bookings
p_during: the time off. The caller has locked the doctor and written the time off.';

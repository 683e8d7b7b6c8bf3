create or replace function calendar.reopen_slots(
  p_doctor_id uuid,
  p_during tstzrange
)
  returns integer
  language plpgsql
  volatile
as $$
declare
  v_slot_ids uuid[];
begin
  v_slot_ids := array(
    select id from medbook.slots
     where doctor_id = p_doctor_id and close_cause = 'TIME_OFF' and tstzrange(start_time, end_time) && p_during
     order by id for no key update);
  perform booking.lapse_holds(p_doctor_id, v_slot_ids, core.now());
  return calendar.open_again(p_doctor_id, v_slot_ids);
end
$$;

comment on function calendar.reopen_slots(uuid, tstzrange) is
'Reopens the slots that a removed time off had closed; returns how many
p_during: the time off. A slot stays closed if another time off or another slot covers its time. The caller has
locked the doctor and removed the time off.';

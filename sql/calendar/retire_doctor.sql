create or replace function calendar.retire_doctor(
  p_doctor_id uuid,
  p_slot_ids uuid[],
  p_bookings jsonb,
  p_actor_id uuid
)
  returns void
  language plpgsql
  volatile
as $$
declare
  v_now timestamptz := core.now();
  v_booking_ids uuid[] := array(select (b ->> 'id')::uuid from jsonb_array_elements(p_bookings) b);
  v_user_id uuid;
begin
  for v_user_id in
    select distinct user_id from medbook.bookings where doctor_id = p_doctor_id and id = any(v_booking_ids)
  loop
    perform core.record('cancel booking', p_actor_id, v_user_id);
  end loop;
  -- First: the slots of a doctor who has left are offered to nobody.
  update medbook.doctors set is_active = false, retired_at = v_now, updated_at = v_now where id = p_doctor_id;
  perform booking.cancel_bookings(p_doctor_id, v_booking_ids, p_actor_id, 'the doctor has left', v_now, 'CLINIC');
  perform calendar.close_free_slots(p_doctor_id, p_slot_ids, 'RETIRED');
  perform core.record('retire doctor', p_actor_id, null);
end
$$;

comment on function calendar.retire_doctor(uuid, uuid[], jsonb, uuid) is
'Retires a doctor: cancels the future bookings and closes the slots
p_slot_ids: the doctor''s future slots, locked. p_bookings: the live bookings of these slots, as
calendar.affected_bookings lists them. p_actor_id: the user who retires the doctor.';

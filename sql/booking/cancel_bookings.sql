create or replace function booking.cancel_bookings(
  p_doctor_id uuid,
  p_booking_ids uuid[],
  p_actor_id uuid,
  p_reason text,
  p_now timestamptz,
  p_ended_by medbook.booking_end default null
)
  returns void
  language plpgsql
  volatile
as $$
declare
  v_slot_ids uuid[] := booking.end_bookings(p_doctor_id, p_booking_ids, p_actor_id, p_reason, p_now, p_ended_by);
begin
  perform booking.free_slots(p_doctor_id, v_slot_ids, p_now);
  perform booking.offer_slots(p_doctor_id, v_slot_ids, p_now);
end
$$;

comment on function booking.cancel_bookings(uuid, uuid[], uuid, text, timestamptz, medbook.booking_end) is
'Cancels live bookings of one doctor, and frees their slots or offers them to those who wait
p_actor_id: the user who cancels; null for a DBA. p_reason: why they are cancelled. p_ended_by:
PATIENT or CLINIC; null: as the actor is the patient, or is not. The caller has locked the slots.';

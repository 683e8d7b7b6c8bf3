create or replace function booking.check_patient(
  p_user_id uuid,
  p_offer booking.offer,
  p_except uuid,
  p_now timestamptz
)
  returns jsonb
  language plpgsql
  stable
as $$
declare
  v_holds integer;
  v_overlapping uuid;
begin
  select holds, overlapping into v_holds, v_overlapping
    from booking.patient_load(p_user_id, p_offer.start_time, p_offer.end_time, p_except, p_now);
  if v_overlapping is not null then
    return core.refuse('OVERLAPPING_BOOKING', jsonb_build_object('booking_id', v_overlapping));
  elsif p_except is null and v_holds >= p_offer.max_holds_per_user then
    return core.refuse('HOLD_LIMIT', jsonb_build_object('max_holds', p_offer.max_holds_per_user));
  end if;
  return null;
end
$$;

comment on function booking.check_patient(uuid, booking.offer, uuid, timestamptz) is
'null if the patient''s other bookings allow one of this slot, else the refusal
p_offer: the slot, as booking.check_slot found it. p_except: the booking that is being moved to the slot; null: none.
The caller has locked the user. Refuses OVERLAPPING_BOOKING (booking_id), HOLD_LIMIT (max_holds).';

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
  v_load record;
begin
  select * into v_load from booking.patient_load(
    p_user_id, p_offer.doctor_id, p_offer.time_zone, p_offer.start_time, p_offer.end_time, p_except, p_now);
  if v_load.overlapping is not null then
    return core.refuse('OVERLAPPING_BOOKING', jsonb_build_object('booking_id', v_load.overlapping));
  elsif p_except is null and v_load.holds >= p_offer.max_holds_per_user then
    return core.refuse('HOLD_LIMIT', jsonb_build_object('max_holds', p_offer.max_holds_per_user));
  elsif p_except is null and v_load.coming >= p_offer.max_bookings_per_user then
    return core.refuse('BOOKING_LIMIT', jsonb_build_object(
      'limit', 'max_bookings_per_user', 'max_bookings', p_offer.max_bookings_per_user));
  elsif v_load.on_day >= p_offer.max_bookings_per_doctor_day then
    return core.refuse('BOOKING_LIMIT', jsonb_build_object(
      'limit', 'max_bookings_per_doctor_day', 'max_bookings', p_offer.max_bookings_per_doctor_day));
  end if;
  return null;
end
$$;

comment on function booking.check_patient(uuid, booking.offer, uuid, timestamptz) is
'null if the patient''s other bookings allow one of this slot, else the refusal
p_offer: the slot, as booking.check_slot found it. p_except: the booking that is being moved to the slot; null: none.
The caller has locked the user. A move makes no further hold and no further booking, but it can bring one more to a
day. Refuses OVERLAPPING_BOOKING (booking_id), HOLD_LIMIT (max_holds), BOOKING_LIMIT (limit: the name of the setting;
max_bookings).';

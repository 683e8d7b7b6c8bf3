create or replace function booking.is_open(
  p_is_available boolean,
  p_held_until timestamptz,
  p_doctor_id uuid,
  p_close_cause medbook.close_cause,
  p_service_ids uuid[],
  p_service_id uuid,
  p_start_time timestamptz,
  p_is_active boolean,
  p_min_notice interval,
  p_booking_horizon interval,
  p_now timestamptz
)
  returns boolean
  language sql
  stable
as $$
  select booking.is_free(p_is_available, p_held_until, p_doctor_id, p_close_cause, p_service_ids, p_start_time, p_now)
     and booking.is_for(p_service_ids, p_service_id)
     and p_start_time > p_now and p_is_active
     and booking.is_in_window(p_start_time, p_min_notice, p_booking_horizon, p_now)
$$;

comment on function booking.is_open(
  boolean, timestamptz, uuid, medbook.close_cause, uuid[], uuid, timestamptz, boolean, interval, interval,
  timestamptz) is
'Whether a patient can book a slot: the only test, for search and for booking
p_is_available, p_held_until, p_doctor_id, p_close_cause, p_service_ids, p_start_time: the slot''s columns.
p_service_id: the kind of visit; null: none is named. p_is_active, p_min_notice, p_booking_horizon: the doctor''s, from
booking.rules. A slot that has started is not open. A visit that takes further slots needs them free as well:
booking.visit_end. Must stay inlinable (no SET, no sub-select), so that idx_slots_available serves it.';

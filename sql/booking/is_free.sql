create or replace function booking.is_free(
  p_is_available boolean,
  p_held_until timestamptz,
  p_doctor_id uuid,
  p_close_cause medbook.close_cause,
  p_service_ids uuid[],
  p_start_time timestamptz,
  p_now timestamptz
)
  returns boolean
  language sql
  stable
as $$
  select p_is_available
      or (p_held_until is not null and p_held_until <= p_now and p_close_cause is null
          and not booking.is_awaited(p_doctor_id, p_start_time, p_service_ids, p_held_until))
$$;

comment on function booking.is_free(
  boolean, timestamptz, uuid, medbook.close_cause, uuid[], timestamptz, timestamptz) is
'Whether a slot is free: available, or with a lapsed hold, nobody who waits for it and no reason to close
p_is_available, p_held_until, p_doctor_id, p_close_cause, p_service_ids, p_start_time: the slot''s columns.
Must stay inlinable (no SET, no sub-select), so that idx_slots_available serves it. Who waits is asked for only where a
hold has lapsed.';

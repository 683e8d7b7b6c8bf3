create or replace function booking.is_free(
  p_is_available boolean,
  p_held_until timestamptz,
  p_is_awaited boolean,
  p_close_cause medbook.close_cause,
  p_now timestamptz
)
  returns boolean
  language sql
  stable
as $$
  select p_is_available
      or (p_held_until is not null and p_held_until <= p_now and p_close_cause is null and not p_is_awaited)
$$;

comment on function booking.is_free(boolean, timestamptz, boolean, medbook.close_cause, timestamptz) is
'Whether a slot is free: available, or with a lapsed hold, nobody who waits for it and no reason to close
p_is_available, p_held_until, p_is_awaited, p_close_cause: the slot''s columns. Must stay inlinable (no SET, no
sub-select), so that idx_slots_available serves it.';

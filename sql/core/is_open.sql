create or replace function core.is_open(
  p_is_available boolean,
  p_held_until timestamptz,
  p_start_time timestamptz,
  p_doctor_is_active boolean,
  p_now timestamptz
)
  returns boolean
  language sql
  stable
as $$
  select (p_is_available or (p_held_until is not null and p_held_until <= p_now))
     and p_start_time > p_now and p_doctor_is_active
$$;

comment on function core.is_open(boolean, timestamptz, timestamptz, boolean, timestamptz) is
'Whether a slot can be booked: the one test behind search and booking
p_is_available, p_held_until, p_start_time: the slot''s columns. p_doctor_is_active: the doctor''s. A lapsed hold is
open, a started slot is not. Must stay inlinable (no SET, no sub-select), so that idx_slots_available serves it.';

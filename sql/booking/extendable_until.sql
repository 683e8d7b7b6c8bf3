create or replace function booking.extendable_until(
  p_expires_at timestamptz,
  p_created_at timestamptz,
  p_max_hold interval
)
  returns timestamptz
  language sql
  stable
  parallel safe
as $$
  select greatest(p_expires_at, core.later(p_created_at, p_max_hold))
$$;

comment on function booking.extendable_until(timestamptz, timestamptz, interval) is
'Until when a hold can last if it is extended
p_expires_at, p_created_at: the booking''s columns. p_max_hold: the setting. Must stay inlinable (no SET,
no sub-select).';

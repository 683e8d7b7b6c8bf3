create or replace function booking.is_wanted(
  p_start_time timestamptz,
  p_end_time timestamptz,
  p_time_zone text,
  p_full_days datemultirange,
  p_busy tstzmultirange,
  p_wish jsonb
)
  returns boolean
  language sql
  stable
as $$
  select not p_busy && tstzrange(p_start_time, p_end_time)
     and (isempty(p_full_days) or not p_full_days @> (p_start_time at time zone p_time_zone)::date)
     and (not p_wish ? 'weekdays'
       or p_wish -> 'weekdays' @> to_jsonb(extract(isodow from p_start_time at time zone p_time_zone)))
     and (not p_wish ? 'earliest'
       or (p_start_time at time zone p_time_zone)::time >= (p_wish ->> 'earliest')::time)
     and (not p_wish ? 'latest'
       or (p_start_time at time zone p_time_zone)::time < (p_wish ->> 'latest')::time)
$$;

comment on function booking.is_wanted(
  timestamptz, timestamptz, text, datemultirange, tstzmultirange, jsonb) is
'Whether a slot begins when a patient wants it, and has the time
p_start_time, p_end_time: the slot''s columns. p_time_zone, p_full_days: of its doctor, as in booking.choices. p_busy:
when the patient has other appointments. p_wish: as booking.check_wish allows it; days and times are those of the
doctor''s clock, and latest is excluded. Must stay inlinable (no SET, no sub-select).';

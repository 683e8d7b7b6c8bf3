create or replace function calendar.has_nights_that_overlap(
  p_doctor_id uuid
)
  returns boolean
  language sql
  stable
as $$
  select exists (
    select from medbook.working_hours night
      join medbook.working_hours h
        on h.doctor_id = night.doctor_id and h.weekday = night.weekday % 7 + 1
       and h.start_minute < night.end_minute - 1440
     cross join lateral (
       select greatest(night.valid_from, h.valid_from - 1) as first,
              least(night.valid_to, h.valid_to - 1) as last) both_hold
     where night.doctor_id = p_doctor_id
       and coalesce(
         both_hold.first + (night.weekday - extract(isodow from both_hold.first)::integer + 7) % 7 <= both_hold.last,
         true))
$$;

comment on function calendar.has_nights_that_overlap(uuid) is
'Whether hours of a doctor that cross midnight last into hours of the next day
The table''s constraint compares hours that begin on the same day of the week; this compares the others, from the first
to the last day on which both hold.';

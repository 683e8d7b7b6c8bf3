create or replace function booking.choices(
  p_user_id uuid,
  p_wish jsonb,
  p_now timestamptz
)
  returns table (
    doctor_id uuid,
    time_zone text,
    full_days datemultirange,
    busy tstzmultirange
  )
  language sql
  stable
as $$
  with own as materialized (
    select s.doctor_id, s.start_time, s.end_time, b.part_of is null as is_booking
      from medbook.bookings b
      join medbook.slots s on s.doctor_id = b.doctor_id and s.id = b.slot_id
     where b.user_id = p_user_id and booking.is_live(b.status, b.expires_at, p_now)),
  wanted as (
    select d.id, d.time_zone from medbook.doctors d
     where d.is_active
       and (d.id = any(case when p_wish ?| '{doctor_ids,specialization}'
                            then array(select jsonb_array_elements_text(p_wish -> 'doctor_ids')::uuid)
                            else array(select id from medbook.doctors where is_active) end)
         or medbook.comparable(d.specialization) = medbook.comparable(p_wish ->> 'specialization'))
       and (not p_wish ? 'service_id' or booking.may_have(
         (select bookable_by from medbook.services where id = (p_wish ->> 'service_id')::uuid), p_user_id, d.id,
         p_now))),
  zone as (
    select w.time_zone, case when core.is_time_zone(w.time_zone) then w.time_zone else 'UTC' end as known
      from wanted w group by w.time_zone)
  select w.id, zone.known, coalesce(on_days.are_full, '{}'),
         coalesce((select range_agg(tstzrange(own.start_time, own.end_time)) from own), '{}')
    from wanted w
    join zone using (time_zone)
   cross join medbook.settings rule
   cross join lateral (
     select range_agg(daterange(day, day, '[]'))
       from (select (own.start_time at time zone zone.known)::date as day from own
              where own.doctor_id = w.id and own.is_booking
              group by day having count(*) >= rule.max_bookings_per_doctor_day) full_day) on_days (are_full)
$$;

comment on function booking.choices(uuid, jsonb, timestamptz) is
'The doctors of whom a patient wants a slot, and who give the patient the kind of visit
p_user_id: the patient. p_wish: as booking.check_wish allows it; one that names neither doctors nor a specialization
means all. time_zone: the doctor''s, or UTC if the server does not
know it. full_days: days of the doctor''s calendar on which the patient can have no more bookings with the doctor. busy:
when the patient has other appointments, the same for all doctors.';

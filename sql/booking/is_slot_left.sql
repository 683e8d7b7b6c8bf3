create or replace function booking.is_slot_left(
  p_user_id uuid,
  p_wish jsonb,
  p_now timestamptz
)
  returns boolean
  language sql
  stable
as $$
  select exists (
    select from booking.choices(p_user_id, p_wish, p_now) c
      join booking.rules() r on r.doctor_id = c.doctor_id
      left join medbook.services v on v.id = (p_wish ->> 'service_id')::uuid
      join medbook.slots s on s.doctor_id = c.doctor_id
     where s.start_time >= greatest((p_wish ->> 'from')::timestamptz, p_now)
       and s.start_time < coalesce((p_wish ->> 'to')::timestamptz, 'infinity')
       and booking.is_open(s.is_available, s.held_until, s.is_awaited, s.close_cause, s.service_ids, v.id,
                           s.start_time, r.is_active, r.min_notice, r.booking_horizon, p_now)
       and booking.is_wanted(s.start_time, greatest(s.end_time, s.start_time + v.minutes * interval '1 minute'),
                             c.time_zone, c.full_days, c.busy, p_wish)
       and (v.id is null or exists (
         select from booking.visit_end(s.doctor_id, s.start_time, v.minutes, v.id, p_now))))
$$;

comment on function booking.is_slot_left(uuid, jsonb, timestamptz) is
'Whether a slot that suits a patient is free now, at a time at which the patient is
p_user_id: the patient. p_wish: as booking.check_waiting allows it.';

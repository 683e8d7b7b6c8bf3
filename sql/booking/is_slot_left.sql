create or replace function booking.is_slot_left(
  p_user_id uuid,
  p_wish jsonb,
  p_now timestamptz
)
  returns boolean
  language plpgsql
  volatile
as $$
declare
  v_minutes integer := (booking.active_service((p_wish ->> 'service_id')::uuid)).minutes;
  v_choices record;
begin
  select array_agg(c.doctor_id) as ids, array_agg(c.time_zone) as zones, array_agg(c.full_days) as full_days,
         (array_agg(c.busy))[1] as busy
    into v_choices from booking.choices(p_user_id, p_wish, p_now) c;
  return (booking.soonest_start(
    p_wish, v_choices.busy, v_choices.ids, v_choices.zones, v_choices.full_days,
    greatest((p_wish ->> 'from')::timestamptz, p_now), v_minutes, p_now)).slot_ids is not null;
end
$$;

comment on function booking.is_slot_left(uuid, jsonb, timestamptz) is
'Whether a slot that suits a patient is free now, at a time at which the patient is
p_user_id: the patient. p_wish: as booking.check_waiting allows it.';

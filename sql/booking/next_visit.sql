create or replace function booking.next_visit(
  p_doctor_id uuid,
  p_service_id uuid,
  p_now timestamptz
)
  returns timestamptz
  language plpgsql
  stable
as $$
declare
  v_rules record;
  v_minutes integer;
  v_start_time timestamptz;
begin
  if p_service_id is null then
    return booking.next_available(p_doctor_id, p_now);
  end if;
  -- Read the rules before the query, as in api.list_slots.
  select is_active, min_notice, booking_horizon into v_rules from booking.rules() where doctor_id = p_doctor_id;
  select minutes into v_minutes from medbook.services where id = p_service_id and is_active;
  select v.start_time into v_start_time
    from booking.open_visits(p_doctor_id, p_service_id, v_minutes, v_rules.min_notice, v_rules.booking_horizon, p_now,
                             'infinity', 1, p_now) v
   where v_rules.is_active;
  return v_start_time;
end
$$;

comment on function booking.next_visit(uuid, uuid, timestamptz) is
'When the first visit of a kind can begin with a doctor; null: there is none
p_service_id: the kind of visit; null: none is named.';

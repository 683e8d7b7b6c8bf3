create or replace function booking.list_visits(
  p_doctor_id uuid,
  p_service_id uuid,
  p_from timestamptz,
  p_to timestamptz,
  p_limit integer,
  p_now timestamptz
)
  returns jsonb
  language plpgsql
  stable
as $$
declare
  v_service medbook.services := booking.active_service(p_service_id);
  v_rules record;
  v_rows jsonb;
begin
  if v_service.id is null then
    return core.refuse('SERVICE_NOT_FOUND');
  end if;
  -- Read the rules before the query, as in api.list_slots.
  select min_notice, booking_horizon into v_rules from booking.rules() where doctor_id = p_doctor_id;
  select jsonb_agg(to_jsonb(row(v.id, v.doctor_id, v.start_time, v.end_time, true, v.service_ids)::api.slot))
    into v_rows
    from booking.open_visits(p_doctor_id, v_service.id, v_service.minutes, v_rules.min_notice, v_rules.booking_horizon,
                             p_from, p_to, p_limit + 1, p_now) v;
  return core.page('slots', v_rows, p_limit, '{start_time}');
end
$$;

comment on function booking.list_visits(uuid, uuid, timestamptz, timestamptz, integer, timestamptz) is
'The answer of api.list_slots for a kind of visit
p_doctor_id: the doctor, who is active. p_service_id: the kind. p_from, p_to: when the visits start, at or after p_from
and before p_to. p_limit: visits per page. Refuses SERVICE_NOT_FOUND.';

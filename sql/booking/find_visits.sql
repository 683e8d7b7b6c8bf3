create or replace function booking.find_visits(
  p_field text,
  p_service_id uuid,
  p_from timestamptz,
  p_to timestamptz,
  p_per_doctor integer,
  p_limit integer,
  p_now timestamptz
)
  returns jsonb
  language plpgsql
  stable
as $$
declare
  v_service medbook.services := booking.active_service(p_service_id);
  v_rows jsonb;
begin
  if v_service.id is null then
    return core.refuse('SERVICE_NOT_FOUND');
  end if;
  select jsonb_agg(to_jsonb(row(v.id, v.doctor_id, v.start_time, v.end_time, true, v.service_ids)::api.slot))
    into v_rows
    from (select soonest.*
            from booking.rules() r
           cross join lateral booking.open_visits(r.doctor_id, v_service.id, v_service.minutes, r.min_notice,
                                                  r.booking_horizon, p_from, p_to, p_per_doctor, p_now) soonest
           where medbook.comparable(r.specialization) = p_field and r.is_active
           order by soonest.start_time, soonest.id limit p_limit) v;
  return jsonb_build_object('success', true, 'slots', coalesce(v_rows, '[]'));
end
$$;

comment on function booking.find_visits(
  text, uuid, timestamptz, timestamptz, integer, integer, timestamptz) is
'The answer of api.find_slots for a kind of visit
p_field: the specialization, as medbook.comparable has it. p_service_id: the kind. p_from, p_to: when the visits start,
at or after p_from and before p_to. p_per_doctor, p_limit: how many at most. Refuses SERVICE_NOT_FOUND.';

create or replace function booking.is_awaited(
  p_doctor_id uuid,
  p_start_time timestamptz,
  p_service_ids uuid[],
  p_held_until timestamptz
)
  returns boolean
  language plpgsql
  stable
  -- It is asked of few rows, and else the planner would think that booking.is_free is dear.
  cost 1
as $$
declare
  v_specialization text;
  v_local timestamp;
begin
  if not exists (select from medbook.waitlist where ended_at is null) then
    return false;
  end if;
  select medbook.comparable(specialization),
         p_start_time at time zone case when core.is_time_zone(time_zone) then time_zone else 'UTC' end
    into v_specialization, v_local
    from medbook.doctors where id = p_doctor_id;
  return exists (
    select from (select * from medbook.waitlist where doctor_id = p_doctor_id and ended_at is null
                 union all
                 select * from medbook.waitlist where specialization = v_specialization and ended_at is null) w
      left join medbook.services visit on visit.id = w.service_id
     where booking.is_for(p_service_ids, w.service_id) and (w.created_at <= p_held_until or p_held_until is null)
       and case when visit.id is null
             then booking.is_suitable(w.from_time, w.to_time, w.weekdays, w.earliest, w.latest, p_start_time,
                                      extract(isodow from v_local)::integer, v_local::time)
             else (w.from_time <= p_start_time or w.from_time is null)
              and (w.to_time > p_start_time - visit.minutes * interval '1 minute' or w.to_time is null) end);
end
$$;

comment on function booking.is_awaited(uuid, timestamptz, uuid[], timestamptz) is
'Whether somebody waits for a slot: its lapsed hold does not make it free, the sweep offers it
p_doctor_id, p_start_time, p_service_ids, p_held_until: the slot''s columns. Who joins when the hold has lapsed does not
take the slot from others; if it is null, all who wait count. Who waits for a longer visit may want any slot of it.
Only asked of a slot whose hold has lapsed: to ask at each booking would cost 5 % of it.';

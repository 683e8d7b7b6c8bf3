create or replace function api.find_slots(
  p_specialization text,
  p_from timestamptz default null,
  p_to timestamptz default null,
  p_per_doctor integer default 3,
  p_limit integer default 100,
  p_service_id uuid default null
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  v_now timestamptz := core.now();
  v_from timestamptz := greatest(p_from, v_now);
  v_to timestamptz;
  v_field text := medbook.comparable(p_specialization);
  v_rows jsonb;
begin
  if (p_per_doctor between 1 and 20) is not true then
    return core.refuse_input('per_doctor', 'must be from 1 to 20');
  elsif core.check_limit(p_limit) is not null then
    return core.check_limit(p_limit);
  elsif p_from >= '10000-01-01Z' then
    return core.refuse_input('from', 'must be before the year 10000');
  elsif p_to <= p_from or not core.is_within_days(coalesce(p_from, v_now), p_to, 31) then
    return core.refuse_input('to', 'must be after from, by at most 31 days');
  end if;
  v_to := coalesce(p_to, core.later(v_from, '14 days'));

  if p_service_id is not null then
    return booking.find_visits(v_field, p_service_id, v_from, v_to, p_per_doctor, p_limit, v_now);
  end if;
  -- As in api.list_slots: each row from the page's own columns.
  select jsonb_agg(to_jsonb(row(page.*, true, null)::api.slot)) into v_rows
    from (select soonest.*
            from booking.rules() r
           cross join lateral (
             select s.id, s.doctor_id, s.start_time, s.end_time from medbook.slots s
              where s.doctor_id = r.doctor_id and s.start_time >= v_from and s.start_time < v_to
                and booking.is_open(s.is_available, s.held_until, s.doctor_id, s.close_cause, s.service_ids, null,
                                    s.start_time, true, r.min_notice, r.booking_horizon, v_now)
              order by s.start_time limit p_per_doctor) soonest
           where medbook.comparable(r.specialization) = v_field and r.is_active
           order by soonest.start_time, soonest.id limit p_limit) page;
  return jsonb_build_object('success', true, 'slots', coalesce(v_rows, '[]'));
end
$$;

comment on function api.find_slots(text, timestamptz, timestamptz, integer, integer, uuid) is
'The first free slots of each doctor of a specialization, in order of time
p_specialization: whatever its case and spaces. p_from, p_to: only slots that start at or after p_from (default:
now) and before p_to (default: 14 days later), 31 days at most. p_per_doctor: 1 to 20 slots of each doctor. p_limit: 1
to 100 slots in all. p_service_id: as for list_slots. Every listed slot can be booked now, by those who may book this
kind of visit. Refuses INVALID_INPUT, SERVICE_NOT_FOUND.';

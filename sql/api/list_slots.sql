create or replace function api.list_slots(
  p_doctor_id uuid,
  p_from timestamptz default null,
  p_to timestamptz default null,
  p_limit integer default 20,
  p_cursor text default null,
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
  v_rules record;
  v_after timestamptz;
  v_rows jsonb;
begin
  if core.check_limit(p_limit) is not null then
    return core.check_limit(p_limit);
  elsif p_to <= p_from then
    return core.refuse_input('to', 'must be after from');
  elsif not core.is_cursor(p_cursor, '{timestamptz}') then
    return core.refuse_input('cursor', 'must be the next_cursor of an earlier page');
  end if;
  -- Read the rules before the query: with a join, the planner would not see that the index returns slots in order.
  select is_active, min_notice, booking_horizon into v_rules from booking.rules() where doctor_id = p_doctor_id;
  if v_rules.is_active is not true then
    return core.refuse('DOCTOR_NOT_FOUND');
  end if;
  v_after := (core.cursor_keys(p_cursor))[1]::timestamptz;
  if p_service_id is not null then
    return booking.list_visits(p_doctor_id, p_service_id, greatest(coalesce(p_from, v_now), v_after + '1 microsecond'),
                               coalesce(p_to, 'infinity'), p_limit, v_now);
  end if;

  -- Make each row from the page's own columns: to read api.slot would look every slot and its rules up again.
  select jsonb_agg(to_jsonb(row(page.*, true, null)::api.slot)) into v_rows
    from (select s.id, s.doctor_id, s.start_time, s.end_time
            from medbook.slots s
           where s.doctor_id = p_doctor_id
             and booking.is_open(s.is_available, s.held_until, s.doctor_id, s.close_cause, s.service_ids, null,
                                 s.start_time, true, v_rules.min_notice, v_rules.booking_horizon, v_now)
             and s.start_time >= coalesce(p_from, v_now) and s.start_time < coalesce(p_to, 'infinity')
             and s.start_time > coalesce(v_after, '-infinity')
           order by s.start_time limit p_limit + 1) page;
  return core.page('slots', v_rows, p_limit, '{start_time}');
end
$$;

comment on function api.list_slots(uuid, timestamptz, timestamptz, integer, text, uuid) is
'A doctor''s free slots, in order of time
p_from, p_to: only slots that start at or after p_from and before p_to. p_limit: 1 to 100 slots. p_cursor: next_cursor
of the previous page. p_service_id: only slots with which a visit of this kind can begin, because all slots that it
takes are free; end_time is then the visit''s; without it only slots that can be booked without one. Every listed slot
can be booked now, by those who may book this kind. Refuses INVALID_INPUT, DOCTOR_NOT_FOUND, SERVICE_NOT_FOUND.';

create or replace function api.list_all_waiting(
  p_user_id uuid,
  p_doctor_id uuid default null,
  p_specialization text default null,
  p_limit integer default 20,
  p_cursor text default null
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
  -- Which conditions are given decides which index is used.
  set plan_cache_mode = force_custom_plan
as $$
declare
  v_after text[];
  v_rows jsonb;
begin
  if not core.is_admin(p_user_id) then
    return core.forbid(p_user_id, 'list all waiting');
  elsif core.check_limit(p_limit) is not null then
    return core.check_limit(p_limit);
  elsif not core.is_cursor(p_cursor, '{bigint,timestamptz,uuid}') then
    return core.refuse_input('cursor', 'must be the next_cursor of an earlier page');
  end if;
  v_after := core.cursor_keys(p_cursor);
  perform core.record('list all waiting', p_user_id, null);
  with page as (
    select w.id, w.place
      from (select id, priority, created_at,
                   row_number() over (partition by doctor_id, specialization, service_id
                                      order by priority desc, created_at, id) as place
              from medbook.waitlist
             where ended_at is null and (p_doctor_id is null or doctor_id = p_doctor_id)
               and (p_specialization is null or specialization = medbook.comparable(p_specialization))) w
     where p_cursor is null or (-w.priority, w.created_at, w.id)
                               > (-v_after[1]::numeric, v_after[2]::timestamptz, v_after[3]::uuid)
     order by w.priority desc, w.created_at, w.id limit p_limit + 1)
  -- Not the whole row of the view: it would count each place anew.
  select jsonb_agg(to_jsonb(row(v.id, v.patient_id, v.doctor_id, v.specialization, v.service_id, v."from", v."to",
                                v.weekdays, v.earliest, v.latest, v.priority, page.place, v.created_at,
                                v.booking_id, v.doctor_name, v.service_name, v.patient_name, v.patient_email,
                                v.patient_phone)::api.patient_waitlist) order by v.priority desc, v.created_at, v.id)
    into v_rows from page join api.patient_waitlist v on v.id = page.id;
  return core.page('waitlist', v_rows, p_limit, '{priority,created_at,id}');
end
$$;

comment on function api.list_all_waiting(uuid, uuid, text, integer, text) is
'All who wait, in the order in which slots are offered; each call is written to the audit
p_doctor_id, p_specialization: only who waits for this doctor, for any doctor of this specialization. p_limit: 1 to 100
rows. p_cursor: next_cursor of the previous page. Refuses FORBIDDEN, INVALID_INPUT.';

create or replace function api.list_all_slots(
  p_user_id uuid,
  p_doctor_id uuid,
  p_from timestamptz,
  p_to timestamptz,
  p_limit integer default 20,
  p_cursor text default null
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  v_after text[];
  v_rows jsonb;
begin
  if not core.is_admin(p_user_id) then
    return core.refuse('FORBIDDEN');
  elsif core.check_limit(p_limit) is not null then
    return core.check_limit(p_limit);
  elsif p_to <= p_from then
    return core.refuse_input('to', 'must be after from');
  elsif not core.is_cursor(p_cursor, '{timestamptz,uuid}') then
    return core.refuse_input('cursor', 'must be the next_cursor of an earlier page');
  elsif not exists (select from api.doctor where id = p_doctor_id) then
    return core.refuse('DOCTOR_NOT_FOUND');
  end if;
  v_after := core.cursor_keys(p_cursor);
  with page as (
    select s.id from medbook.slots s
     where s.doctor_id = p_doctor_id and s.start_time >= p_from and s.start_time < p_to
       and (p_cursor is null or (s.start_time, s.id) > (v_after[1]::timestamptz, v_after[2]::uuid))
     order by s.start_time, s.id limit p_limit + 1)
  select jsonb_agg(to_jsonb(v) order by v.start_time, v.id) into v_rows
    from page join api.slot_state v on v.doctor_id = p_doctor_id and v.id = page.id;
  return core.page('slots', v_rows, p_limit, '{start_time,id}');
end
$$;

comment on function api.list_all_slots(uuid, uuid, timestamptz, timestamptz, integer, text) is
'A doctor''s slots in order of time, whatever their state
p_doctor_id: the doctor. p_from, p_to: only slots that start at or after p_from and before p_to. Several may have one
time: closed ones, and one that is not. p_limit: 1 to 100 slots. p_cursor: next_cursor of the previous page. Refuses
FORBIDDEN, INVALID_INPUT, DOCTOR_NOT_FOUND.';

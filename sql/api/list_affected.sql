create or replace function api.list_affected(
  p_user_id uuid,
  p_doctor_id uuid default null,
  p_limit integer default 20,
  p_cursor text default null
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  v_now timestamptz := core.now();
  v_after text[];
  v_rows jsonb;
begin
  if not core.is_admin(p_user_id) then
    return core.forbid(p_user_id, 'list affected bookings');
  elsif core.check_limit(p_limit) is not null then
    return core.check_limit(p_limit);
  elsif not core.is_cursor(p_cursor, '{timestamptz,uuid,uuid}') then
    return core.refuse_input('cursor', 'must be the next_cursor of an earlier page');
  end if;
  v_after := core.cursor_keys(p_cursor);
  perform core.record('list affected bookings', p_user_id, null);
  with page as (
    select distinct v.start_time, v.doctor_id, v.id
      from medbook.slots s
      join medbook.bookings b on b.doctor_id = s.doctor_id and b.slot_id = s.id
       and booking.is_live(b.status, b.expires_at, v_now)
      join api.patient_booking v on v.doctor_id = b.doctor_id and v.id = coalesce(b.part_of, b.id)
     where not s.is_available and s.closed_at is null and s.close_cause is not null and s.start_time > v_now
       and (p_doctor_id is null or s.doctor_id = p_doctor_id)
       and (p_cursor is null or (v.start_time, v.doctor_id, v.id)
                                > (v_after[1]::timestamptz, v_after[2]::uuid, v_after[3]::uuid))
     order by v.start_time, v.doctor_id, v.id limit p_limit + 1)
  select jsonb_agg(to_jsonb(v) order by v.start_time, v.doctor_id, v.id) into v_rows
    from page join api.patient_booking v on v.doctor_id = page.doctor_id and v.id = page.id;
  return core.page('bookings', v_rows, p_limit, '{start_time,doctor_id,id}');
end
$$;

comment on function api.list_affected(uuid, uuid, integer, text) is
'Bookings to come that leave or working hours are in the way of: whom to call; audited
By start time, then doctor. A booking is listed until it is moved or ends, or its slot fits again. p_doctor_id: only
bookings of this doctor. p_limit: 1 to 100 bookings. p_cursor: next_cursor of the previous page. Refuses FORBIDDEN,
INVALID_INPUT.';

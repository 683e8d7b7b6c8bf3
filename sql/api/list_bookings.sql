create or replace function api.list_bookings(
  p_user_id uuid,
  p_status medbook.booking_status default null,
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
  v_now timestamptz := core.now();
  v_before text[];
  v_rows jsonb;
begin
  if core.is_deactivated(p_user_id) then
    return core.refuse('FORBIDDEN');
  elsif core.check_limit(p_limit) is not null then
    return core.check_limit(p_limit);
  elsif not core.is_cursor(p_cursor, '{timestamptz,uuid}') then
    return core.refuse_input('cursor', 'must be the next_cursor of an earlier page');
  end if;
  v_before := core.cursor_keys(p_cursor);

  with page as (
    select b.doctor_id, b.id from medbook.bookings b
     where b.user_id = p_user_id and b.part_of is null
       and (p_status is null or booking.status_at(b.status, b.expires_at, v_now) = p_status)
       and (p_cursor is null or (b.created_at, b.id) < (v_before[1]::timestamptz, v_before[2]::uuid))
     order by b.created_at desc, b.id desc limit p_limit + 1)
  select jsonb_agg(to_jsonb(v) order by v.created_at desc, v.id desc) into v_rows
    from page join api.booking v on v.doctor_id = page.doctor_id and v.id = page.id;
  return core.page('bookings', v_rows, p_limit, '{created_at,id}');
end
$$;

comment on function api.list_bookings(uuid, medbook.booking_status, integer, text) is
'The caller''s bookings, newest first
p_status: only bookings in this status now. p_limit: 1 to 100 bookings. p_cursor: next_cursor of the previous page.
Refuses FORBIDDEN, INVALID_INPUT.';

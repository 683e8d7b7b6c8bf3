create or replace function api.list_sessions(
  p_user_id uuid,
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

  select jsonb_agg(to_jsonb(page) order by page.started_at desc, page.id desc) into v_rows
    from (select v.* from api.session v
           where v.id in (select family from medbook.sessions where user_id = p_user_id)
             and (p_cursor is null or (v.started_at, v.id) < (v_before[1]::timestamptz, v_before[2]::uuid))
           order by v.started_at desc, v.id desc limit p_limit + 1) page;
  return core.page('sessions', v_rows, p_limit, '{started_at,id}');
end
$$;

comment on function api.list_sessions(uuid, integer, text) is
'The caller''s sessions, latest sign-in first
p_limit: 1 to 100 sessions. p_cursor: next_cursor of the previous page. Refuses FORBIDDEN, INVALID_INPUT.';

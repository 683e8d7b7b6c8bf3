create or replace function api.list_webhooks(
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
  v_after text[];
  v_rows jsonb;
begin
  if not core.is_admin(p_user_id) then
    return core.refuse('FORBIDDEN');
  elsif core.check_limit(p_limit) is not null then
    return core.check_limit(p_limit);
  elsif not core.is_cursor(p_cursor, '{timestamptz,uuid}') then
    return core.refuse_input('cursor', 'must be the next_cursor of an earlier page');
  end if;
  v_after := core.cursor_keys(p_cursor);
  select jsonb_agg(to_jsonb(page) order by page.created_at, page.id) into v_rows
    from (select v.* from api.webhook v
           where p_cursor is null or (v.created_at, v.id) > (v_after[1]::timestamptz, v_after[2]::uuid)
           order by v.created_at, v.id limit p_limit + 1) page;
  return core.page('webhooks', v_rows, p_limit, '{created_at,id}');
end
$$;

comment on function api.list_webhooks(uuid, integer, text) is
'The webhooks, oldest first
p_limit: 1 to 100 webhooks. p_cursor: next_cursor of the previous page. Refuses FORBIDDEN, INVALID_INPUT.';

create or replace function api.list_deliveries(
  p_user_id uuid,
  p_webhook_id uuid,
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
  v_before bigint;
  v_rows jsonb;
begin
  if not core.is_admin(p_user_id) then
    return core.refuse('FORBIDDEN');
  elsif core.check_limit(p_limit) is not null then
    return core.check_limit(p_limit);
  elsif not core.is_cursor(p_cursor, '{bigint}') then
    return core.refuse_input('cursor', 'must be the next_cursor of an earlier page');
  elsif not exists (select from medbook.webhooks where id = p_webhook_id) then
    return core.refuse('WEBHOOK_NOT_FOUND');
  end if;
  -- A comparison that is always there lets the index begin where the page does.
  v_before := coalesce((core.cursor_keys(p_cursor))[1]::bigint, 9223372036854775807);

  with page as (
    select v.* from api.delivery v
     where v.webhook_id = p_webhook_id and v.event_id < v_before
     order by v.event_id desc limit p_limit + 1)
  select jsonb_agg(to_jsonb(page) order by page.event_id desc) into v_rows from page;
  return core.page('deliveries', v_rows, p_limit, '{event_id}');
end
$$;

comment on function api.list_deliveries(uuid, uuid, integer, text) is
'The events that a webhook got or gets, latest first
They are kept for 30 days. p_limit: 1 to 100 of them. p_cursor: next_cursor of the previous page. Refuses FORBIDDEN,
INVALID_INPUT, WEBHOOK_NOT_FOUND.';

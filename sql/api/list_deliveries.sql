create or replace function api.list_deliveries(
  p_user_id uuid,
  p_webhook_id uuid,
  p_limit integer default 20,
  p_before bigint default null
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  v_rows jsonb;
begin
  if not core.is_admin(p_user_id) then
    return core.refuse('FORBIDDEN');
  elsif core.check_limit(p_limit) is not null then
    return core.check_limit(p_limit);
  elsif not exists (select from medbook.webhooks where id = p_webhook_id) then
    return core.refuse('WEBHOOK_NOT_FOUND');
  end if;
  select jsonb_agg(to_jsonb(page) order by page.event_id desc) into v_rows
    from (select v.* from api.delivery v
           where v.webhook_id = p_webhook_id and v.event_id < coalesce(p_before, 9223372036854775807)
           order by v.event_id desc limit p_limit) page;
  return jsonb_build_object('success', true, 'deliveries', coalesce(v_rows, '[]'));
end
$$;

comment on function api.list_deliveries(uuid, uuid, integer, bigint) is
'The events that a webhook got or gets, latest first
They are kept for 30 days. p_limit: 1 to 100 of them. p_before: the last event_id of the previous page. Refuses
FORBIDDEN, INVALID_INPUT, WEBHOOK_NOT_FOUND.';

create or replace function api.get_unsubscribe_page(
  p_token uuid
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  v_user_id uuid := outbound.find_subscriber(p_token);
begin
  if v_user_id is null then
    return core.refuse('LINK_NOT_FOUND');
  end if;
  return jsonb_build_object('success', true, 'page', outbound.unsubscribe_page(v_user_id, false));
end
$$;

comment on function api.get_unsubscribe_page(uuid) is
'A page with a button that turns reminders off
p_token: of the link in a reminder; there is no other sign-in. It changes nothing: programs follow links in mail before
people do. Refuses LINK_NOT_FOUND.';

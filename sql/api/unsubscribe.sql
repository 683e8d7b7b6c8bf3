create or replace function api.unsubscribe(
  p_token uuid
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  v_user_id uuid := outbound.find_subscriber(p_token);
begin
  perform from medbook.users where id = v_user_id and is_active for no key update;
  if not found then
    return core.refuse('LINK_NOT_FOUND');
  end if;
  insert into medbook.notification_preferences as n (user_id, reminders) values (v_user_id, false)
      on conflict (user_id) do update set reminders = false where n.reminders;
  if found then
    perform core.record('unsubscribe', v_user_id, v_user_id);
  end if;
  return jsonb_build_object('success', true, 'page', outbound.unsubscribe_page(v_user_id, true));
end
$$;

comment on function api.unsubscribe(uuid) is
'Turns reminders off
For the page''s button, and for programs that read mail, as RFC 8058 says. p_token: of the link in a reminder, valid for
30 days; there is no other sign-in. Answers a page, also when they are off already. Writes to the
audit. Refuses LINK_NOT_FOUND.';

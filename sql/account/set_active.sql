create or replace function account.set_active(
  p_user_id uuid,
  p_is_active boolean
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
begin
  update medbook.users set is_active = p_is_active where id = p_user_id;
  if not found then
    return core.refuse('USER_NOT_FOUND');
  end if;
  if not p_is_active then
    delete from medbook.password_resets where user_id = p_user_id;
    delete from medbook.calendar_links where user_id = p_user_id;
    perform account.end_sessions(p_user_id);
  end if;
  perform core.record(case when p_is_active then 'activate' else 'deactivate' end, null, p_user_id);
  return jsonb_build_object('success', true);
end
$$;

comment on function account.set_active(uuid, boolean) is
'Deactivates a user, who then can do nothing, or activates one again; for DBAs only
p_user_id: the user. p_is_active: whether the user may sign in and act. Bookings stay. Ends the sessions of a user
whom it deactivates, and the secret addresses of calendars that the user made. Writes to the audit. Waits for what the
user does this instant; if that takes lock_timeout, which psql does not set, it raises lock_not_available and nothing
has changed: call it again. Refuses USER_NOT_FOUND.';

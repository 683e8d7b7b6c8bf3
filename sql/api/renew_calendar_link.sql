create or replace function api.renew_calendar_link(
  p_user_id uuid
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
begin
  if core.is_deactivated(p_user_id) then
    return core.forbid(p_user_id, 'renew calendar link');
  end if;
  return outbound.renew_link(p_user_id, null, '/v1/me/calendar.ics');
end
$$;

comment on function api.renew_calendar_link(uuid) is
'Makes or renews the secret address at which calendars read the caller''s appointments
Answers address, to be used behind https:// and the name of this host. It is shown only now. Whoever has it reads the
appointments without signing in. An older address is no longer valid. It is written to the audit. Refuses FORBIDDEN.';

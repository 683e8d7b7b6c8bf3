create or replace function api.withdraw_calendar_link(
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
    return core.forbid(p_user_id, 'withdraw calendar link');
  end if;
  return outbound.withdraw_link(p_user_id, null);
end
$$;

comment on function api.withdraw_calendar_link(uuid) is
'Ends the secret address for the caller''s calendars; a repeated call changes nothing
Answers withdrawn, whether there was one. It is written to the audit. Refuses FORBIDDEN.';

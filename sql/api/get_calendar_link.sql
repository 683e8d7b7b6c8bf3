create or replace function api.get_calendar_link(
  p_user_id uuid
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
begin
  if core.is_deactivated(p_user_id) then
    return core.refuse('FORBIDDEN');
  end if;
  return outbound.answer_link(p_user_id, null);
end
$$;

comment on function api.get_calendar_link(uuid) is
'Whether the caller has a secret address for calendars, and since when
The address itself was shown when it was made: who lost it renews it. Refuses FORBIDDEN, CALENDAR_NOT_FOUND (there is
none).';

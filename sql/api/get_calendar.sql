create or replace function api.get_calendar(
  p_token text
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  v_link medbook.calendar_links;
begin
  v_link := outbound.find_link(p_token);
  if v_link.token_hash is null or v_link.doctor_id is not null then
    return core.refuse('CALENDAR_NOT_FOUND');
  end if;
  return jsonb_build_object('success', true, 'calendar',
                            outbound.calendar('Appointments', v_link.user_id, null, core.now()));
end
$$;

comment on function api.get_calendar(text) is
'A patient''s appointments as iCalendar, for calendars that ask again and again
p_token: of the secret address; there is no other sign-in. Has the appointments that are to come or began in the last 90
days, and for 30 days those that were cancelled, with the doctor''s name and nothing else. Refuses CALENDAR_NOT_FOUND
(the address was withdrawn or renewed, or whoever made it may do nothing any more).';

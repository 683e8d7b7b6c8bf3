create or replace function api.get_doctor_calendar(
  p_doctor_id uuid,
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
  v_name text;
begin
  v_link := outbound.find_link(p_token);
  if v_link.doctor_id is distinct from p_doctor_id or p_doctor_id is null then
    return core.refuse('CALENDAR_NOT_FOUND');
  end if;
  select name into v_name from medbook.doctors where id = p_doctor_id;
  return jsonb_build_object('success', true, 'calendar',
                            outbound.calendar('Appointments of ' || v_name, null, p_doctor_id, core.now()));
end
$$;

comment on function api.get_doctor_calendar(uuid, text) is
'A doctor''s appointments as iCalendar, for calendars that ask again and again
p_token: of the secret address; there is no other sign-in. Has the appointments that are to come or began in the last 90
days, and for 30 days those that were cancelled, with the patient''s name and nothing else. Refuses CALENDAR_NOT_FOUND
(the address was withdrawn or renewed, or whoever made it is no administrator any more).';

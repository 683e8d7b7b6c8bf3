create or replace function api.update_notifications(
  p_user_id uuid,
  p_confirmed boolean default null,
  p_cancelled boolean default null,
  p_moved boolean default null,
  p_reminders boolean default null,
  p_reminder_minutes jsonb default null,
  p_language text default null
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, extensions, pg_temp
  set timezone = 'UTC'
as $$
declare
  v_fault text := core.reminder_fault(p_reminder_minutes);
begin
  if v_fault is not null then
    return core.refuse_input('reminder_minutes', v_fault);
  elsif p_language not in ('en', 'de') then
    return core.refuse_input('language', 'must be en or de');
  end if;
  perform from medbook.users where id = p_user_id and is_active for no key update;
  if not found then
    return core.forbid(p_user_id, 'update notifications');
  end if;
  insert into medbook.notification_preferences (user_id) values (p_user_id) on conflict (user_id) do nothing;
  update medbook.notification_preferences
     set confirmed = coalesce(p_confirmed, confirmed), cancelled = coalesce(p_cancelled, cancelled),
         moved = coalesce(p_moved, moved), reminders = coalesce(p_reminders, reminders),
         reminder_minutes = case when p_reminder_minutes is null then reminder_minutes
           when p_reminder_minutes <> '[]' then array(
             select distinct m::integer from jsonb_array_elements(p_reminder_minutes) m order by 1 desc) end,
         language = coalesce(p_language, language)
   where user_id = p_user_id;
  perform core.record('update notifications', p_user_id, p_user_id);
  return api.get_notifications(p_user_id);
end
$$;

comment on function api.update_notifications(uuid, boolean, boolean, boolean, boolean, jsonb, text) is
'Changes which mail the caller gets; a field that is not given stays as it is
p_confirmed, p_cancelled, p_moved, p_reminders: whether there is mail of bookings that were confirmed, cancelled or
moved, and before appointments. p_reminder_minutes: how long before, a list of at most 3 of 15, 30, 60, 120, 180, 360,
720, 1440, 2880, 4320, 10080; empty: as the clinic''s settings say. p_language: en or de. Answers notifications, as
get_notifications does. It is written to the audit. Refuses FORBIDDEN, INVALID_INPUT.';
